// Every configuration of collector-config is taken by a real collector, names its secrets by variables, and says why an option is there.
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { configuration, SYNCHRONOUS, validate } from './collector-process.ts';

const names = globSync('{,destinations/}*.yaml', { cwd: configuration('.') }).sort();

/**
 * The components that the collector of the tests does not have: the module proxy of Go serves no version of them. Of the files that use one the tests
 * know the YAML and the words of the options alone, unless OTELCOL_BIN names a collector that has them.
 */
const MISSING: Readonly<Record<string, string>> = {
  'destinations/eventhouse.yaml': 'azuredataexplorer',
  'destinations/zerobus-oauth2.yaml': 'oauth2client',
};

/** The options of those, by their documentation, of which each file gives the address. */
const OPTIONS: Readonly<Record<string, string>> = {
  azuredataexplorer:
    'cluster_uri application_id application_key tenant_id managed_identity_id db_name metrics_table_name logs_table_name traces_table_name metrics_table_json_mapping logs_table_json_mapping traces_table_json_mapping ingestion_type sending_queue retry_on_failure timeout',
  oauth2client: 'token_url client_id client_secret endpoint_params scopes tls timeout',
};

/** What the configurations say in their heads that they need. */
function env(): Record<string, string> {
  const directory = temporaryDirectory();
  const file = join(directory, 'file');
  writeFileSync(file, 'not-empty');
  return {
    LAKETRACE_LOG_DIR: directory,
    LAKETRACE_SPARK_LOG_DIR: directory,
    LAKETRACE_GATEWAY: 'http://127.0.0.1:1',
    LAKETRACE_AGENT_STATE: directory,
    LAKETRACE_AGENT_CERT: file,
    LAKETRACE_AGENT_KEY: file,
    LAKETRACE_GATEWAY_CA: file,
    LAKETRACE_GATEWAY_CERT: file,
    LAKETRACE_GATEWAY_KEY: file,
    LAKETRACE_GATEWAY_CLIENT_CA: file,
    LAKETRACE_GATEWAY_TOKENS: file,
    LAKETRACE_GATEWAY_FILES: directory,
    LAKETRACE_GATEWAY_STATE: directory,
    LAKETRACE_KAFKA_BROKERS: '127.0.0.1:1,127.0.0.1:2',
    LAKETRACE_KAFKA_USER: 'user',
    LAKETRACE_KAFKA_PASSWORD: 'none',
    LAKETRACE_ZEROBUS: 'https://127.0.0.1:1',
    LAKETRACE_ZEROBUS_TABLE: 'catalog.schema.table',
    LAKETRACE_ZEROBUS_TOKEN: file,
  };
}

const textOf = (name: string) => readFileSync(configuration(name), 'utf8');
const headOf = (name: string) => textOf(name).split('\n\n')[0] ?? '';

/** The configurations that a file is started with, in their order: its first line says them. */
const startedWith = (name: string) =>
  [...(textOf(name).split('\n')[0] ?? '').matchAll(/--config (\S+)/g)].map(([, other = '']) => other);

describe.skipIf(inject('collector') === '')('a collector', () => {
  test.for(names)('takes %s', async (name) => {
    const complaint = await validate(startedWith(name).map(configuration), env());
    const missing = MISSING[name];
    if (missing === undefined || process.env['OTELCOL_BIN']) expect(complaint).toBe('');
    // All else of the file is what a collector takes: this is the only thing that it says.
    else
      expect(complaint.match(/'\w+' .*/g)?.map((line) => line.split(' (valid')[0])).toEqual([unknown(name, missing)]);
  });

  // It would look into the root directory, and send nothing.
  test.for(['agent.yaml', 'agent-simple.yaml', 'agent-flat.yaml'])(
    'refuses %s where no directory is set',
    async (name) => {
      const { LAKETRACE_LOG_DIR: _, ...unset } = env();
      expect(await validate([configuration(name)], unset)).toContain('include');
    },
  );

  const unknown = (name: string, type: string) => {
    const [, kind, id] = new RegExp(`^(\\w+):\\n(?:(?!\\w).*\\n)*? {2}(${type}\\S*):`, 'm').exec(textOf(name)) ?? [];
    return `'${kind}' unknown type: "${type}" for id: "${id}"`;
  };

  test('takes all that is merged into gateway.yaml at once, and each keeps its effect', async () => {
    const merged = ['gateway.yaml', 'gateway-mtls.yaml', 'gateway-tenants.yaml', 'gateway-dedup.yaml'];
    const paths = [...merged, 'destinations/kafka.yaml'].map(configuration);
    expect(await validate(paths, env())).toBe('');
    // Lists are replaced where files are merged: two that set the same one would undo each other.
    const lists = merged
      .slice(1)
      .map((name) =>
        [...textOf(name).matchAll(/^ {4}(logs\/\S+):\n {6}(\w+):/gm)].map(
          ([, pipeline, list]) => `${pipeline} ${list}`,
        ),
      );
    expect(new Set(lists.flat()).size).toBe(lists.flat().length);
  });

  test('refuses one with a word that it does not know', async () => {
    const override = 'yaml:receivers::file_log::compresion: auto';
    expect(await validate([configuration('agent.yaml'), override], env())).toContain('compresion');
  });
});

test.for(Object.entries(MISSING))('%s has the words of the documentation: nothing has run it', ([name, type]) => {
  const [, block = ''] = new RegExp(`^ {2}${type}\\S*:\\n((?: {4}.*\\n)+)`, 'm').exec(textOf(name)) ?? [];
  const words = [...block.matchAll(/^ {4}(\w+):/gm)].map(([, word = '']) => word);
  expect(words.length).toBeGreaterThan(4);
  expect(words.filter((word) => !OPTIONS[type]?.split(' ').includes(word))).toEqual([]);
  expect(headOf(name)).toContain('Not run and');
});

/** Words after which a secret stands. */
const SECRET = /^\s*(?:authorization|\w*tokens?|\w*password|\w*api_?key|application_key|client_secret): (.*)$/gm;

test('the secrets of all of them are found by the test below', () => {
  const found = names.filter((name) => textOf(name).match(SECRET) !== null);
  expect(found).toEqual(
    ['agent.yaml', 'agent-simple.yaml', 'agent-flat.yaml', 'destinations/eventhouse.yaml', 'destinations/kafka.yaml']
      .concat('destinations/zerobus-oauth2.yaml')
      .sort(),
  );
});

describe.each(names)('%s', (name) => {
  const text = textOf(name);

  test('says in its first line how it is started', () => {
    const configs = startedWith(name);
    expect(configs.at(-1)).toBe(name);
    const gate = configs.some((config) => config.startsWith('agent')) ? ` ${SYNCHRONOUS}` : '';
    const command = configs.map((config) => ` --config ${config}`).join('');
    expect(text.split('\n')[0]).toBe(`# otelcol-contrib${command}${gate}`);
  });

  test('has no secret in it: what authorizes comes from a variable', () => {
    const values = [...text.matchAll(SECRET)].map(([, value]) => value);
    for (const value of values) expect(value).toMatch(/^(?:Bearer )?\$\{env:[A-Z_]+(?::-)?\}$/);
  });

  test('names in its head, or in that of what it changes, every variable that it reads', () => {
    const heads = startedWith(name).map(headOf).join('\n');
    const read = new Set([...text.matchAll(/\$\{env:([A-Z_]+)/g)].map(([, variable = '']) => variable));
    expect([...read].filter((variable) => !heads.includes(variable))).toEqual([]);
  });
});
