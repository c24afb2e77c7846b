// Tokens that vendors publish a recognisable form for. Built from parts at run time: no secret-shaped literal here.
// Sources, by vendor: the vendor's documentation of its token formats, and where it has none the detectors that
// the vendor registered with public secret scanners.
import { ALPHABET, type SeededRandom } from './seeded-random.ts';

export interface TokenPlan {
  readonly entity: string;
  readonly variant: string;
  readonly make: (random: SeededRandom) => string;
  /** Names under which such a token is kept in settings. */
  readonly keys: readonly string[];
}

const A = ALPHABET;
type Make = (random: SeededRandom) => string;

/** Prefix parts are joined here, so that no source line holds a whole one. */
const after =
  (parts: readonly string[], alphabet: string, length: number, tail = ''): Make =>
  (r) =>
    parts.join('') + r.chars(alphabet, length) + tail;

function plans(entity: string, keys: readonly string[], list: readonly (readonly [string, Make])[]): TokenPlan[] {
  return list.map(([variant, make]) => ({ entity, variant, make, keys }));
}

const base64url = (value: object | Buffer): string =>
  (Buffer.isBuffer(value) ? value : Buffer.from(JSON.stringify(value))).toString('base64url');

/** A JSON Web Token with a real header and claims (RFC 7519). */
export function jwt(r: SeededRandom): string {
  const [alg, size] = r.pick([
    ['HS256', 32],
    ['RS256', 256],
    ['ES256', 64],
    ['PS512', 256],
    ['EdDSA', 64],
  ] as const);
  const header = r.pick<object>([
    { alg, typ: 'JWT' },
    { typ: 'JWT', alg, kid: r.hex(8) },
    { alg, kid: r.chars(A.base64url, 27), typ: 'at+jwt' },
    { kid: r.guid(), alg },
  ]);
  const at = r.int(1.7e9, 1.8e9);
  const claims = r.pick<object>([
    { sub: String(r.int(1e5, 1e9)), name: 'Jane', iat: at, exp: at + 3600 },
    { iss: 'https://login.example/v2.0', aud: r.guid(), tid: r.guid(), oid: r.guid(), scp: 'Files.Read', exp: at },
    {
      iss: 'kubernetes/serviceaccount',
      'kubernetes.io/serviceaccount/namespace': 'data',
      sub: 'system:serviceaccount:data:loader',
    },
    { uid: r.int(1, 999) },
  ]);
  return `${base64url(header)}.${base64url(claims)}.${base64url(r.bytes(size))}`;
}

/** An encrypted token has five parts (RFC 7516). */
function jwe(r: SeededRandom): string {
  const header = base64url({ alg: 'RSA-OAEP-256', enc: 'A256GCM', kid: r.hex(8) });
  return [header, ...[256, 12, 180, 16].map((size) => base64url(r.bytes(size)))].join('.');
}

/** Keys of Azure's newer services carry a signature at a fixed place, so that scanners find them. */
const azureSigned =
  (signature: readonly string[], before: number, rest: number, end = ''): Make =>
  (r) =>
    r.chars(A.base62, before) + signature.join('') + r.chars(A.base62, rest) + end;

const AI_MARK = ['T3Blb', 'kFJ'];

