// `laketrace verify` over real files: what it prints, what it ends with, and keys that never stand on the command line.
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { inPipe, inProcess, inShell, inTerminal, LAKETRACE } from '../run-command.ts';
import { writeLogs } from './log-directory-of.ts';

const LINE = '{"timestamp":"2026-01-31T12:00:00.123Z","level":"INFO","message":"hello"}\n';
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
  expect(stdout).toMatch(/^\d+ files, \d+ lines, \d.* KiB: no problems\n$/);
  expect((await inProcess(['verify', join(directory, '*.gz')])).code).toBe(0);
});

test('a finding has its file, its line, what it is, and what to do', async () => {
  const directory = await writeLogs(temporaryDirectory());
  const path = change(directory, 'Z.jsonl', '{"resourceLogs"', 'resourceLogs"');
  expect(await inProcess(['verify', directory])).toEqual({
    ...{ code: 1, stderr: '' },
    stdout: expect.stringMatching(
      /^.+\.jsonl\n {2}problem line 1: is no JSON\n {4}see what else writes to the file; .+\n\d+ files, \d+ lines, .+: 1 problem in 1 file\n$/,
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
    const ofPipe = `${LAKETRACE} verify ${directory} --key-file <(cat ${keyFile})`;
    if (process.platform === 'linux') expect(inShell(ofPipe)).toMatchObject({ code: 0, stderr: '' });
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
      ['--key-file', directory],
      ['--key-file', '/dev/zero'],
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

test.skipIf(process.platform !== 'linux')(
  'what has the name of a log and is none is told with its reason, and waited for by nobody',
  async () => {
    const [directory, elsewhere] = [temporaryDirectory(), temporaryDirectory()];
    const at = (name: string) => join(directory, name);
    writeFileSync(at('app.jsonl'), LINE);
    writeFileSync(join(elsewhere, 'other.jsonl'), LINE);
    symlinkSync('app.jsonl', at('current.jsonl'));
    symlinkSync(join(elsewhere, 'other.jsonl'), at('other.jsonl'));
    symlinkSync('gone.jsonl', at('dangling.jsonl'));
    symlinkSync('round.jsonl', at('round.jsonl'));
    symlinkSync('/dev/zero', at('device.jsonl'));
    execFileSync('mkfifo', [at('fifo.jsonl'), at('app.jsonl.gz')]);
    const server = createServer().listen(at('socket.jsonl'));
    await once(server, 'listening');
    try {
      const { code, stdout, stderr } = await inProcess(['verify', directory]);
      expect({ code, stderr }).toEqual({ code: 3, stderr: '' });
      const none = 'problem it is a pipe, a socket or a device, and no file';
      expect(stdout.replaceAll(directory, '$').replace(/^ {4}.*\n/gm, '')).toBe(
        [
          ...['$/app.jsonl.gz', `  ${none}`, '$/device.jsonl', `  ${none}`, '$/fifo.jsonl', `  ${none}`],
          ...['$/round.jsonl', '  problem its links lead round', '$/socket.jsonl', `  ${none}`],
          ...['$/dangling.jsonl', '  notice a link to gone.jsonl, which is not there'],
          '8 files, 2 lines, 148 B: 5 problems in 5 files\n',
        ].join('\n'),
      );
      for (const name of ['dangling', 'round', 'fifo'])
        expect((await inProcess(['verify', at(`${name}.jsonl`)])).code).toBe(3);
      // JSON says it in the same words.
      const { problems, notices } = JSON.parse((await inProcess(['verify', directory, '--json'])).stdout);
      for (const { message } of problems) expect(stdout).toContain(`problem ${message}\n`);
      for (const { message } of notices) expect(stdout).toContain(`notice ${message}\n`);
    } finally {
      server.close();
    }
  },
);

test('a chain is read by what its files hold, whatever they are called', async () => {
  const directory = await writeLogs(temporaryDirectory(), { integrity: { key: KEY }, compression: 'gzip' });
  const files = readdirSync(directory).filter((name) => name.endsWith('.gz'));
  const [first = '', second = '', third = ''] = files.map((name) => join(directory, name));
  renameSync(first, first.replace(/\.gz$/, ''));
  renameSync(second, second.replace(/gz$/, 'zst'));
  writeFileSync(third, gunzipSync(readFileSync(third)));
  const { code, stdout } = await inProcess(['verify', directory, '--key-env', 'LOG_KEY', '--json'], {
    env: { LOG_KEY: KEY },
  });
  const { problems, chains } = JSON.parse(stdout);
  expect(code).toBe(1);
  expect(chains).toHaveLength(1);
  expect(problems.map(({ kind, message }: Record<string, string>) => `${kind}: ${message}`)).toEqual([
    'misnamed-archive: named as zstd, and is gzip',
    'misnamed-archive: named as gzip, and is no archive',
  ]);
});

test('standard input is refused with the reason', async () => {
  const { code, stderr } = await inProcess(['verify', '-'], { stdin: LINE });
  expect(code).toBe(2);
  expect(stderr).toMatch(/^laketrace verify: standard input cannot be verified: .+\n$/);
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
  expect(inTerminal(['verify', directory]).stdout).toContain('\x1b[32mno problems');
});
