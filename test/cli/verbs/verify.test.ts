// `laketrace verify` over real files: what it prints, what it ends with, and keys that never stand on the command line.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { inPipe, inProcess, inTerminal } from '../run-command.ts';
import { writeLogs } from './log-directory-of.ts';

const KEY = ['a key', 'of the', 'tests'].join(' ');

function change(directory: string, suffix: string, from: string, to: string): string {
  const name = readdirSync(directory).find((each) => each.endsWith(suffix)) ?? '';
  const path = join(directory, name);
  writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
  return path;
}

test('files with nothing wrong', async () => {
  const directory = await writeLogs(temporaryDirectory(), { compression: 'gzip' });
  const { code, stdout, stderr } = await inProcess(['verify', directory]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^\d+ files, \d+ lines, \d.* KiB: nothing is wrong\n$/);
  expect((await inProcess(['verify', join(directory, '*.gz')])).code).toBe(0);
});

test('a finding has its file, its line, what it is, and what to do', async () => {
  const directory = await writeLogs(temporaryDirectory());
  const path = change(directory, 'Z.jsonl', '{"resourceLogs"', 'resourceLogs"');
  expect(await inProcess(['verify', directory])).toEqual({
    ...{ code: 1, stderr: '' },
    stdout: expect.stringMatching(
      /^.+\.jsonl\n {2}wrong line 1: is no JSON\n {4}see what else writes to the file; .+\n\d+ files, \d+ lines, .+: 1 problem in 1 file\n$/,
    ),
  });
  const report = JSON.parse((await inProcess(['verify', directory, '--json'])).stdout);
  expect(report).toMatchObject({
    ok: false,
    problems: [{ file: path, line: 1, kind: 'invalid', remedy: expect.any(String) }],
  });
});

describe('a chain', () => {
  test('is verified with a key from a variable or a file, and compared with an earlier report', async () => {
    const directory = await writeLogs(temporaryDirectory(), { integrity: { key: KEY } });
    const env = { LOG_KEY: KEY };
    const report = await inProcess(['verify', directory, '--key-env', 'LOG_KEY', '--json'], { env });
    expect(report.code).toBe(0);
    expect(JSON.parse(report.stdout).chains).toHaveLength(1);
    expect(JSON.stringify(report)).not.toContain(KEY);
    const elsewhere = temporaryDirectory();
    const file = join(elsewhere, 'report.json');
    writeFileSync(file, report.stdout);
    const keyFile = join(elsewhere, 'key');
    writeFileSync(keyFile, `${KEY}\n`);
    const args = ['verify', directory, '--key-file', keyFile, '--since', file];
    expect((await inProcess(args)).code).toBe(0);
    change(directory, 'Z.jsonl', 'record 1', 'recorb 1');
    const { code, stdout } = await inProcess(args);
    expect(code).toBe(1);
    expect(stdout).toContain('somebody changed the log');
    // Without the key it can only be said that one is needed.
    expect((await inProcess(['verify', directory])).stdout).toContain('--key-env or --key-file');
  });

  test('keys are refused where they are none, and are not shown', async () => {
    const directory = await writeLogs(temporaryDirectory());
    for (const args of [
      ['--key-env', KEY],
      ['--key-file', join(directory, 'none')],
      ['--key-env', 'A', '--key-file', 'b'],
      ['--since', join(directory, readdirSync(directory)[0] ?? '')],
    ]) {
      const { code, stdout, stderr } = await inProcess(['verify', directory, ...args]);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(/^laketrace verify: .+\n$/);
      expect(stderr).not.toContain(KEY);
    }
  });
});

test('names of files cannot drive a terminal', async () => {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, 'a\x1b[2J.jsonl'), 'nothing\n');
  const { code, stdout } = await inProcess(['verify', directory]);
  expect(code).toBe(1);
  expect(stdout).not.toContain('\x1b');
});

test.skipIf(process.platform !== 'linux')('is the same in a pipe and on a terminal, but for the colours', async () => {
  const directory = await writeLogs(temporaryDirectory());
  const pipe = inPipe(['verify', directory]);
  expect(pipe.code).toBe(0);
  expect(inTerminal(['--color', 'never', 'verify', directory]).stdout).toBe(pipe.stdout);
  expect(inTerminal(['verify', directory]).stdout).toContain('\x1b[32mnothing is wrong');
});
