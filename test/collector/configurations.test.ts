// Every configuration of collector-config is taken by a real collector, names its secrets by variables, and says why an option is there.
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { configuration, validate } from './collector-process.ts';

const names = globSync('*.yaml', { cwd: configuration('.') }).map((path) => basename(path));

/** What the configurations say in their heads that they need. */
const env = () => ({
  LAKETRACE_LOG_DIR: temporaryDirectory(),
  LAKETRACE_GATEWAY: 'http://127.0.0.1:1',
  LAKETRACE_AGENT_STATE: temporaryDirectory(),
});

describe.skipIf(inject('collector') === '')('a collector', () => {
  test.for(names)('takes %s', async (name) => {
    expect(await validate([configuration(name)], env())).toBe('');
  });

  test('refuses one with a word that it does not know', async () => {
    const override = 'yaml:receivers::file_log::compresion: auto';
    expect(await validate([configuration('agent.yaml'), override], env())).toContain('compresion');
  });
});

describe.each(names)('%s', (name) => {
  const text = readFileSync(configuration(name), 'utf8');

  test('says in its first line how it is started', () => {
    expect(text.split('\n')[0]).toBe(`# otelcol-contrib --config ${name} --feature-gates=stanza.synchronousLogEmitter`);
  });

  test('has no secret in it: what authorizes comes from a variable', () => {
    const values = [...text.matchAll(/^\s*(?:authorization|token|password|api_key): (.*)$/gm)].map(
      ([, value]) => value,
    );
    expect(values.length).toBeGreaterThan(0);
    for (const value of values) expect(value).toMatch(/^(?:Bearer )?\$\{env:[A-Z_]+(?::-)?\}$/);
  });

  test('names in its head every variable that it reads', () => {
    const [head = ''] = text.split('\n\n');
    const read = new Set([...text.matchAll(/\$\{env:([A-Z_]+)/g)].map(([, variable = '']) => variable));
    expect([...read].filter((variable) => !head.includes(variable))).toEqual([]);
  });
});
