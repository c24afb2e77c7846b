// The table of the tokens that vendors publish a format for: prefix, alphabet, length.
import { ALNUM, BASE64, BASE64_ANY, DIGIT, HEX, HYPHEN, TOKEN, UNDERSCORE, UPPER } from '../scan/byte-classes.ts';
import { defineRule, type Rule } from '../scan/rule.ts';

/** One published format. */
export interface TokenFormat {
  readonly rule: Rule;
  readonly prefix: string;
  /** The first and the last byte of the prefix. */
  readonly first: number;
  readonly last: number;
  /** Where in the prefix the pair of bytes stands that triggers: the rarest one in the bench's clean logs. */
  readonly trigger: number;
  /** What stands in the prefix after that pair; 0 for nothing. */
  readonly third: number;
  /** Classes of the characters after the prefix. */
  readonly alphabet: number;
  /** A further character of the alphabet, such as a dot; 0 for none. */
  readonly extra: number;
  readonly least: number;
  readonly most: number;
  /** Takes an upper- and a lower-case letter and a digit, where the prefix alone is too common. */
  readonly isMixed: boolean;
  /** Its place in the list of what a scan remembers of such formats. */
  readonly place: number;
}

interface Shape {
  readonly alphabet?: number;
  readonly extra?: string;
  readonly least: number;
  readonly most?: number;
  readonly isMixed?: boolean;
  readonly trigger?: number;
}

const UNBOUNDED = Number.MAX_SAFE_INTEGER;
let mixedFormats = 0;

function format(rule: Rule, prefix: string, shape: Shape): TokenFormat {
  const { alphabet = ALNUM, extra, least, most = UNBOUNDED, isMixed = false, trigger = 0 } = shape;
  return {
    rule,
    prefix,
    first: prefix.charCodeAt(0),
    last: prefix.charCodeAt(prefix.length - 1),
    trigger,
    third: prefix.charCodeAt(trigger + 2) || 0,
    alphabet,
    extra: extra?.charCodeAt(0) ?? 0,
    least,
    most,
    isMixed,
    place: isMixed ? mixedFormats++ : -1,
  };
}

const byPrefix = (entity: Rule['entity'], name: string): Rule =>
  defineRule(entity, name, 'published prefix, alphabet and length');

const AWS_ID = byPrefix('AWS_KEY', 'AWS access key id');
const BEDROCK = byPrefix('AWS_KEY', 'Amazon Bedrock key');
const DATABRICKS = byPrefix('DATABRICKS_TOKEN', 'Databricks token');
const GITHUB = byPrefix('GITHUB_TOKEN', 'GitHub token');
const GITLAB = byPrefix('GITLAB_TOKEN', 'GitLab token');
const SLACK = byPrefix('SLACK_TOKEN', 'Slack token');
const STRIPE = byPrefix('STRIPE_KEY', 'Stripe key');
const GOOGLE = byPrefix('GOOGLE_KEY', 'Google key');
const NPM = byPrefix('NPM_TOKEN', 'npm token');
const ENCODED_JWT = defineRule('JWT', 'base64 of a JSON web token', 'decodes to the beginning of a header');
const ai = (vendor: string): Rule => byPrefix('AI_KEY', `${vendor} key`);
const vendor = (name: string): Rule => byPrefix('CREDENTIAL', `${name} token`);

const isToken = { alphabet: TOKEN };

