// The kinds of PII and secrets that can be found: names, which are on by default, what each finds and leaves, by which public rule.

/** What is known of one kind of PII or secret; `docs/privacy.md` is written from it. */
export interface EntityDescription {
  /** Found without being asked for. */
  readonly byDefault: boolean;
  /** What is found, and the evidence that it takes. */
  readonly finds: string;
  /** What looks alike and is left. */
  readonly leaves: string;
  /** Where the rule is published. */
  readonly source: string;
  /** What a text looks like before and after, with the default mask; secrets are shown shortened. */
  readonly example: readonly [before: string, after: string];
}

/**
 * The names of all entities, from the most specific to the most general: where two rules find the same characters, the
 * earlier one names them.
 */
const NAMES = [
  'PRIVATE_KEY',
  'JWT',
  'AWS_KEY',
  'AZURE_KEY',
  'AZURE_SAS',
  'DATABRICKS_TOKEN',
  'GITHUB_TOKEN',
  'GITLAB_TOKEN',
  'SLACK_TOKEN',
  'STRIPE_KEY',
  'GOOGLE_KEY',
  'AI_KEY',
  'NPM_TOKEN',
  'URL_PASSWORD',
  'BEARER_TOKEN',
  'IBAN',
  'CREDIT_CARD',
  'US_SSN',
  'EMAIL',
  'CREDENTIAL',
  'US_ITIN',
  'ABA_ROUTING',
  'UK_NHS',
  'UK_NINO',
  'CRYPTO_ADDRESS',
  'PHONE',
  'INTERNAL_IP',
  'IP_ADDRESS',
  'MAC_ADDRESS',
  'AZURE_SUBSCRIPTION',
  'URL',
] as const;

/** The name of a kind of PII or secret. */
export type Entity = (typeof NAMES)[number];

/** All entities, the most specific first. */
export const ENTITY_NAMES: readonly Entity[] = NAMES;

