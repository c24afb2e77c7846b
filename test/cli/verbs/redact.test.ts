// `laketrace redact` as a filter, and as one who explains.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { inPipe, inProcess, inShell, inTerminal, LAKETRACE } from '../run-command.ts';

const SECRET = ['Tr0ub4dor', '3xyzzy'].join('&');
const LINE = `ann@example.com gave password=${SECRET} to 10.0.0.1\n`;

describe('as a filter', () => {
  test('masks standard input, and files, archives too', async () => {
    const masked = 'ann@example.com'.replace(/.+/, '[EMAIL]');
    const expected = `${masked} gave password=[CREDENTIAL] to 10.0.0.1\n`;
    expect(await inProcess(['redact'], { stdin: LINE })).toEqual({ code: 0, stdout: expected, stderr: '' });
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'a.log'), LINE);
    writeFileSync(join(directory, 'b.log.gz'), gzipSync(LINE));
    const paths = ['a.log', 'b.log.gz'].map((name) => join(directory, name));
    expect(await inProcess(['redact', ...paths])).toEqual({ code: 0, stdout: expected + expected, stderr: '' });
  });

  test('an archive comes whole through a pipe that is read slowly', () => {
    const directory = temporaryDirectory();
    const path = join(directory, 'app.jsonl.gz');
    const lines = Array.from(
      { length: 60_000 },
      (_, index) => `{"message":"row ${index} ${(index * 2654435761) >>> 0}"}\n`,
    );
    writeFileSync(path, gzipSync(lines.join('')));
    const slowly = `for await (const chunk of process.stdin) { process.stdout.write(chunk); await new Promise((resolve) => setTimeout(resolve, 1)); }`;
    const { code, stdout, stderr } = inShell(
      `${LAKETRACE} redact ${path} | ${process.execPath} --input-type=module -e '${slowly}' | sha256sum`,
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split(' ')[0]).toBe(createHash('sha256').update(lines.join('')).digest('hex'));
  });

  test.each([[[]], [['--check']]])(
    'does not take a directory without log files for one that is clean: %j',
    async (args) => {
      const directory = temporaryDirectory();
      writeFileSync(join(directory, 'notes.unknown'), LINE);
      const stderr = `laketrace redact: there are no log files in ${directory}; name files, or a directory that has some\n`;
      expect(await inProcess(['redact', ...args, directory])).toEqual({ code: 1, stdout: '', stderr });
    },
  );

  test('says which archive is damaged', async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'a.jsonl'), LINE);
    expect((await inProcess(['redact'], { stdin: gzipSync(LINE) })).stdout).toContain('[EMAIL]');
    const damaged = join(directory, 'b.jsonl.gz');
    writeFileSync(damaged, gzipSync(LINE).subarray(0, -9));
    for (const args of [[], ['--check'], ['-o', join(directory, 'out')]]) {
      const paths = args[0] === '--check' ? [damaged] : [directory];
      expect(await inProcess(['redact', '--allow', 'ann@example.com', ...args, ...paths])).toMatchObject({
        code: args[0] === '--check' ? 1 : 3,
        stderr: args[0] === '--check' ? '' : expect.stringContaining(`${damaged}: the gzip archive ends too early`),
      });
    }
    expect(existsSync(join(directory, 'out'))).toBe(false);
  });

  test.each<[string, string[], string]>([
    ['all entities', ['--entities', 'all'], '[EMAIL] gave password=[CREDENTIAL] to [INTERNAL_IP]\n'],
    ['some entities', ['--entities', 'EMAIL'], `[EMAIL] gave password=${SECRET} to 10.0.0.1\n`],
    ['keys', ['--keys', 'gave,to', '--keys', 'password'], '[EMAIL] gave password=[REDACTED] to 10.0.0.1\n'],
    ['a mask', ['--mask', 'stars'], '******** gave password=******** to 10.0.0.1\n'],
    [
      'a value that is allowed',
      ['--allow', 'ann@example.com'],
      'ann@example.com gave password=[CREDENTIAL] to 10.0.0.1\n',
    ],
    ['a pattern', ['--pattern', 'ADDRESS=10(\\.\\d+){3}'], '[EMAIL] gave password=[CREDENTIAL] to [ADDRESS]\n'],
  ])('takes %s', async (_, args, stdout) => {
    expect(await inProcess(['redact', ...args], { stdin: LINE })).toEqual({ code: 0, stdout, stderr: '' });
  });

  test('takes the key of a hash from a variable or a file alone', async () => {
    const key = ['0123', '4567', '89'].join('');
    const path = join(temporaryDirectory(), 'key');
    writeFileSync(path, `${key}\n`);
    const args = ['redact', '--mask', 'hash'];
    const first = await inProcess([...args, '--hash-key-env', 'KEY'], { stdin: LINE, env: { KEY: key } });
    const second = await inProcess([...args, '--hash-key-file', path], { stdin: LINE });
    expect(first.stdout).toMatch(/^\[EMAIL:[0-9a-f]{16}\] gave/);
    expect(second).toEqual(first);
    expect(await inProcess(args, { stdin: LINE })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--hash-key-env'),
    });
    const short = await inProcess([...args, '--hash-key-env', 'KEY'], { stdin: LINE, env: { KEY: 'short' } });
    expect(short).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('--hash-key-env') });
    expect(short.stderr).not.toContain('short');
  });

  test('writes a file as a whole, and replaces none unless told to', async () => {
    const path = join(temporaryDirectory(), 'clean.log');
    expect((await inProcess(['redact', '-o', path], { stdin: LINE })).code).toBe(0);
    expect(readFileSync(path, 'utf8')).toContain('[EMAIL]');
    expect((await inProcess(['redact', '-o', path], { stdin: 'other' })).code).toBe(2);
    expect((await inProcess(['redact', '-o', path, '--force'], { stdin: 'other' })).code).toBe(0);
    expect(readFileSync(path, 'utf8')).toBe('other');
    expect((await inProcess(['redact', 'no.log', '-o', join(temporaryDirectory(), 'x')])).code).toBe(3);
    const damaged = join(temporaryDirectory(), 'damaged.log.gz');
    writeFileSync(damaged, gzipSync(LINE.repeat(100)).subarray(0, 60));
    const target = join(temporaryDirectory(), 'x');
    expect((await inProcess(['redact', damaged, '-o', target])).code).toBe(3);
    expect(existsSync(target)).toBe(false);
  });
});

