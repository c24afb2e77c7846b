// JSON that leaves the command: other programs read all of it, and on a terminal it shows all that is in it.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { inProcess } from './run-command.ts';

/** Half of a pair as a writer escapes it, beside a backslash before what looks like one. */
const HALF = String.raw`\ud83d`;
const LOOKS_LIKE_ONE = String.raw`\\udabc`;
/** What a terminal would not show: a zero-width space, an override, a tag. */
const HIDDEN = 'in\u200bvis\u202eible\u{e0041}';

function log(message: string): string {
  const path = join(temporaryDirectory(), 'app.jsonl');
  const line = `{"timestamp":"2026-01-31T12:00:00.000Z","level":"ERROR","message":"${message}","${message}":"${message}"}`;
  writeFileSync(path, `${line}\n`);
  return path;
}

const CALLS: readonly (readonly string[])[] = [
  ['cat', '--json'],
  ...['full', 'otlp', 'ecs'].map((format) => ['cat', '--format', format]),
  ['tail', '--json'],
  ['grep', '--json', 'cut'],
  ['stats', '--json'],
  ['convert', '--to', 'flat'],
  ['convert', '--to', 'otlp'],
];

test.each(CALLS)('half of a surrogate pair is U+FFFD: %s %s', async (...args) => {
  const { stdout } = await inProcess([...args.filter(Boolean), log(`cut ${HALF} off ${LOOKS_LIKE_ONE}`)]);
  expect(stdout).toContain(`cut \ufffd off ${LOOKS_LIKE_ONE}`);
  expect(stdout.replaceAll(LOOKS_LIKE_ONE, '')).not.toContain(String.raw`\ud`);
});

test('a file that convert writes has none, and jq reads it', async () => {
  const path = log(`cut ${HALF} off`);
  const output = join(temporaryDirectory(), 'made.jsonl');
  await inProcess(['convert', '--to', 'otlp', path, '-o', output]);
  expect(readFileSync(output, 'utf8')).toContain('cut \ufffd off');
  const { status, error } = spawnSync('jq', ['.', output], { stdio: 'ignore' });
  if (error === undefined) expect(status).toBe(0);
});

describe('what is hidden from the eye is an escape on a terminal, and as it is in a pipe', () => {
  test.each(CALLS)('%s %s', async (...args) => {
    const words = [
      ...args.filter(Boolean).map((word) => (word === 'cut' ? 'vis' : word)),
      log(HIDDEN),
      '--color=never',
    ];
    const piped = await inProcess(words);
    const shown = await inProcess(words, { columns: 80, env: { PAGER: '' } });
    expect(piped.stdout).toContain('in\u200bvis\\u202eible\u{e0041}');
    expect(shown.stdout).toContain(String.raw`in\u200bvis\u202eible\udb40\udc41`);
    expect(shown.stdout).toMatch(/^[ -~\n]+$/);
    expect(JSON.parse(shown.stdout)).toEqual(JSON.parse(piped.stdout));
  });
});

test('numbers that are none of their field are kept, whatever the line before has', async () => {
  const path = join(temporaryDirectory(), 'app.jsonl');
  const line = (pid: string): string =>
    `{"timestamp":"2026-01-31T12:00:00.000Z","level":"INFO","message":"m","logger_name":"etl","hostname":"h","pid":${pid},"platform":"p"}\n`;
  writeFileSync(path, line('""') + line('"abc"') + line('1e400'));
  const { stdout } = await inProcess(['cat', '--json', path]);
  const [, text, endless] = stdout
    .trim()
    .split('\n')
    .map((each) => JSON.parse(each));
  expect(text).toMatchObject({ extra: { pid: 'abc' } });
  expect(endless).toMatchObject({ extra: { pid: 'Infinity' } });
});

test('a severity below all is a severity', async () => {
  const path = join(temporaryDirectory(), 'app.jsonl');
  const logRecords = [{ severityNumber: -1, body: { stringValue: 'below' } }, { body: { stringValue: 'none' } }];
  writeFileSync(path, `${JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] })}\n`);
  const { stdout } = await inProcess(['cat', path]);
  expect(stdout).toMatch(/below\n[^\n]*none/);
});
