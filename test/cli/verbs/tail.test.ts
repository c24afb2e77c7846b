// `laketrace tail` over files that the exporter wrote, and on one that is being written.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { describe, expect, onTestFinished, test } from 'vitest';
import { runCommand } from '../../../src/cli/program.ts';
import { inPipe, inProcess, inTerminal, MAIN_ARGS } from '../run-command.ts';
import { SHOP_LINES, shopLog, shopText } from '../shop-log.ts';

async function tail(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await inProcess(['tail', '--zone', 'UTC', ...args]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

test.each<[string[], number[]]>([
  [[], SHOP_LINES.map((_, index) => index)],
  [
    ['-n', '2'],
    [6, 7],
  ],
  [
    ['-n', '5'],
    [3, 4, 5, 6, 7],
  ],
  [['-n', '0'], []],
  [
    ['-n', '2', '--level', 'warn'],
    [3, 4],
  ],
  [['-n', '1', '--where', 'stage=load'], [2]],
])('%j', async (args, places) => {
  expect(await tail(...args, await shopLog())).toBe(shopText(...places));
});

test('takes a count as other programs write it for what it is meant as', async () => {
  const stderr = 'laketrace tail: -5 is no option; write -n 5\n';
  expect(await inProcess(['tail', '-5', await shopLog()])).toEqual({ code: 2, stdout: '', stderr });
});

test('the last ones of a pipe that goes on are none', async () => {
  const { code, stdout, stderr } = await inProcess(['tail', '-f', '-n', '1'], { stdin: '{"message":"first"}\n' });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^laketrace tail: -n: .* leave out -f for them, or -n for all that come\n$/);
});

test('as JSON', async () => {
  expect(JSON.parse(await tail('-n', '1', '--json', await shopLog()))).toMatchObject({ message: 'stopped' });
});

test('-f writes what comes together at once: a write for each record would take longer than the record', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'laketrace-test-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const lines = Array.from({ length: 1000 }, (_, n) => `{"level":"INFO","message":"record ${n}"}\n`);
  writeFileSync(join(directory, 'app.jsonl'), lines.join(''));
  const [interrupt, writes] = [new AbortController(), [] as string[]];
  const stdout = new Writable({
    write(chunk, _, done) {
      writes.push(String(chunk));
      if (String(chunk).endsWith('record 999\n')) interrupt.abort();
      done();
    },
  });
  const streams = {
    stdin: new PassThrough().end(),
    stdout,
    stderr: stdout,
    environment: {},
    interrupted: interrupt.signal,
  };
  await runCommand(['tail', '-f', '-n', '1000', '--format', 'template:{message}', directory], '1.2.3', streams);
  expect(writes.join('')).toBe(lines.map((_, n) => `record ${n}\n`).join(''));
  expect(writes.length).toBeLessThan(100);
});

describe.skipIf(process.platform !== 'linux')('in processes', () => {
  test('in a pipe, on a terminal, and of standard input', async () => {
    const directory = await shopLog();
    expect(inPipe(['tail', '-n1', directory])).toEqual({ code: 0, stdout: shopText(7), stderr: '' });
    expect(inTerminal(['tail', '-n1', '--color', 'never', directory]).stdout).toBe(shopText(7));
    const stdin = inPipe(['cat', '--format', 'otlp', directory]).stdout;
    expect(inPipe(['tail', '-n2'], { stdin }).stdout).toBe(shopText(6, 7));
  });

  test.each([['cat'], ['tail', '-f'], ['grep', 'st']])('%j of a pipe shows what comes as it comes', async (...verb) => {
    const [program = '', ...args] = MAIN_ARGS;
    const child = spawn(program, [...args, ...verb, '--format', 'template:{message}']);
    for (const message of ['first', 'last']) {
      child.stdin.write(`{"level":"INFO","message":"${message}"}\n`);
      expect(String((await once(child.stdout, 'data'))[0])).toBe(`${message}\n`);
    }
    child.stdin.end();
    expect((await once(child, 'exit'))[0]).toBe(0);
  });

  test('-f says that it waits where there is nothing yet, and shows what comes', async () => {
    const directory = join(mkdtempSync(join(tmpdir(), 'laketrace-test-')), 'logs');
    onTestFinished(() => rmSync(dirname(directory), { recursive: true, force: true }));
    const [program = '', ...args] = MAIN_ARGS;
    const child = spawn(program, [...args, 'tail', '-f', '--format', 'template:{message}', directory]);
    const [said] = await once(child.stderr, 'data');
    expect(String(said)).toBe(`laketrace tail: there are no log files yet in ${directory}; waiting for them\n`);
    mkdirSync(directory);
    writeFileSync(join(directory, 'a.jsonl'), '{"level":"INFO","message":"first"}\n');
    const [shown] = await once(child.stdout, 'data');
    child.kill('SIGINT');
    const [code] = await once(child, 'exit');
    expect({ code, shown: String(shown) }).toEqual({ code: 130, shown: 'first\n' });
  });

  test('-f shows what comes until Ctrl-C, and ends with the code of shells', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'laketrace-test-'));
    onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
    const path = join(directory, 'a.jsonl');
    const line = (message: string) =>
      `{"timestamp":"2026-01-31T12:00:00.000Z","level":"INFO","message":"${message}"}\n`;
    writeFileSync(path, line('first'));
    const [program = '', ...args] = MAIN_ARGS;
    const child = spawn(program, [...args, 'tail', '-f', '--format', 'template:{message}', directory]);
    let stdout = '';
    for await (const chunk of child.stdout) {
      stdout += chunk;
      if (stdout === 'first\n') appendFileSync(path, line('second'));
      if (stdout === 'first\nsecond\n') child.kill('SIGINT');
    }
    const code = child.exitCode ?? (await new Promise((resolve) => child.on('exit', resolve)));
    expect({ code, stdout }).toEqual({ code: 130, stdout: 'first\nsecond\n' });
  });
});
