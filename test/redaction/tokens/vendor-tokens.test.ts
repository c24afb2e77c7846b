// Vendors' tokens in a sentence without a word that names them, and what has their prefix and is none.
import { expect, test } from 'vitest';
import { redactText } from '../../../src/redaction/index.ts';
import { assemble, filled, HEXADECIMAL, jsonWebToken, MIXED } from '../secrets.ts';

const hex = (length: number): string => filled(HEXADECIMAL, length);
const mixed = (length: number): string => filled(MIXED, length);
const GUID = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';

const TOKENS: Readonly<Record<string, string>> = {
  'HCP Terraform': assemble(mixed(14), '.atlas', 'v1.', mixed(67)),
  'SonarQube project': assemble('sqp', '_', hex(40)),
  'SonarQube user': assemble('squ', '_', hex(40)),
  'SonarQube analysis': assemble('sqa', '_', hex(40)),
  Mapbox: assemble('sk.', 'eyJ', mixed(80), '.', mixed(22)),
  Square: assemble('EA', 'AA', mixed(60)),
  Facebook: assemble('EA', 'A', mixed(150)),
  HubSpot: assemble('pat-', 'na1-', GUID),
  'HubSpot in Europe': assemble('pat-', 'eu1-', GUID),
  Confluent: assemble('cf', 'lt', mixed(60)),
  'dbt Cloud service': assemble('dbt', 'c_', mixed(32)),
  'dbt Cloud user': assemble('dbt', 'u_', mixed(32)),
  'Alibaba Cloud': assemble('LT', 'AI', mixed(20)),
  Snowflake: assemble('ver:1-', 'hint:', '1234567890-ETMsDgAAA', mixed(60)),
  PostHog: assemble('phx', '_', mixed(43)),
  Typeform: assemble('tfp', '_', mixed(59)),
  Contentful: assemble('CFPAT', '-', mixed(43)),
  MailerSend: assemble('mlsn', '.', hex(64)),
  'Vercel Blob': assemble('vercel_', 'blob_rw_', mixed(30)),
  Adobe: assemble('p8e', '-', hex(32)),
  Clojars: assemble('CLOJARS', '_', hex(60)),
  'Cloudflare origin': assemble('v1', '.0-', hex(24), '-', hex(146)),
  Duffel: assemble('duffel_', 'test_', mixed(43)),
  Flutterwave: assemble('FLWSECK', '_TEST-', hex(32), '-X'),
  'Frame.io': assemble('fio', '-u-', mixed(64)),
  Readme: assemble('rdme', '_', mixed(70)),
  Scalingo: assemble('tk-', 'us-', mixed(48)),
  LaunchDarkly: assemble('sd', 'k-', GUID),
  Twitch: assemble('oau', 'th:', mixed(30)),
  Langfuse: assemble('sk', '-lf-', GUID),
  Tavily: assemble('tv', 'ly-', mixed(32)),
  ElevenLabs: assemble('sk', '_', hex(48)),
  Pinecone: assemble('pc', 'sk_', mixed(70)),
  'Fly.io': assemble('fo', '1_', mixed(43)),
  Render: assemble('rn', 'd_', mixed(32)),
  'New Relic query': assemble('NR', 'IQ-', mixed(32)),
  'New Relic licence': assemble(hex(36), 'NR', 'AL'),
  Plaid: assemble('access', '-production-', GUID),
  'Plaid sandbox': assemble('access', '-sandbox-', GUID),
  Braintree: assemble('access_token', '$production$', mixed(16).toLowerCase(), '$', hex(32)),
  Neon: assemble('nap', 'i_', mixed(64).toLowerCase()),
  'MongoDB Atlas': assemble('mdb_', 'sa_sk_', mixed(40)),
  Infracost: assemble('ic', 'o-', mixed(32)),
  'Yandex Cloud': assemble('AQ', 'VN', mixed(36)),
  NATS: assemble('SU', 'A', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567ABCDEFGHIJKLMNOPQRSTUVW'),
  'Defined Networking': assemble('dn', 'key-', mixed(26), '-', mixed(52)),
  Resend: assemble('re', '_', mixed(8), '_', mixed(24)),
  Unkey: assemble('un', 'key_', mixed(24)),
  Anyscale: assemble('ase', 'cret_', mixed(28)),
  'Cloudflare user': assemble('cf', 'ut_', mixed(48)),
  'Cloudflare account': assemble('cf', 'at_', mixed(48)),
  'Cloudflare key': assemble('cf', 'k_', mixed(48)),
  Elastic: assemble('es', 'su_', mixed(64), '=='),
  Aiven: assemble('AV', 'NS_', mixed(19)),
  'PlanetScale OAuth': assemble('pscale', '_oauth_', mixed(43)),
  'EasyPost test': assemble('EZ', 'TK', mixed(54)),
  'Prefect bot': assemble('pn', 'b_', mixed(36)),
  'Vercel key': assemble('vc', 'k_', mixed(48)),
  'Vercel integration': assemble('vc', 'i_', mixed(48)),
  'Grafana, as of old': Buffer.from(`{"k":"${mixed(32)}","n":"orders","id":1}`).toString('base64'),
  'a registry': Buffer.from(`{"auths":{"r.test":{"auth":"${mixed(24)}"}}}`).toString('base64'),
  'Doppler CLI': assemble('dp', '.ct.', mixed(43)),
  'Doppler personal': assemble('dp', '.pt.', mixed(43)),
  'Doppler service': assemble('dp', '.st.', 'prd_us-east.', mixed(43)),
  'Doppler service account': assemble('dp', '.sa.', mixed(43)),
  'Doppler identity': assemble('dp', '.said.', mixed(43)),
  'Doppler SCIM': assemble('dp', '.scim.', mixed(43)),
  'Doppler audit': assemble('dp', '.audit.', mixed(43)),
  'Fly.io macaroon': assemble('fm', '2_', `${mixed(70)}+/${mixed(70)}`, '=='),
  'Fly.io macaroon, first': assemble('fm', '1r_', mixed(120)),
  'Supabase v0': assemble('sbp', '_v0_', hex(40)),
  'Supabase secret': assemble('sb', '_secret_', mixed(22), '_', mixed(8)),
  OpenShift: assemble('sha', '256~', mixed(43)),
  'Dropbox, short-lived': assemble('sl', '.B', mixed(135)),
  'Trello, issued now': assemble('AT', 'TA', hex(64), 'A1B2C3D4'),
  'Netlify CLI': assemble('nf', 'c_', mixed(40)),
  'Deno Deploy': assemble('dd', 'p_', mixed(36)),
  Honeycomb: assemble('hc', 'aik_', mixed(58)),
  'Dynatrace platform': assemble('dt0', 's16.', 'ABCDEFGH', '.', mixed(64)),
  'Datadog application': assemble('dd', 'app_', mixed(34)),
  'Axiom personal': assemble('xa', 'pt-', GUID),
  'Octopus Deploy': assemble('AP', 'I-', 'ABCDEFGH1JKLMN0PQRSTUVWXYZ'),
  'Brevo SMTP': assemble('xsm', 'tpsib-', hex(64), '-', mixed(16)),
  'Bitbucket Data Center': assemble('BB', 'DC-', mixed(44)),
  'ClickUp personal': assemble('pk', '_', '1234567_', 'ABCDEFGH1JKLMN0PQRSTUVWXYZ234567'),
  'the secret key of a 1Password account': assemble('A', '3-', 'ABCDEF-GH1JKL-MN0PQ-RSTUV-WXYZ2-34567'),
  'Weights & Biases': assemble('wandb', '_v1_', mixed(64)),
  E2B: assemble('e2', 'b_', hex(40)),
  'a JWT once more in base64': Buffer.from(jsonWebToken()).toString('base64'),
  'Discord, issued now': assemble('MT', mixed(24), '.HxY1z2.', mixed(38)),
};

test.each(Object.entries(TOKENS))('a bare token of %s is masked and nothing else', (_, token) => {
  expect(redactText(`[worker] calling the service with ${token} now`)).toMatch(
    /^\[worker\] calling the service with \[(?:CREDENTIAL|AI_KEY|JWT)\] now$/,
  );
});

test.each(['ghs', 'ghu'])('the tokens of GitHub that hold a JWT are masked whole: %s_', (prefix) => {
  const token = assemble(prefix, '_', '4321_', jsonWebToken({ alg: 'ES256' }));
  expect(redactText(`cloning with ${token}. Done`)).toBe('cloning with [GITHUB_TOKEN]. Done');
  expect(redactText(`https://x-access-token:${token}@github.com/a/b`)).not.toContain(token.slice(20, 40));
});

test('several macaroons of Fly.io, by a comma', () => {
  const one = assemble('fm', '2_', mixed(100));
  expect(redactText(`Authorization of FlyV1 ${one},${one} sent`)).not.toContain(mixed(20));
});

const ALG = '"alg":"HS256"';
test.each([
  `{${ALG}}`,
  `{ ${ALG} }`,
  `{\n  ${ALG}\n}`,
  `{\r\n  ${ALG}\r\n}`,
  `{\t${ALG}}`,
  `{\n${ALG}}`,
  `{"1":2,${ALG}}`,
  `{"":1,${ALG}}`,
  `{"-":1,${ALG}}`,
  `{"é":1,${ALG}}`,
  ` {${ALG}}`,
  `  {${ALG}}`,
  `\n{${ALG}}`,
  `\r\n{${ALG}}`,
  `\t{${ALG}}`,
  '{"\\u0061lg":"HS256"}',
])('a JWT by any JSON that its header may be: %j', (header) => {
  const token = `${Buffer.from(header).toString('base64url')}.eyJzdWIiOiIxIn0.${mixed(43)}`;
  expect(redactText(`got ${token} now`)).toBe('got [JWT] now');
});

test('the token of Azure DevOps is found by its signature', () => {
  expect(redactText(`args: [${assemble(mixed(76), 'AZ', 'DO', 'a1b2')}]`)).toBe('args: [[AZURE_KEY]]');
});

test('the scheme of Okta stays, the key behind it does not', () => {
  expect(redactText(assemble('using SS', 'WS 00', mixed(40), ' now'))).toBe('using SSWS [BEARER_TOKEN] now');
});

test.each([
  'see docs/foo.atlasv1.md',
  `commit sqp_${hex(7)}`,
  `sdk-${hex(8)} built`,
  'sdk-3.4.1-beta',
  'v1.0-rc1-2024-01-02',
  'oauth:authorize',
  'LTAI is the prefix of a key',
  'dbtc_run started, dbtu_model done',
  'cfltest passed',
  'EAAAA',
  'access-production-logs, access-sandbox-deadbeef',
  `sk_${hex(40)}`,
  `${hex(36)}NRALERT`,
  `${hex(20)}NRAL`,
  're_compile_the_pattern_and_run_it_again',
  'rnd_seed_of_the_generator_of_lines_1',
  'SUCCESSFULLYFINISHEDALLOFTHETASKSOFTHEJOBWITHOUTANYERROR',
  'ico-16x16-and-32x32-and-48x48-icons',
  `eyJmaWxlIjoi${mixed(30)}`,
  `pat-na1-${hex(8)}`,
  'sha256~ is the prefix of a token, sha256:abc of a digest',
  'dp.st.create_table, dp.audit.log',
  'API-FIRST DESIGN, API-GATEWAY',
  'A3-LANDSCAPE',
  'fm2_model trained',
  'pk_orders_customer_id',
  'ewogICJhIjogMQp9.deadbeef.cafe',
  'new.example.com, ewok.starwars.test',
])('stays: %s', (line) => expect(redactText(line)).toBe(line));
