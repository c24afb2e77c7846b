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
  'Discord, issued now': assemble('MT', mixed(24), '.HxY1z2.', mixed(38)),
};

test.each(Object.entries(TOKENS))('a bare token of %s is masked and nothing else', (_, token) => {
  expect(redactText(`[worker] calling the service with ${token} now`)).toMatch(
    /^\[worker\] calling the service with \[(?:CREDENTIAL|JWT)\] now$/,
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
  `pat-na1-${hex(8)}`,
])('stays: %s', (line) => expect(redactText(line)).toBe(line));