export const TOKENS: readonly TokenPlan[] = [
  ...plans(
    'AWS_KEY',
    ['aws_access_key_id', 'access_key', 'AccessKeyId', 'fs.s3a.access.key'],
    [
      ['access key id', after(['AK', 'IA'], A.base32, 16)],
      ['temporary access key id', after(['AS', 'IA'], A.base32, 16)],
    ],
  ),
  ...plans(
    'AZURE_KEY',
    ['client_secret', 'azure_client_secret', 'api_key', 'account_key', 'key'],
    [
      ['Entra client secret', (r) => `${r.chars(A.base62, 3)}${r.pick(['7', '8'])}Q~${r.chars(`${A.base62}_.-~`, 34)}`],
      [
        'storage key, signed',
        (r) => `${r.chars(A.base64, 76)}+A${'St'}${r.chars(A.base64, 5)}${r.pick(['A', 'Q', 'g', 'w'])}==`,
      ],
      [
        'cosmos key, signed',
        (r) => `${r.chars(A.base64, 76)}AC${'Db'}${r.chars(A.base64, 5)}${r.pick(['A', 'Q', 'g', 'w'])}==`,
      ],
      [
        'AI service key, signed',
        (r) =>
          `${r.chars(A.base62, 52)}${'JQQ'}${'J99'}${r.chars('BC', 1)}${r.chars('ABCDEFGHIJKL', 1)}AC${r.chars(A.base62, 5)}${'XJ'}3w3AAAA${'AC'}OG${r.chars(A.base62, 4)}`,
      ],
      ['search key, signed', azureSigned(['Az', 'Se'], 42, 6)],
      ['function key, signed', azureSigned(['Az', 'Fu'], 44, 6, '==')],
      ['container registry key, signed', (r) => `${r.chars(A.base64, 42)}+AC${'R'}${r.chars(A.base62, 6)}`],
      ['service bus key, signed', (r) => `${r.chars(A.base64, 33)}+AS${'b'}${r.chars(A.base62, 5)}g=`],
      [
        'DevOps token',
        (r) =>
          `${r.chars(A.base62, 52)}${'JQQ'}${'J99'}BCACAAAAA${r.chars(A.base62, 5)}AAASAZ${'DO'}${r.chars(A.base62, 4)}`,
      ],
    ],
  ),
  ...plans(
    'DATABRICKS_TOKEN',
    ['databricks_token', 'token', 'pat', 'spark.databricks.token'],
    [
      ['personal access token', after(['da', 'pi'], A.hex, 32)],
      ['personal access token, numbered', (r) => `${'da'}${'pi'}${r.hex(32)}-${r.pick(['2', '3'])}`],
      ['OAuth secret', after(['do', 'se'], A.hex, 32)],
    ],
  ),
  ...plans(
    'GITHUB_TOKEN',
    ['github_token', 'gh_token', 'token', 'pat'],
    [
      ['personal, classic', after(['gh', 'p_'], A.base62, 36)],
      ['OAuth', after(['gh', 'o_'], A.base62, 36)],
      ['app user', after(['gh', 'u_'], A.base62, 36)],
      ['app server', after(['gh', 's_'], A.base62, 36)],
      ['refresh', after(['gh', 'r_'], A.base62, 76)],
      ['personal, fine-grained', (r) => `${'git'}${'hub_pat_'}${r.chars(A.base62, 22)}_${r.chars(A.base62, 59)}`],
    ],
  ),
  ...plans(
    'GITLAB_TOKEN',
    ['gitlab_token', 'private_token', 'ci_job_token', 'token'],
    [
      ['personal', after(['gl', 'pat-'], A.base64url, 20)],
      [
        'personal, routable',
        (r) => `${'gl'}pat-${r.chars(A.base64url, 27)}.${r.chars(A.lowerDigit, 2)}.${r.chars(A.lowerDigit, 7)}`,
      ],
      ['deploy', after(['gl', 'dt-'], A.base64url, 20)],
      ['runner', after(['gl', 'rt-'], A.base64url, 20)],
      ['job', (r) => `${'gl'}cbt-${r.hex(2)}_${r.chars(A.base64url, 20)}`],
      ['trigger', after(['gl', 'ptt-'], A.hex, 40)],
      ['feed', after(['gl', 'ft-'], A.base64url, 20)],
      ['incoming mail', after(['gl', 'imt-'], A.lowerDigit, 25)],
      ['agent', after(['gl', 'agent-'], A.base64url, 50)],
      ['OAuth application', after(['gl', 'oas-'], A.hex, 64)],
    ],
  ),
  ...plans(
    'SLACK_TOKEN',
    ['slack_token', 'slack_bot_token', 'webhook', 'token'],
    [
      ['bot', (r) => `${'xo'}${'xb-'}${r.digits(12)}-${r.digits(13)}-${r.chars(A.base62, 24)}`],
      ['user', (r) => `${'xo'}${'xp-'}${r.digits(12)}-${r.digits(12)}-${r.digits(13)}-${r.hex(32)}`],
      ['app level', (r) => `${'xa'}${'pp-'}1-A${r.chars(A.upperDigit, 10)}-${r.digits(13)}-${r.hex(64)}`],
      ['configuration', (r) => `${'xo'}${'xe.xo'}xp-1-${r.chars(A.base62, 166)}`],
      ['refresh', (r) => `${'xo'}${'xe-'}1-${r.chars(A.base62, 147)}`],
      ['legacy workspace', (r) => `${'xo'}${'xa-2-'}${r.digits(12)}-${r.digits(12)}-${r.hex(32)}`],
      ['client cookie', (r) => `${'xo'}${'xd-'}${r.chars(A.base64url, 90)}`],
      [
        'webhook',
        (r) =>
          `https://hooks.${'slack'}.com/services/T${r.chars(A.upperDigit, 9)}/B${r.chars(A.upperDigit, 10)}/${r.chars(A.base62, 24)}`,
      ],
      [
        'workflow webhook',
        (r) =>
          `https://hooks.${'slack'}.com/workflows/T${r.chars(A.upperDigit, 9)}/A${r.chars(A.upperDigit, 9)}/${r.digits(18)}/${r.chars(A.base62, 24)}`,
      ],
    ],
  ),
  ...plans(
    'STRIPE_KEY',
    ['stripe_key', 'stripe_secret_key', 'api_key', 'webhook_secret'],
    [
      ['secret, live', after(['sk', '_li', 've_'], A.base62, 24)],
      ['secret, live, long', after(['sk', '_li', 've_51'], A.base62, 97)],
      ['secret, test', after(['sk', '_te', 'st_'], A.base62, 24)],
      ['restricted', after(['rk', '_li', 've_'], A.base62, 99)],
      ['restricted, test', after(['rk', '_te', 'st_'], A.base62, 24)],
      ['webhook signing secret', after(['wh', 'sec_'], A.base62, 32)],
    ],
  ),
  ...plans(
    'GOOGLE_KEY',
    ['google_api_key', 'api_key', 'client_secret', 'key', 'refresh_token'],
    [
      ['API key', after(['AI', 'za', 'Sy'], A.base64url, 33)],
      ['OAuth client secret', after(['GOC', 'SPX-'], A.base64url, 28)],
      ['OAuth access token', after(['ya', '29.', 'a0'], A.base64url, 160)],
      ['OAuth refresh token', after(['1/', '/0'], A.base64url, 60)],
    ],
  ),
  ...plans(
    'AI_KEY',
    ['openai_api_key', 'anthropic_api_key', 'hf_token', 'api_key', 'llm_key'],
    [
      ['OpenAI', (r) => `${'sk'}-${r.chars(A.base62, 20)}${AI_MARK.join('')}${r.chars(A.base62, 20)}`],
      [
        'OpenAI project',
        (r) => `${'sk'}-proj-${r.chars(A.base64url, 74)}${AI_MARK.join('')}${r.chars(A.base64url, 74)}`,
      ],
      [
        'OpenAI service account',
        (r) => `${'sk'}-svcacct-${r.chars(A.base64url, 74)}${AI_MARK.join('')}${r.chars(A.base64url, 74)}`,
      ],
      ['Anthropic', (r) => `${'sk'}-ant-api03-${r.chars(A.base64url, 93)}AA`],
      ['Anthropic admin', (r) => `${'sk'}-ant-admin01-${r.chars(A.base64url, 93)}AA`],
      ['Hugging Face', after(['h', 'f_'], A.upper + A.lower, 34)],
      ['Replicate', after(['r', '8_'], A.base62, 37)],
      ['Groq', after(['gs', 'k_'], A.base62, 52)],
      ['xAI', after(['xa', 'i-'], A.base62, 80)],
      ['Perplexity', after(['pp', 'lx-'], A.base62, 48)],
      ['NVIDIA', after(['nv', 'api-'], A.base64url, 64)],
      ['OpenRouter', after(['sk', '-or-v1-'], A.hex, 64)],
      ['LangSmith', (r) => `ls${'v2_pt_'}${r.hex(32)}_${r.hex(10)}`],
    ],
  ),
  ...plans(
    'NPM_TOKEN',
    ['npm_token', 'node_auth_token', 'token', '_authToken'],
    [['granular or automation', after(['np', 'm_'], A.base62, 36)]],
  ),
  ...plans(
    'JWT',
    ['id_token', 'access_token', 'jwt', 'assertion', 'session'],
    [
      ['signed', jwt],
      ['signed', jwt],
      ['encrypted', jwe],
    ],
  ),
];

