// However the program ends, its records are in the files: whole, in order, within the limit, and private.
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { numbered, readBack } from './read-back.ts';

const COUNT = 10_000;
const LIMIT = 256 * 1024;
const NAME = /^app(\.\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z\.jsonl(\.gz)?|\.jsonl)$/;

async function run(ending: string, options: object): Promise<{ directory: string; code: number; stderr: string }> {
  const directory = mkdtempSync(join(tmpdir(), 'laketrace-e2e-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const program = join(import.meta.dirname, '../programs/emit.mjs');
  const args = [program, directory, String(COUNT), ending, JSON.stringify(options)];
  try {
    const { stderr } = await promisify(execFile)(process.execPath, args);
    return { directory, code: 0, stderr };
  } catch (error) {
    const { code, stderr } = error as { code: number; stderr: string };
    return { directory, code, stderr };
  }
}

describe.each([
  { options: {} },
  { options: { enqueue: true } },
  { options: { flush: { interval: '1 min', bytes: '1 MB' } } },
])('with %o', ({ options }) => {
  test.each(['shutdown', 'natural', 'exit', 'throw'])('%s', async (ending) => {
    const { directory, code, stderr } = await run(ending, options);
    expect(code).toBe(ending === 'throw' ? 1 : 0);
    if (ending !== 'throw') expect(stderr).toBe('');
    const files = readBack(directory);
    expect(files.flatMap(({ records }) => records.map(({ body }) => body.stringValue))).toEqual(numbered(COUNT));
    expect(files.length).toBeGreaterThan(3);
    for (const { name, mode, size } of files) {
      expect(name).toMatch(NAME);
      expect(mode).toBe(0o600);
      expect(size).toBeLessThanOrEqual(LIMIT);
      if (name.endsWith('.gz')) execFileSync('gzip', ['-t', join(directory, name)]);
    }
    const starts = files.map(({ text }) => text.slice(0, 256));
    expect(new Set(starts).size).toBe(files.length);
  });
});