describe('--explain', () => {
  test('says what, where, why and by which rule, and shows no secret', async () => {
    const { code, stdout } = await inProcess(['redact', '--explain', '--text', `first\n${LINE}`]);
    expect(code).toBe(0);
    expect(stdout).toBe(
      [
        'text:2:1: EMAIL, by the rule "address": local part, @ and a domain with a top-level part',
        '    <EMAIL, 15 characters> gave password=[CREDENTIAL] to 10.0.0.1',
        'text:2:31: CREDENTIAL, by the rule "named credential": the name is a credential word',
        `    [EMAIL] gave password=<CREDENTIAL, ${SECRET.length} characters> to 10.0.0.1`,
        '2 found\n',
      ].join('\n'),
    );
  });

  test('shows values where that is asked for', async () => {
    const { stdout } = await inProcess(['redact', '--explain', '--show-values'], { stdin: LINE });
    expect(stdout).toContain(SECRET);
  });

  test('--json is one object a hit', async () => {
    const args = ['redact', '--explain', '--json'];
    const hits = (await inProcess(args, { stdin: LINE })).stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(hits).toMatchObject([
      { file: 'standard input', entity: 'EMAIL', line: 1, column: 1, length: 15, rule: 'address' },
      { entity: 'CREDENTIAL', line: 1, column: 31, evidence: expect.any(String) },
    ]);
    expect(JSON.stringify(hits)).not.toContain(SECRET);
    const [first] = (await inProcess([...args, '--show-values'], { stdin: LINE })).stdout.split('\n');
    expect(JSON.parse(first ?? '')).toMatchObject({ value: 'ann@example.com' });
  });

  test('--check is an answer for scripts', async () => {
    expect(await inProcess(['redact', '--check'], { stdin: LINE })).toEqual({ code: 1, stdout: '', stderr: '' });
    expect(await inProcess(['redact', '--check'], { stdin: 'nothing\n' })).toEqual({ code: 0, stdout: '', stderr: '' });
    expect((await inProcess(['redact', '--check', '--explain'], { stdin: LINE })).stdout).toContain('2 found');
  });
});

test.each<[string, string[], string]>([
  ['an entity', ['--entities', 'EMIAL'], '; did you mean EMAIL?'],
  ['a pattern without a name', ['--pattern', 'x'], '--pattern: write a name'],
  ['an expression', ['--pattern', 'X=('], '--pattern'],
  ['a text beside a file', ['--text', 'x', 'file.log'], '--text'],
])('what is wrong with %s', async (_, args, part) => {
  const { code, stdout, stderr } = await inProcess(['redact', ...args], { stdin: 'x' });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(part);
});

describe.skipIf(process.platform !== 'linux')('in processes', () => {
  test('text is as it was in a pipe, and drives no terminal', () => {
    const text = 'red \x1b[31mtext\x1b[0m\n';
    expect(inPipe(['redact'], { stdin: text })).toEqual({ code: 0, stdout: text, stderr: '' });
    const path = join(temporaryDirectory(), 'a.log');
    writeFileSync(path, text);
    expect(inTerminal(['redact', path]).stdout).toBe('red \\x1b[31mtext\\x1b[0m\n');
  });

  test('a reader that has enough ends it', () => {
    const path = join(temporaryDirectory(), 'a.log');
    writeFileSync(path, LINE.repeat(50_000));
    const { code, stdout, stderr } = inShell(`${LAKETRACE} redact ${path} | head -1`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('[EMAIL]');
  });
});