/** Vendors that the redactor's list of entities does not name; shown apart from the core figure. */
export const OTHER_TOKENS: readonly TokenPlan[] = plans(
  'CREDENTIAL',
  ['token', 'api_key', 'secret'],
  [
    ['PyPI', after(['py', 'pi-AgEIcHlwaS5', 'vcmc'], A.base64url, 120)],
    ['SendGrid', (r) => `S${'G.'}${r.chars(A.base64url, 22)}.${r.chars(A.base64url, 43)}`],
    ['Mailgun', after(['ke', 'y-'], A.hex, 32)],
    ['Mailchimp', (r) => `${r.hex(32)}-us${r.int(1, 21)}`],
    ['Twilio', after(['S', 'K'], A.hex, 32)],
    ['DigitalOcean', after(['do', 'p_v1_'], A.hex, 64)],
    ['Shopify', after(['sh', 'pat_'], A.hex, 32)],
    ['Vault', after(['hv', 's.'], A.base64url, 92)],
    ['Terraform Cloud', (r) => `${r.chars(A.base62, 14)}.atlas${'v1'}.${r.chars(A.base62, 67)}`],
    ['Pulumi', after(['pu', 'l-'], A.hex, 40)],
    ['Docker Hub', after(['dck', 'r_pat_'], A.base64url, 27)],
    ['Sentry', (r) => `sn${'tryu_'}${r.hex(64)}`],
    ['Grafana Cloud', after(['gl', 'c_eyJ'], A.base64, 80)],
    ['Grafana service account', (r) => `gl${'sa_'}${r.chars(A.base62, 32)}_${r.hex(8)}`],
    ['New Relic', after(['NR', 'AK-'], A.upperDigit, 27)],
    ['Telegram bot', (r) => `${r.digits(10)}:AA${r.chars(A.base64url, 33)}`],
    ['Discord bot', (r) => `MT${r.chars(A.base62, 24)}.${r.chars(A.base62, 6)}.${r.chars(A.base64url, 38)}`],
    ['Square', after(['EA', 'AA'], A.base64url, 60)],
    ['Atlassian', (r) => `AT${'ATT3'}${r.chars(A.base64url, 178)}=${r.chars(A.HEX, 8)}`],
    ['Linear', after(['li', 'n_api_'], A.base62, 40)],
    ['Notion', after(['nt', 'n_'], A.base62, 46)],
    ['Figma', after(['fi', 'gd_'], A.base64url, 40)],
    ['Postman', (r) => `PM${'AK-'}${r.hex(24)}-${r.hex(34)}`],
    ['RubyGems', after(['ruby', 'gems_'], A.hex, 48)],
    ['Doppler', after(['dp', '.pt.'], A.base62, 43)],
    ['Supabase', after(['sb', 'p_'], A.hex, 40)],
    ['PlanetScale', after(['psc', 'ale_tkn_'], A.base64url, 43)],
    ['JFrog', after(['AK', 'Cp'], A.base62, 69)],
    ['age', after(['AGE-SEC', 'RET-KEY-1'], 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L', 58)],
    ['1Password', after(['op', 's_eyJ'], A.base62, 260)],
    ['Airtable', (r) => `pat${r.chars(A.base62, 14)}.${r.hex(64)}`],
    ['crates.io', after(['ci', 'o'], A.base62, 32)],
    ['NuGet', after(['oy', '2'], A.lowerDigit, 43)],
    ['Heroku', after(['HR', 'KU-AA'], A.base64url, 58)],
    ['Alibaba', after(['LT', 'AI'], A.base62, 20)],
    ['Dynatrace', (r) => `dt${'0c01'}.${r.chars(A.base32, 24)}.${r.chars(A.base32, 64)}`],
    ['Facebook', after(['EA', 'AC'], A.base62, 160)],
    ['Bedrock', after(['AB', 'SK'], A.base64, 128)],
  ],
);