/** What each entity finds and leaves, by which rule, with an example. */
export const ENTITIES: Readonly<Record<Entity, EntityDescription>> = {
  PRIVATE_KEY: {
    byDefault: true,
    finds:
      'A PEM or PGP block whose label says PRIVATE KEY, whole, over many lines or with escaped line ends; without its END line, as far as it looks like one; the private lines of a PuTTY key file.',
    leaves: 'Certificates and public keys.',
    source: 'RFC 7468, RFC 4880 section 6.2',
    example: ['key: -----BEGIN PRIVATE KEY----- MIIE… -----END PRIVATE KEY-----', 'key: [PRIVATE_KEY]'],
  },
  JWT: {
    byDefault: true,
    finds: 'Three base64url parts (five when encrypted) whose first decodes to a JSON object with `alg` or `enc`.',
    leaves: 'Other dotted base64.',
    source: 'RFC 7519, RFC 7515, RFC 7516',
    example: ['jwt eyJhbGci….eyJzdWIi….c2lnbmF0', 'jwt [JWT]'],
  },
  AWS_KEY: {
    byDefault: true,
    finds:
      'Access key ids (`AKIA`, `ASIA`, `ABIA`, `ACCA` and 16 of base32), a 40-character secret key beside one or under its usual name, session tokens under their name, Bedrock keys (`ABSK`).',
    leaves:
      'Ids of roles, users and groups (`AROA`, `AIDA`, `AGPA`): they open nothing. A 40-character string without a name.',
    source: 'AWS IAM user guide, "IAM identifiers", "Unique identifiers"',
    example: ['id=AKIA…7EXA', 'id=[AWS_KEY]'],
  },
  AZURE_KEY: {
    byDefault: true,
    finds:
      'Storage account keys (88 characters of base64), the identifiable keys of Azure services by their signature at a fixed offset, client secrets of Entra ID (`Q~`), and `AccountKey`, `SharedAccessKey` and their like in connection strings.',
    leaves: 'SHA-512 integrity hashes (`sha512-…`), GUIDs of tenants, clients and subscriptions.',
    source: 'Microsoft Security Utilities, "identifiable keys"; Microsoft Purview sensitive information types',
    example: ['AccountName=a;AccountKey=Eby8…==;', 'AccountName=a;AccountKey=[AZURE_KEY];'],
  },
  AZURE_SAS: {
    byDefault: true,
    finds: 'The signature of a shared access signature: `sig=` and base64 of an HMAC, percent-encoded or not.',
    leaves: 'The other parameters of the URL: they say what was allowed, and open nothing.',
    source: 'Microsoft Learn, "Create a service SAS"',
    example: ['?sv=2022-11-02&sp=r&sig=abc…%3D', '?sv=2022-11-02&sp=r&sig=[AZURE_SAS]'],
  },
  DATABRICKS_TOKEN: {
    byDefault: true,
    finds:
      'Access tokens `dapi` (`dkea`, `dosa`, `dsapi`) with 32 hexadecimal digits and an optional suffix; OAuth secrets `dose` and 32 characters.',
    leaves: 'Cluster, job, run and workspace ids.',
    source: 'Databricks documentation, "Authentication"; GitHub secret scanning patterns',
    example: ['token dapi0123…', 'token [DATABRICKS_TOKEN]'],
  },
  GITHUB_TOKEN: {
    byDefault: true,
    finds:
      '`ghp_`, `gho_`, `ghu_`, `ghs_`, `ghr_` and 36 or more letters and digits, or an id and a JWT; `github_pat_` and 50 or more.',
    leaves: 'Commit hashes.',
    source: 'GitHub Docs, "About authentication to GitHub", token formats',
    example: ['using ghp_16C7…', 'using [GITHUB_TOKEN]'],
  },
  GITLAB_TOKEN: {
    byDefault: true,
    finds:
      '`glpat-` and the other documented prefixes (`glrt-`, `gldt-`, `glptt-`, `glcbt-`, `glft-`, `gloas-`, …) with 20 or more characters.',
    leaves: 'Job and pipeline ids.',
    source: 'GitLab Docs, "Token overview", token prefixes',
    example: ['glpat-abcd…', '[GITLAB_TOKEN]'],
  },
  SLACK_TOKEN: {
    byDefault: true,
    finds: '`xoxb-`, `xoxp-`, `xoxa-`, `xoxe-` … and `xapp-` tokens, and the secret path of an incoming webhook.',
    leaves: 'Channel, user and team ids.',
    source: 'Slack API documentation, "Token types", "Sending messages using incoming webhooks"',
    example: ['xoxb-2345…', '[SLACK_TOKEN]'],
  },
  STRIPE_KEY: {
    byDefault: true,
    finds: 'Secret and restricted keys `sk_live_`, `sk_test_`, `rk_live_`, `rk_test_`, and webhook secrets `whsec_`.',
    leaves: 'Publishable keys (`pk_…`) and object ids (`cus_`, `ch_`, `pi_`).',
    source: 'Stripe Docs, "API keys"',
    example: ['sk_live_4eC3…', '[STRIPE_KEY]'],
  },
  GOOGLE_KEY: {
    byDefault: true,
    finds:
      'API keys `AIza` and 35 characters, OAuth access tokens `ya29.`, client secrets `GOCSPX-`, refresh tokens `1//0…`.',
    leaves: 'OAuth client ids and project names.',
    source: 'Google Cloud documentation, "API keys"; GitHub secret scanning patterns',
    example: ['key=AIzaSy…', 'key=[GOOGLE_KEY]'],
  },
  AI_KEY: {
    byDefault: true,
    finds:
      'Keys of model providers: `sk-`, `sk-proj-`, `sk-ant-`, `hf_`, `gsk_`, `r8_`, `pplx-`, `xai-`, `nvapi-`, `tgp_v1_`, `csk-`, `fw_`.',
    leaves: 'Hyphenated words after `sk-` (it takes upper and lower case and digits).',
    source: "The providers' API references; GitHub secret scanning patterns",
    example: ['OpenAI sk-proj-abC1…', 'OpenAI [AI_KEY]'],
  },
  NPM_TOKEN: {
    byDefault: true,
    finds: '`npm_` and 36 letters and digits; `_authToken=` and `_auth=` of an .npmrc.',
    leaves: 'Variables such as `npm_config_registry`.',
    source: 'GitHub Blog, "Behind GitHub\'s new authentication token formats"; npm Docs, .npmrc',
    example: ['//registry.npmjs.org/:_authToken=npm_abc…', '//registry.npmjs.org/:_authToken=[NPM_TOKEN]'],
  },
  URL_PASSWORD: {
    byDefault: true,
    finds:
      'The password in `scheme://user:password@host`, `jdbc:oracle:thin:user/password@host` and `user:password@tcp(host)`; a long random user name without a password.',
    leaves: 'User, host, port and path.',
    source: "RFC 3986 section 3.2.1; the drivers' URL formats",
    example: ['postgres://app:s3cret@db:5432/x', 'postgres://app:[URL_PASSWORD]@db:5432/x'],
  },
  BEARER_TOKEN: {
    byDefault: true,
    finds:
      'What follows the scheme in an Authorization header; `Bearer` with a token of 16 or more, `Basic` with base64 of `user:password`, anywhere.',
    leaves: 'The scheme, and "bearer token" or "basic auth" in prose.',
    source: 'RFC 9110 section 11, RFC 6750, RFC 7617',
    example: ['Authorization: Basic dXNlcjpwdw==', 'Authorization: Basic [BEARER_TOKEN]'],
  },
  IBAN: {
    byDefault: true,
    finds:
      'A country of the registry, its exact length, and the ISO 7064 mod 97 checksum; grouped by blanks or dashes, or not.',
    leaves: 'Anything whose checksum fails; lower case without grouping and without the word IBAN.',
    source: 'ISO 13616, SWIFT IBAN registry',
    example: ['to GB82 WEST 1234 5698 7654 32', 'to [IBAN]'],
  },
  CREDIT_CARD: {
    byDefault: true,
    finds:
      'An issuer prefix with a length that the issuer uses, the Luhn checksum, and a grouping that cards have (4-4-4-4, 4-6-5, none, …) with one kind of separator; Unicode digits too; the number on track 1 of a magnetic stripe.',
    leaves:
      'Epoch times, numbers under a name that ends in id, offset, timestamp or the like or after such a name and an underscore (`blk_…`), numbers with a unit after them, digits inside a longer number, word or dotted name; 13- and 19-digit numbers without grouping or a word such as card.',
    source: "ISO/IEC 7812; the schemes' published prefixes",
    example: ['card 4111 1111 1111 1111', 'card [CREDIT_CARD]'],
  },
  US_SSN: {
    byDefault: true,
    finds:
      'Three, two and four digits of valid area, group and serial with dashes or a Unicode space between; with blanks, dots or nothing between when a context word (SSN, social security) is near.',
    leaves: 'Areas 000, 666 and 900-999, group 00, serial 0000; nine bare digits.',
    source: 'Social Security Administration, "Social Security Number Randomization"',
    example: ['ssn 536-90-4399', 'ssn [US_SSN]'],
  },
  EMAIL: {
    byDefault: true,
    finds:
      'Local part, `@` or `%40`, and a domain with a top-level part of letters; plus tags, quoted local parts, IDN, address literals in brackets.',
    leaves:
      '`git@host`, the user of a URL, package versions (`pkg@1.2.3`), image file names (`logo@2x.png`), systemd units, `user@host` without a dot, principals of Kerberos (`hdfs/nn01.example.com@EXAMPLE.COM`).',
    source: 'RFC 5321, RFC 5322, RFC 6531',
    example: ['from ann.lee+x@example.com', 'from [EMAIL]'],
  },
  CREDENTIAL: {
    byDefault: true,
    finds:
      "The value of a name that is a credential word (password, secret, token, api key, …) in any case style: `key=value`, `key: value`, JSON and escaped JSON, YAML, XML, SQL, command-line options, cookies, connection strings, pairs of quoted arguments, lists, and values below their name; passwords by their place in a command, a protocol, a statement, a password file or a login; password hashes by their scheme; and other vendors' tokens by their published form.",
    leaves:
      'The name; literals (null, true), placeholders (`***`, `$X`, `<redacted>`, `[LABEL]`), counts, types, status words, constants (`apiKey=FETCH`), names of other fields, prose ("password policy updated", "token count=5"), code that reads a value.',
    source: 'OWASP Logging Cheat Sheet, "Data to exclude"; the vendors\' token references',
    example: ['{"user":"ann","password":"hunter2"}', '{"user":"ann","password":"[CREDENTIAL]"}'],
  },
  US_ITIN: {
    byDefault: false,
    finds:
      'Nine digits 9xx-GG-xxxx with a group of the published ranges, with separators or a context word (ITIN, taxpayer).',
    leaves: 'Other groups.',
    source: 'IRS, "Individual taxpayer identification number"',
    example: ['itin 912-70-1234', 'itin [US_ITIN]'],
  },
  ABA_ROUTING: {
    byDefault: false,
    finds: 'Nine digits with a valid first pair and checksum, and a context word (routing, ABA, RTN, transit) near.',
    leaves: 'Nine digits without the word.',
    source: 'American Bankers Association, routing number policy',
    example: ['routing number 021000021', 'routing number [ABA_ROUTING]'],
  },
  UK_NHS: {
    byDefault: false,
    finds: 'Ten digits, 3-3-4 with separators or after the word NHS, with the mod 11 check digit.',
    leaves: 'Numbers whose check digit fails; ten bare digits.',
    source: 'NHS Data Dictionary, NHS NUMBER',
    example: ['NHS 943 476 5919', 'NHS [UK_NHS]'],
  },
  UK_NINO: {
    byDefault: false,
    finds: 'Two letters, six digits and a suffix A to D, with the prefixes that are allotted, spaced in pairs or not.',
    leaves: 'Prefixes that are never used (BG, GB, NK, KN, TN, NT, ZZ; D F I Q U V).',
    source: 'HMRC National Insurance Manual NIM39110',
    example: ['nino AB123456C', 'nino [UK_NINO]'],
  },
  CRYPTO_ADDRESS: {
    byDefault: false,
    finds:
      'Bitcoin addresses (base58check and bech32 checksums) and Ethereum addresses (`0x` and 40 hexadecimal digits).',
    leaves: 'Transaction and block hashes.',
    source: 'BIP 13, BIP 173, BIP 350; EIP-55',
    example: ['pay 1A1z…vfNa', 'pay [CRYPTO_ADDRESS]'],
  },
  PHONE: {
    byDefault: false,
    finds:
      'International numbers after `+` with 8 to 15 digits, or after `00` and a calling code in groups; national numbers with separators or brackets in a phone-like grouping, or after a word such as phone, tel, mobile.',
    leaves:
      'Bare digits without a word, also after `00`; dates, times, versions, fractions, IP addresses, groups of an account number.',
    source: 'ITU-T E.164, E.123',
    example: ['call +44 20 7946 0958', 'call [PHONE]'],
  },
  INTERNAL_IP: {
    byDefault: false,
    finds:
      'IPv4 and IPv6 addresses of private, loopback, link-local and shared ranges, and IPv6 addresses that stand for such (`::ffff:10.0.0.1`).',
    leaves: 'Public addresses; versions with four parts after a v.',
    source: 'RFC 1918, RFC 6598, RFC 3927, RFC 4193, RFC 4291',
    example: ['from 10.1.2.3', 'from [INTERNAL_IP]'],
  },
  IP_ADDRESS: {
    byDefault: false,
    finds: 'IPv4 and IPv6 addresses of any range (private ones are called INTERNAL_IP when that is on too).',
    leaves: 'Times, versions with three parts, addresses with a part above 255.',
    source: 'RFC 791, RFC 4291, RFC 5952',
    example: ['from 203.0.113.9', 'from [IP_ADDRESS]'],
  },
  MAC_ADDRESS: {
    byDefault: false,
    finds: 'Six pairs of hexadecimal digits with `:` or `-`, or three groups of four with dots.',
    leaves: 'Longer chains of pairs (fingerprints).',
    source: 'IEEE 802, RFC 7042',
    example: ['eth0 00:1b:44:11:3a:b7', 'eth0 [MAC_ADDRESS]'],
  },
  AZURE_SUBSCRIPTION: {
    byDefault: false,
    finds: 'A GUID after `subscriptions/` or after a name such as subscription id.',
    leaves: 'Other GUIDs.',
    source: 'Azure Resource Manager documentation, resource ids',
    example: ['/subscriptions/0b1f6471-…/rg', '/subscriptions/[AZURE_SUBSCRIPTION]/rg'],
  },
  URL: {
    byDefault: false,
    finds: 'A whole URL with a scheme.',
    leaves: 'Host names and paths without a scheme.',
    source: 'RFC 3986',
    example: ['GET https://example.com/a?b', 'GET [URL]'],
  },
};

/** The entities that are on when `entities` is not given. */
export const DEFAULT_ENTITIES: readonly Entity[] = ENTITY_NAMES.filter((name) => ENTITIES[name].byDefault);

/** What statements and commands have. */
export const STATEMENT_ENTITIES: ReadonlySet<Entity> = new Set<Entity>(['CREDENTIAL', 'URL_PASSWORD', 'BEARER_TOKEN']);

/** The place of an entity in {@link ENTITY_NAMES}: the lower, the more specific. */
export function entityRank(entity: Entity): number {
  return ENTITY_NAMES.indexOf(entity);
}
