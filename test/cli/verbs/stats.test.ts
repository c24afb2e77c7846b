// `laketrace stats` over files that the exporter wrote, and over hostile ones.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { inPipe, inProcess, inTerminal } from '../run-command.ts';
import { shopLog } from '../shop-log.ts';

/** Without what differs from run to run: the directory, sizes, and the time in a rotated name. */
function steady(text: string): string {
  return text
    .replace(/\S*shop\.\d\S+Z\.jsonl\.gz/g, 'shop.<time>.jsonl.gz')
    .replace(/\S*\/shop\.jsonl/g, 'shop.jsonl')
    .replace(/ *\d[\d.]* (?:B|KiB)/g, ' <size>')
    .replace(/ *\d\.\d:1/g, ' <ratio>');
}

const PICTURE = `8 records in 2 files, <size>
2026-01-31 12:00:00 to 2026-01-31 12:01:01, 1 min 1 s
█▄                            ▄  a column is 2 s

Levels
DEBUG    2   25.0 %  █
INFO     4   50.0 %  ▄▄                            █
WARNING  1   12.5 %  █
ERROR    1   12.5 %   █

Loggers
shop.orders       7   87.5 %  █▄                            ▂
shop.\\x1b[31mweb  1   12.5 %                                █

Messages, # for numbers
2  DEBUG    row # accepted
1  INFO     \\x1b[2J\\x1b]8;;http://evil.example\\x07link\\x1b]8;;\\x07\\r\\n2026 ERROR forged \\x9b31m\\u202egnp.exe\\x00
1  ERROR    order 17 failed
1  INFO     order 18 paid
1  WARNING  refund for [EMAIL]
1  INFO     started
1  INFO     stopped

Exceptions
records  type
      1  TimeoutError

Durations
field        records  median   95 %   most  the slowest
duration_ms        2   20 ms  1.5 s  1.5 s  order 17 failed

Redactions, in 1 record
times  of
    1  EMAIL
    1  CREDIT_CARD

Gaps
without a record  from                 to
          57.5 s  2026-01-31 12:00:02  2026-01-31 12:01:00

Files
records  on disk    plain  ratio  file
      4 <size> <size> <ratio>  shop.<time>.jsonl.gz
      4 <size> <size>         shop.jsonl
`;

describe.skipIf(process.platform !== 'linux')('in processes', () => {
  test('in a pipe and on a terminal', async () => {
    const directory = await shopLog();
    const piped = inPipe(['stats', directory]);
    expect(piped).toMatchObject({ code: 0, stderr: '' });
    expect(steady(piped.stdout)).toBe(PICTURE);
    const { stdout: plain } = inTerminal(['stats', '--color', 'never', directory]);
    expect(steady(plain)).toBe(PICTURE.replace(/2026 ERROR forged.*/, '2026 ERRO…'));
    const { stdout } = inTerminal(['stats', directory]);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escapes are what is looked for
    expect(stdout.replace(/\x1b\[[\d;]+m/g, '')).toBe(plain);
    expect(stdout).toContain('\x1b[31mERROR  \x1b[0m');
  });
});

async function statsOf(...args: string[]): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await inProcess(['stats', '--json', ...args]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
}

test('as JSON', async () => {
  expect(await statsOf(await shopLog())).toMatchObject({
    ...{ records: 8, first: '2026-01-31T12:00:00.000Z', last: '2026-01-31T12:01:01.000Z', withoutTime: 0 },
    levels: [
      { name: 'DEBUG', count: 2, severityNumber: 5 },
      { name: 'INFO', count: 4, severityNumber: 9 },
      { name: 'WARNING', count: 1, severityNumber: 13 },
      { name: 'ERROR', count: 1, severityNumber: 17 },
    ],
    scopes: [
      { name: 'shop.orders', count: 7 },
      { name: 'shop.\x1b[31mweb', count: 1 },
    ],
    exceptions: [{ type: 'TimeoutError', count: 1 }],
    durations: [{ field: 'duration_ms', unit: 'ms', count: 2, most: 1500, slowest: { message: 'order 17 failed' } }],
    redactions: { records: 1, byLabel: { EMAIL: 1, CREDIT_CARD: 1 } },
    gaps: [{ from: '2026-01-31T12:00:02.500Z', to: '2026-01-31T12:01:00.000Z', milliseconds: 57500 }],
    files: [
      { records: 4, ratio: expect.any(Number) },
      { records: 4, ratio: null },
    ],
  });
});

test('of chosen records', async () => {
  expect(await statsOf(await shopLog(), '--level', 'error')).toMatchObject({ records: 1, scopes: [{ count: 1 }] });
});

test('of nothing', async () => {
  const path = join(temporaryDirectory(), 'empty.jsonl');
  writeFileSync(path, '');
  expect(await statsOf(path)).toMatchObject({ records: 0, first: null, last: null, messages: [] });
  expect((await inProcess(['stats', path])).stdout).toBe('0 records in 0 files\n');
});

test('of any number of messages, loggers, levels, fields and times, memory is bounded, and the frequent ones are found', async () => {
  const path = join(temporaryDirectory(), 'many.jsonl');
  const letters = (n: number) => n.toString(36).replace(/\d/g, (digit) => 'ghijklmnop'[Number(digit)] ?? '');
  const lines = Array.from({ length: 30_000 }, (_, i) => {
    const timestamp = new Date(i * 40_000_000_000).toISOString();
    const own = { message: `m ${letters(i)}`, logger_name: `l${i}`, level: `L${i}`, [`f${i}_ms`]: i };
    return JSON.stringify(
      i % 3 === 0 ? { timestamp, message: 'again', logger_name: 'a', level: 'INFO' } : { timestamp, ...own },
    );
  });
  writeFileSync(path, `${lines.join('\n')}\n`);
  const summary = (await statsOf(path)) as Record<string, { count: number; length: number }[]>;
  expect(summary).toMatchObject({ records: 30_000 });
  expect(summary.messages?.[0]).toMatchObject({ message: 'again', count: 10_000 });
  expect(summary.scopes?.[0]).toMatchObject({ name: 'a', count: 10_000 });
  expect(summary.messages?.length).toBe(20);
  expect(summary.durations?.length).toBeLessThanOrEqual(20);
  expect(JSON.stringify(summary).length).toBeLessThan(100_000);
});
