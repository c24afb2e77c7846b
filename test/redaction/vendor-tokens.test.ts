// Vendors' tokens in a sentence without a word that names them, and what has their prefix and is none.
import { expect, test } from 'vitest';
import { redactText } from '../../src/redaction/index.ts';
import { assemble, filled, HEXADECIMAL, MIXED } from './secrets.ts';

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
  'Discord, issued now': assemble('MT', mixed(24), '.HxY1z2.', mixed(38)),
};

test.each(Object.entries(TOKENS))('a bare token of %s is masked and nothing else', (_, token) => {
  expect(redactText(`[worker] calling the service with ${token} now`)).toMatch(
    /^\[worker\] calling the service with \[(?:CREDENTIAL|AI_KEY|JWT)\] now$/,
  );
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
])('stays: %s', (line) => expect(redactText(line)).toBe(line));