/** Prefixes are written in two parts, so that this file looks like no leak to a secret scanner. */
export const TOKEN_FORMATS: readonly TokenFormat[] = [
  ...['AKIA', 'ASIA', 'ABIA', 'ACCA'].map((prefix) =>
    format(AWS_ID, prefix, { alphabet: UPPER | DIGIT, least: 16, most: 16, trigger: 1 }),
  ),
  format(BEDROCK, 'ABSK', { alphabet: BASE64, least: 60, trigger: 1 }),

  ...['dapi', 'dkea', 'dsapi', 'dose'].map((prefix) =>
    format(DATABRICKS, prefix, { alphabet: HEX, least: 32, most: 32 }),
  ),

  ...['ghp_', 'gho_', 'ghr_'].map((prefix) => format(GITHUB, prefix, { alphabet: ALNUM | UNDERSCORE, least: 36 })),
  // An id and a JWT, since 2026.
  ...['ghs_', 'ghu_'].map((prefix) => format(GITHUB, prefix, { ...isToken, extra: '.', least: 36 })),
  format(GITHUB, 'github_pat_', { alphabet: TOKEN, least: 50, trigger: 5 }),

  ...[
    'glpat-',
    'glrt-',
    'gldt-',
    'glptt-',
    'glcbt-',
    'glft-',
    'glsoat-',
    'glimt-',
    'glagent-',
    'gloas-',
    'glffct-',
    'glwt-',
    'glrtr-',
  ].map((prefix) => format(GITLAB, prefix, { ...isToken, extra: '.', least: 20 })),
  format(GITLAB, 'GR1348941', { ...isToken, least: 20, trigger: 1 }),

  ...['xoxb-', 'xoxp-', 'xoxa-', 'xoxr-', 'xoxs-', 'xoxe-', 'xoxc-', 'xoxd-', 'xoxo-', 'xoxe.xoxp-', 'xoxe.xoxb-'].map(
    (prefix) => format(SLACK, prefix, { ...isToken, least: 10 }),
  ),
  format(SLACK, 'xapp-', { ...isToken, least: 20 }),

  ...['sk_live_', 'sk_test_', 'rk_live_', 'rk_test_', 'sk_prod_', 'rk_prod_'].map((prefix) =>
    format(STRIPE, prefix, { least: 10, trigger: 1 }),
  ),
  format(STRIPE, 'whsec_', { alphabet: BASE64, least: 24, trigger: 4 }),

  format(GOOGLE, 'AIza', { ...isToken, least: 35, most: 35, trigger: 1 }),
  format(GOOGLE, 'ya29.', { ...isToken, extra: '.', least: 20 }),
  format(GOOGLE, 'GOCSPX-', { ...isToken, least: 28, most: 28, trigger: 4 }),
  format(GOOGLE, '1//0', { ...isToken, least: 24, trigger: 0 }),

  format(ai('Anthropic'), 'sk-ant-', { ...isToken, least: 20, trigger: 1 }),
  format(ai('OpenAI'), 'sk-proj-', { ...isToken, least: 20, trigger: 1 }),
  format(ai('OpenAI'), 'sk-svcacct-', { ...isToken, least: 20, trigger: 1 }),
  format(ai('OpenAI'), 'sk-admin-', { ...isToken, least: 20, trigger: 1 }),
  format(ai('OpenRouter'), 'sk-or-v1-', { ...isToken, least: 32, trigger: 1 }),
  format(ai('OpenAI'), 'sk-', { ...isToken, least: 20, isMixed: true, trigger: 1 }),
  format(ai('DeepSeek'), 'sk-', { alphabet: HEX, least: 32, most: 64, trigger: 1 }),
  format(ai('Hugging Face'), 'hf_', { least: 30 }),
  format(ai('Hugging Face'), 'api_org_', { least: 30, trigger: 3 }),
  format(ai('Groq'), 'gsk_', { least: 40, trigger: 2 }),
  format(ai('Replicate'), 'r8_', { least: 30 }),
  format(ai('Perplexity'), 'pplx-', { least: 40, trigger: 2 }),
  format(ai('xAI'), 'xai-', { ...isToken, least: 60 }),
  format(ai('NVIDIA'), 'nvapi-', { ...isToken, least: 40 }),
  format(ai('Together'), 'tgp_v1_', { ...isToken, least: 30, trigger: 2 }),
  format(ai('Cerebras'), 'csk-', { least: 40 }),
  format(ai('Fireworks'), 'fw_', { least: 20, most: 40, isMixed: true }),
  format(ai('LangSmith'), 'lsv2_', { ...isToken, least: 32, trigger: 2 }),

  format(NPM, 'npm_', { least: 36, most: 36, trigger: 2 }),

  format(vendor('PyPI'), 'pypi-', { ...isToken, least: 50, trigger: 3 }),
  format(vendor('RubyGems'), 'rubygems_', { alphabet: HEX, least: 48, trigger: 7 }),
  format(vendor('NuGet'), 'oy2', { least: 43, most: 43 }),
  format(vendor('crates.io'), 'cio', { least: 32, most: 32 }),
  format(vendor('Docker'), 'dckr_pat_', { ...isToken, least: 20, trigger: 2 }),
  format(vendor('Docker'), 'dckr_oat_', { ...isToken, least: 20, trigger: 2 }),
  format(vendor('SendGrid'), 'SG.', { ...isToken, extra: '.', least: 60, isMixed: true }),
  format(vendor('Twilio'), 'SK', { alphabet: HEX, least: 32, most: 32 }),
  format(vendor('Mailgun'), 'key-', { alphabet: HEX, least: 32, most: 32, trigger: 1 }),
  format(vendor('Brevo'), 'xkeysib-', { ...isToken, least: 60 }),
  format(vendor('Shopify'), 'shpat_', { alphabet: HEX, least: 32, trigger: 1 }),
  format(vendor('Shopify'), 'shpca_', { alphabet: HEX, least: 32, trigger: 1 }),
  format(vendor('Shopify'), 'shppa_', { alphabet: HEX, least: 32, trigger: 1 }),
  format(vendor('Shopify'), 'shpss_', { alphabet: HEX, least: 32, trigger: 1 }),
  format(vendor('DigitalOcean'), 'dop_v1_', { alphabet: HEX, least: 64, trigger: 2 }),
  format(vendor('DigitalOcean'), 'doo_v1_', { alphabet: HEX, least: 64, trigger: 2 }),
  format(vendor('DigitalOcean'), 'dor_v1_', { alphabet: HEX, least: 64, trigger: 2 }),
  format(vendor('Heroku'), 'HRKU-', { ...isToken, least: 36 }),
  format(vendor('HashiCorp Vault'), 'hvs.', { ...isToken, least: 24, trigger: 1 }),
  format(vendor('HashiCorp Vault'), 'hvb.', { ...isToken, least: 24, trigger: 1 }),
  format(vendor('HashiCorp Vault'), 'hvr.', { ...isToken, least: 24, trigger: 1 }),
  format(vendor('Grafana'), 'glsa_', { alphabet: TOKEN, least: 32 }),
  format(vendor('Grafana Cloud'), 'glc_', { alphabet: BASE64, least: 32 }),
  format(vendor('New Relic'), 'NRAK-', { least: 27 }),
  format(vendor('New Relic'), 'NRJS-', { least: 19 }),
  format(vendor('New Relic'), 'NRII-', { ...isToken, least: 32 }),
  format(vendor('Sentry'), 'sntrys_', { alphabet: BASE64_ANY, least: 40, trigger: 4 }),
  format(vendor('Sentry'), 'sntryu_', { alphabet: HEX, least: 64, trigger: 4 }),
  format(vendor('Dynatrace'), 'dt0c01.', { ...isToken, extra: '.', least: 80 }),
  format(vendor('Linear'), 'lin_api_', { least: 32, trigger: 6 }),
  format(vendor('Linear'), 'lin_oauth_', { alphabet: HEX, least: 32, trigger: 3 }),
  format(vendor('Notion'), 'ntn_', { least: 40, trigger: 1 }),
  format(vendor('Notion'), 'secret_', { least: 43, most: 43, trigger: 5 }),
  format(vendor('Postman'), 'PMAK-', { ...isToken, least: 50, trigger: 2 }),
  format(vendor('Figma'), 'figd_', { ...isToken, least: 36, trigger: 3 }),
  format(vendor('Atlassian'), 'ATATT3', { alphabet: TOKEN, extra: '=', least: 100, trigger: 1 }),
  format(vendor('Atlassian'), 'ATCTT3', { alphabet: TOKEN, extra: '=', least: 60, trigger: 1 }),
  format(vendor('Bitbucket'), 'ATBB', { least: 24, trigger: 1 }),
  format(vendor('Pulumi'), 'pul-', { alphabet: HEX, least: 40, most: 40, trigger: 2 }),
  format(vendor('Tailscale'), 'tskey-', { ...isToken, least: 20, trigger: 3 }),
  format(vendor('CircleCI'), 'CCIPAT_', { ...isToken, least: 40, trigger: 1 }),
  format(vendor('Buildkite'), 'bkua_', { alphabet: HEX, least: 40, trigger: 1 }),
  format(vendor('PlanetScale'), 'pscale_tkn_', { ...isToken, extra: '.', least: 32, trigger: 7 }),
  format(vendor('PlanetScale'), 'pscale_pw_', { ...isToken, extra: '.', least: 32, trigger: 7 }),
  format(vendor('Square'), 'sq0atp-', { ...isToken, least: 22, trigger: 1 }),
  format(vendor('Square'), 'sq0csp-', { ...isToken, least: 43, trigger: 1 }),
  format(vendor('Sourcegraph'), 'sgp_', { alphabet: ALNUM | TOKEN, least: 40 }),
  format(vendor('Supabase'), 'sbp_', { alphabet: HEX, least: 40 }),
  format(vendor('Supabase'), 'sb_secret_', { ...isToken, least: 20, trigger: 1 }),
  format(vendor('Vercel'), 'vcp_', { least: 24, most: 60 }),
  format(vendor('Netlify'), 'nfp_', { least: 36, trigger: 1 }),
  format(vendor('Fly.io'), 'FlyV1 ', { alphabet: BASE64, extra: '_', least: 40, trigger: 3 }),
  format(vendor('1Password'), 'ops_eyJ', { alphabet: BASE64_ANY, least: 100, trigger: 5 }),
  format(vendor('age'), 'AGE-SECRET-KEY-1', { alphabet: UPPER | DIGIT, least: 58, most: 58, trigger: 1 }),
  format(vendor('PagerDuty'), 'pdus+_', { ...isToken, least: 20 }),
  format(vendor('Adafruit'), 'aio_', { least: 28, most: 28, trigger: 2 }),
  format(vendor('EasyPost'), 'EZAK', { least: 54, most: 54 }),
  format(vendor('Prefect'), 'pnu_', { least: 36, most: 36 }),
  format(vendor('Snyk'), 'snyk_', { ...isToken, extra: '.', least: 36, trigger: 2 }),
  format(vendor('Shippo'), 'shippo_live_', { alphabet: HEX, least: 40, trigger: 5 }),
  format(vendor('Databento'), 'db-', { least: 29, most: 29, isMixed: true, trigger: 1 }),
  format(vendor('Artifactory'), 'AKCp', { least: 60, trigger: 1 }),
  format(vendor('Artifactory'), 'cmVmdGtuO', { least: 50, trigger: 2 }),
  format(vendor('Kubernetes'), 'K10', { alphabet: HEX, extra: ':', least: 80 }),
  format(vendor('SonarQube'), 'sqp_', { alphabet: HEX, least: 40, most: 40, trigger: 1 }),
  format(vendor('SonarQube'), 'squ_', { alphabet: HEX, least: 40, most: 40, trigger: 2 }),
  format(vendor('SonarQube'), 'sqa_', { alphabet: HEX, least: 40, most: 40, trigger: 1 }),
  format(vendor('Mapbox'), 'sk.eyJ', { ...isToken, extra: '.', least: 60, trigger: 4 }),
  format(vendor('Square'), 'EAAA', { ...isToken, least: 60, most: 60, isMixed: true, trigger: 1 }),
  format(vendor('Facebook'), 'EAA', { least: 100, isMixed: true, trigger: 1 }),
  format(vendor('HubSpot'), 'pat-na1-', { alphabet: HEX, extra: '-', least: 36, most: 36, trigger: 5 }),
  format(vendor('HubSpot'), 'pat-eu1-', { alphabet: HEX, extra: '-', least: 36, most: 36, trigger: 5 }),
  format(vendor('Confluent'), 'cflt', { alphabet: BASE64, least: 60, most: 60, isMixed: true }),
  format(vendor('dbt Cloud'), 'dbtc_', { ...isToken, least: 32, trigger: 1 }),
  format(vendor('dbt Cloud'), 'dbtu_', { ...isToken, least: 32, trigger: 1 }),
  format(vendor('Alibaba Cloud'), 'LTAI', { least: 12, most: 26, isMixed: true }),
  format(vendor('Snowflake'), 'ver:1-hint:', { alphabet: TOKEN | BASE64, least: 60, trigger: 5 }),
  format(vendor('PostHog'), 'phx_', { least: 40, trigger: 1 }),
  format(vendor('Typeform'), 'tfp_', { ...isToken, least: 50, trigger: 1 }),
  format(vendor('Contentful'), 'CFPAT-', { ...isToken, least: 43, most: 43, trigger: 1 }),
  format(vendor('MailerSend'), 'mlsn.', { alphabet: HEX, least: 64, most: 64, trigger: 2 }),
  format(vendor('Vercel'), 'vercel_blob_rw_', { ...isToken, least: 24, trigger: 12 }),
  format(vendor('Adobe'), 'p8e-', { least: 32, most: 32 }),
  format(vendor('Clojars'), 'CLOJARS_', { least: 60, most: 60, trigger: 3 }),
  format(vendor('Cloudflare'), 'v1.0-', { alphabet: HEX, extra: '-', least: 171, most: 171 }),
  format(vendor('Duffel'), 'duffel_test_', { ...isToken, least: 43, most: 43, trigger: 1 }),
  format(vendor('Duffel'), 'duffel_live_', { ...isToken, least: 43, most: 43, trigger: 1 }),
  format(vendor('Flutterwave'), 'FLWSECK_TEST-', { extra: '-', least: 34, trigger: 1 }),
  format(vendor('Flutterwave'), 'FLWSECK-', { extra: '-', least: 34, trigger: 1 }),
  format(vendor('Frame.io'), 'fio-u-', { ...isToken, least: 64, most: 64, trigger: 3 }),
  format(vendor('Readme'), 'rdme_', { least: 70, most: 70, trigger: 1 }),
  format(vendor('Scalingo'), 'tk-us-', { ...isToken, least: 48, most: 48, trigger: 0 }),
  format(vendor('LaunchDarkly'), 'sdk-', { alphabet: HEX, extra: '-', least: 36, most: 36, trigger: 1 }),
  format(vendor('Twitch'), 'oauth:', { least: 30, most: 30, trigger: 4 }),
  format(ai('Langfuse'), 'sk-lf-', { alphabet: HEX, extra: '-', least: 36, most: 36, trigger: 1 }),
  format(ai('Tavily'), 'tvly-', { ...isToken, least: 28, trigger: 1 }),
  format(ai('ElevenLabs'), 'sk_', { alphabet: HEX, least: 48, most: 48, trigger: 1 }),
  format(ai('Pinecone'), 'pcsk_', { ...isToken, least: 40, isMixed: true, trigger: 3 }),
  format(vendor('Fly.io'), 'fo1_', { ...isToken, least: 40, most: 48, isMixed: true, trigger: 1 }),
  format(vendor('Render'), 'rnd_', { least: 28, most: 40, isMixed: true, trigger: 2 }),
  format(vendor('New Relic'), 'NRIQ-', { ...isToken, least: 32 }),
  format(vendor('Plaid'), 'access-production-', { alphabet: HEX, extra: '-', least: 36, most: 36, trigger: 6 }),
  format(vendor('Plaid'), 'access-sandbox-', { alphabet: HEX, extra: '-', least: 36, most: 36, trigger: 6 }),
  format(vendor('Braintree'), 'access_token$production$', { extra: '$', least: 40, trigger: 12 }),
  format(vendor('Braintree'), 'access_token$sandbox$', { extra: '$', least: 40, trigger: 12 }),
  format(vendor('Neon'), 'napi_', { least: 60, trigger: 3 }),
  format(vendor('MongoDB Atlas'), 'mdb_sa_sk_', { ...isToken, least: 36, trigger: 2 }),
  format(vendor('Infracost'), 'ico-', { least: 32, most: 32, isMixed: true, trigger: 2 }),
  format(vendor('Yandex Cloud'), 'AQVN', { ...isToken, least: 35, most: 38, trigger: 1 }),
  // A type, the role's letter and 55 or 56 characters of base32.
  ...['SU', 'SA', 'SO'].map((prefix) =>
    format(vendor('NATS'), prefix, { alphabet: UPPER | DIGIT, least: 55, most: 56 }),
  ),
  format(vendor('Defined Networking'), 'dnkey-', { ...isToken, least: 60, trigger: 3 }),
  format(vendor('Resend'), 're_', { ...isToken, least: 32, most: 36, isMixed: true, trigger: 1 }),
  format(vendor('Unkey'), 'unkey_', { least: 20, isMixed: true, trigger: 3 }),
  format(ai('Anyscale'), 'asecret_', { least: 24, isMixed: true, trigger: 6 }),
  ...['cfut_', 'cfat_', 'cfk_'].map((prefix) => format(vendor('Cloudflare'), prefix, { least: 40 })),
  format(vendor('Elastic'), 'essu_', { alphabet: BASE64, extra: '=', least: 50, trigger: 3 }),
  format(vendor('Aiven'), 'AVNS_', { ...isToken, least: 19 }),
  format(vendor('PlanetScale'), 'pscale_oauth_', { ...isToken, extra: '.', least: 32, trigger: 5 }),
  format(vendor('EasyPost'), 'EZTK', { least: 54, most: 54 }),
  format(vendor('Prefect'), 'pnb_', { least: 36, most: 36 }),
  ...['vck_', 'vci_', 'vca_', 'vcr_'].map((prefix) => format(vendor('Vercel'), prefix, { least: 24, most: 60 })),
  ...['dp.ct.', 'dp.pt.', 'dp.st.', 'dp.sa.', 'dp.said.', 'dp.scim.', 'dp.audit.'].map((prefix) =>
    format(vendor('Doppler'), prefix, { alphabet: ALNUM | UNDERSCORE | HYPHEN, extra: '.', least: 40 }),
  ),
  ...['fm2_', 'fm1a_'].map((prefix) => format(vendor('Fly.io'), prefix, { alphabet: BASE64, extra: '=', least: 40 })),
  format(vendor('Fly.io'), 'fm1r_', { alphabet: BASE64, extra: '=', least: 40, trigger: 2 }),
  format(vendor('Supabase'), 'sbp_v0_', { alphabet: HEX, least: 40, trigger: 4 }),
  format(vendor('Supabase'), 'sbp_oauth_', { alphabet: HEX, least: 40 }),
  format(vendor('OpenShift'), 'sha256~', { ...isToken, least: 43, most: 43, trigger: 5 }),
  format(GOOGLE, 'AQ.Ab', { ...isToken, least: 40 }),
  ...['sk_org_live_', 'sk_org_test_'].map((prefix) => format(STRIPE, prefix, { least: 20, trigger: 2 })),
  format(vendor('Shopify'), 'shpua_', { alphabet: HEX, least: 32, trigger: 1 }),
  format(vendor('Brevo'), 'xsmtpsib-', { ...isToken, least: 60 }),
  format(vendor('Linear'), 'lin_wh_', { least: 32, trigger: 3 }),
  ...['figu_', 'figo_', 'figoh_'].map((prefix) =>
    format(vendor('Figma'), prefix, { ...isToken, least: 36, trigger: 3 }),
  ),
  format(vendor('Figma'), 'figor_', { ...isToken, least: 36, trigger: 4 }),
  format(vendor('PostHog'), 'phs_', { least: 40, trigger: 1 }),
  ...['pha_', 'phr_'].map((prefix) => format(vendor('PostHog'), prefix, { least: 40, trigger: 2 })),
  ...['nfc_', 'nfo_', 'nfu_', 'nfb_'].map((prefix) => format(vendor('Netlify'), prefix, { least: 36, trigger: 2 })),
  format(vendor('CircleCI'), 'CCIPRJ_', { ...isToken, least: 40, trigger: 5 }),
  format(vendor('Buildkite'), 'bkct_', { ...isToken, least: 30, isMixed: true, trigger: 1 }),
  format(vendor('Buildkite'), 'bkaj_', { ...isToken, least: 30, isMixed: true, trigger: 3 }),
  format(vendor('Deno Deploy'), 'ddp_', { least: 36, most: 36, trigger: 1 }),
  ...['ddo_', 'ddw_'].map((prefix) => format(vendor('Deno Deploy'), prefix, { least: 36, most: 36, trigger: 2 })),
  format(vendor('Socket'), 'sktsec_', { ...isToken, least: 30, trigger: 5 }),
  ...['sgd_', 'slk_'].map((prefix) =>
    format(vendor('Sourcegraph'), prefix, { alphabet: HEX, least: 64, most: 64, trigger: 1 }),
  ),
  format(vendor('LaunchDarkly'), 'api-', { alphabet: HEX, extra: '-', least: 36, most: 36, trigger: 2 }),
  format(vendor('1Password'), 'A3-', { alphabet: UPPER | DIGIT, extra: '-', least: 30, most: 31 }),
  format(vendor('Trello'), 'ATTA', { least: 68, most: 76, trigger: 1 }),
  format(vendor('ClickUp'), 'pk_', { alphabet: UPPER | DIGIT, extra: '_', least: 36, most: 44, trigger: 1 }),
  ...['pat-na2-', 'pat-na3-', 'pat-ap1-'].map((prefix) =>
    format(vendor('HubSpot'), prefix, { alphabet: HEX, extra: '-', least: 36, most: 36, trigger: 5 }),
  ),
  format(vendor('Intercom'), 'dG9rO', { alphabet: BASE64, extra: '=', least: 50, isMixed: true, trigger: 1 }),
  format(vendor('Instagram'), 'IGQV', { ...isToken, least: 100, isMixed: true, trigger: 2 }),
  format(vendor('Instagram'), 'IGAA', { ...isToken, least: 100, isMixed: true }),
  format(vendor('Instagram'), 'THAA', { ...isToken, least: 100, isMixed: true, trigger: 1 }),
  format(vendor('Midtrans'), 'Mid-server-', { ...isToken, least: 20, trigger: 3 }),
  format(vendor('Mercado Pago'), 'APP_USR-', { ...isToken, least: 40, trigger: 5 }),
  format(vendor('Checkout.com'), 'sk_sbox_', { ...isToken, least: 24, trigger: 3 }),
  ...['pdl_live_apikey_', 'pdl_sdbx_apikey_'].map((prefix) =>
    format(vendor('Paddle'), prefix, { ...isToken, least: 40, trigger: 11 }),
  ),
  format(vendor('Polar'), 'polar_oat_', { ...isToken, least: 32, trigger: 5 }),
  format(vendor('Polar'), 'polar_pat_', { ...isToken, least: 32, trigger: 4 }),
  ...['os_v2_app_', 'os_v2_org_'].map((prefix) => format(vendor('OneSignal'), prefix, { least: 60, trigger: 3 })),
  format(vendor('Xata'), 'xau_', { least: 40, trigger: 2 }),
  format(vendor('Tinybird'), 'p.eyJ', { ...isToken, extra: '.', least: 60, trigger: 3 }),
  format(vendor('CockroachDB'), 'CCDB1_', { ...isToken, least: 40, trigger: 3 }),
  ...['hxtp_', 'hxtw_'].map((prefix) => format(vendor('Hex'), prefix, { ...isToken, least: 40 })),
  format(vendor('Bitbucket'), 'BBDC-', { alphabet: BASE64, least: 40 }),
  format(vendor('Octopus Deploy'), 'API-', { alphabet: UPPER | DIGIT, least: 25, most: 27, trigger: 2 }),
  format(vendor('Datadog'), 'ddapp_', { ...isToken, least: 32, trigger: 4 }),
  format(vendor('Datadog'), 'ddpat_', { ...isToken, least: 32, trigger: 1 }),
  ...['NRRA-', 'NRSP-'].map((prefix) => format(vendor('New Relic'), prefix, { ...isToken, least: 32 })),
  ...['hcaik_', 'hcbik_'].map((prefix) => format(vendor('Honeycomb'), prefix, { least: 58 })),
  ...['hcxik_', 'hcxmk_'].map((prefix) => format(vendor('Honeycomb'), prefix, { least: 58, trigger: 1 })),
  ...['hcamk_', 'hcbmk_'].map((prefix) => format(vendor('Honeycomb'), prefix, { least: 58, trigger: 3 })),
  ...['xaat-', 'xapt-'].map((prefix) =>
    format(vendor('Axiom'), prefix, { alphabet: HEX, extra: '-', least: 36, most: 36 }),
  ),
  ...['dt0s01.', 'dt0s02.', 'dt0s08.'].map((prefix) =>
    format(vendor('Dynatrace'), prefix, { ...isToken, extra: '.', least: 64, trigger: 3 }),
  ),
  format(vendor('Dynatrace'), 'dt0s16.', { ...isToken, extra: '.', least: 64 }),
  format(vendor('Mapbox'), 'tk.eyJ', { ...isToken, extra: '.', least: 60, trigger: 4 }),
  format(SLACK, 'xwfp-', { ...isToken, least: 20 }),
  ...['s-s4t2ud-', 's-s4t2af-'].map((prefix) =>
    format(vendor('42'), prefix, { alphabet: HEX, least: 64, most: 64, trigger: 2 }),
  ),
  format(ai('RunPod'), 'rpa_', { alphabet: ALNUM, least: 40, most: 52, isMixed: true, trigger: 2 }),
  format(ai('Jina'), 'jina_', { ...isToken, least: 40, trigger: 3 }),
  format(ai('Firecrawl'), 'fc-', { alphabet: HEX, least: 32, most: 32, trigger: 1 }),
  format(ai('Browserbase'), 'bb_live_', { ...isToken, least: 20, trigger: 1 }),
  format(ai('E2B'), 'e2b_', { alphabet: HEX, least: 40, most: 40, trigger: 2 }),
  format(ai('Cursor'), 'crsr_', { alphabet: HEX, least: 64, most: 64, trigger: 3 }),
  format(ai('Cursor'), 'key_', { alphabet: HEX, least: 64, most: 64, trigger: 2 }),
  format(ai('Helicone'), 'sk-helicone-', { ...isToken, least: 24, trigger: 2 }),
  format(ai('LlamaCloud'), 'llx-', { ...isToken, least: 40, trigger: 1 }),
  format(ai('Weights & Biases'), 'wandb_v1_', { ...isToken, least: 40, trigger: 6 }),
  format(ai('Weights & Biases'), 'local-', { alphabet: HEX, least: 40, most: 40, trigger: 4 }),
  format(ai('Kaggle'), 'KGAT_', { alphabet: HEX, least: 32, most: 32 }),
  format(ai('HeyGen'), 'sk_V2_', { ...isToken, least: 32, trigger: 2 }),
  format(BEDROCK, 'bedrock-api-key-', { alphabet: BASE64, extra: '=', least: 60, trigger: 11 }),
  ...['ZXlKaGJH', 'ZXlKMGVY', 'ZXlKbGJt'].map((prefix) =>
    format(ENCODED_JWT, prefix, { alphabet: BASE64, extra: '=', least: 60, trigger: 5 }),
  ),
  format(ENCODED_JWT, 'ZXlKcmFX', { alphabet: BASE64, extra: '=', least: 60, trigger: 3 }),
  format(ENCODED_JWT, 'ZXlKNU', { alphabet: BASE64, extra: '=', least: 60, trigger: 1 }),
  ...['sl.B', 'sl.u.'].map((prefix) =>
    format(vendor('Dropbox'), prefix, { ...isToken, extra: '.', least: 120, isMixed: true, trigger: 2 }),
  ),
];
