// Lines of text as servers of the web, syslog, Go and klog write them have their times and levels; all else of them is the message.
import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type StoredLogRecord, tailLogRecords } from '../../../src/index.ts';
import { inPipe } from '../../cli/run-command.ts';
import { all, directoryOf, readBack } from '../../support/read-records.ts';

/** A directory with one file, which was changed last at a time. */
function logOf(lines: readonly string[], changed = '2026-01-05T00:00:00Z'): string {
  const directory = directoryOf({ 'app.log': `${lines.join('\n')}\n` });
  utimesSync(join(directory, 'app.log'), new Date(changed), new Date(changed));
  return directory;
}

const shown = ({ hrTime: [seconds, nanoseconds], severityText, message }: StoredLogRecord): unknown[] => [
  seconds === 0 ? undefined : `${new Date(seconds * 1000).toISOString().slice(0, 19)}.${nanoseconds / 1000}`,
  ...[severityText, message],
];

const REQUEST = '"GET /error HTTP/1.1" 502 157 "https://shop.example/" "curl/8.5.0 [x]"';

type Expected = readonly [time: string | undefined, level: string | undefined, message: string];

const FORMS: readonly (readonly [name: string, lines: readonly string[], expected: readonly Expected[]])[] = [
  [
    'requests, of Apache and nginx',
    [
      `203.0.113.9 - - [02/Jan/2026:03:04:05 +0100] ${REQUEST}`,
      '2001:db8::7 - ada lovelace [02/Jan/2026:03:04:06 -0230] "POST / HTTP/2.0" 200 1',
      'shop.example:443 203.0.113.9 - - [02/Jan/2026:03:04:07 +0000] "\\x16\\x03" 400 -',
    ],
    [
      ['2026-01-02T02:04:05.0', undefined, `203.0.113.9 - - ${REQUEST}`],
      ['2026-01-02T05:34:06.0', undefined, '2001:db8::7 - ada lovelace "POST / HTTP/2.0" 200 1'],
      ['2026-01-02T03:04:07.0', undefined, 'shop.example:443 203.0.113.9 - - "\\x16\\x03" 400 -'],
    ],
  ],
  [
    "nginx's error log",
    [
      '2026/01/02 03:04:05 [notice] 1#1: start worker processes',
      '2026/01/02 03:04:06 [error] 29#29: *3 open() "/srv/x" failed (2: No such file or directory), client: 203.0.113.9',
      '2026/01/02 03:04:07 [emerg] 1#1: no port',
    ],
    [
      ['2026-01-02T03:04:05.0', 'notice', '1#1: start worker processes'],
      [
        ...(['2026-01-02T03:04:06.0', 'error'] as const),
        '29#29: *3 open() "/srv/x" failed (2: No such file or directory), client: 203.0.113.9',
      ],
      ['2026-01-02T03:04:07.0', 'emerg', '1#1: no port'],
    ],
  ],
  [
    "Go's log",
    [
      ...['2026/01/02 03:04:05 listening on :8080', '2026/01/02 03:04:05.123456 main.go:23: ERROR no rows'],
      ...['panic: boom', '\t/app/main.go:7', '2026/01/02 03:04:06 [info] of nobody'],
    ],
    [
      ['2026-01-02T03:04:05.0', undefined, 'listening on :8080'],
      ['2026-01-02T03:04:05.123456', 'ERROR', 'main.go:23: ERROR no rows\npanic: boom\n\t/app/main.go:7'],
      ['2026-01-02T03:04:06.0', undefined, '[info] of nobody'],
    ],
  ],
  [
    'klog and glog',
    [
      'I0102 03:04:05.678901       1 server.go:42] "Started" version="v1.31.0"',
      'W0102 03:04:06.000001   12345 reflector.go:1] slow watch',
      'E20260102 03:04:07.000001 12345 handler.cc:9] failed: INFO',
      'F0102 03:04:08.000001       1 main.go:3] giving up',
    ],
    [
      ['2026-01-02T03:04:05.678901', 'INFO', '1 server.go:42] "Started" version="v1.31.0"'],
      ['2026-01-02T03:04:06.1', 'WARNING', '12345 reflector.go:1] slow watch'],
      ['2026-01-02T03:04:07.1', 'ERROR', '12345 handler.cc:9] failed: INFO'],
      ['2026-01-02T03:04:08.1', 'FATAL', '1 main.go:3] giving up'],
    ],
  ],
  [
    'syslog, RFC 3164',
    [
      'Dec 31 23:59:58 web-1 systemd[1]: Started Daily apt download activities.',
      'Jan  2 03:04:05 web-1 sshd[812]: Failed password for root',
      "<34>Jan  2 03:04:06 web-1 su: 'su root' failed",
    ],
    [
      ['2025-12-31T23:59:58.0', undefined, 'web-1 systemd[1]: Started Daily apt download activities.'],
      ['2026-01-02T03:04:05.0', undefined, 'web-1 sshd[812]: Failed password for root'],
      ['2026-01-02T03:04:06.0', 'crit', "web-1 su: 'su root' failed"],
    ],
  ],
  [
    'syslog, RFC 5424',
    [
      '<165>1 2026-01-02T03:04:05.003Z web-1 app 7 ID47 [a@32473 b="3"] An event',
      '<11>1 2026-01-02T05:04:06.000001+02:00 web-1 app - - - failed',
      '<191>1 - web-1 app - - - no time',
    ],
    [
      ['2026-01-02T03:04:05.3000', 'notice', 'web-1 app 7 ID47 [a@32473 b="3"] An event'],
      ['2026-01-02T03:04:06.1', 'err', 'web-1 app - - - failed'],
      [undefined, 'debug', 'web-1 app - - - no time'],
    ],
  ],
  [
    "Apache's error log",
    [
      '[Fri Jan 02 03:04:05.678901 2026] [core:error] [pid 12:tid 34] [client 203.0.113.9:4022] AH00126: Invalid URI',
      '[Fri Jan 02 03:04:06 2026] [notice] caught SIGTERM, shutting down',
    ],
    [
      ...([
        [
          ...(['2026-01-02T03:04:05.678901', 'error'] as const),
          '[core:error] [pid 12:tid 34] [client 203.0.113.9:4022] AH00126: Invalid URI',
        ],
        ['2026-01-02T03:04:06.0', 'notice', '[notice] caught SIGTERM, shutting down'],
      ] as const),
    ],
  ],
  [
    'what a container of nginx prints',
    [
      ...['2026/01/02 03:04:05 [notice] 1#1: start', `203.0.113.9 - - [02/Jan/2026:03:04:06 +0000] ${REQUEST}`],
      '2026-01-02 03:04:07,250 ERROR of another',
    ],
    [
      ['2026-01-02T03:04:05.0', 'notice', '1#1: start'],
      ['2026-01-02T03:04:06.0', undefined, `203.0.113.9 - - ${REQUEST}`],
      ['2026-01-02T03:04:07.250000', 'ERROR', 'ERROR of another'],
    ],
  ],
];

test.each(FORMS)('%s: read from the front, from the end, and from a pipe', async (_, lines, expected) => {
  const directory = logOf(lines);
  const { records, problems } = await readBack(directory);
  expect(problems).toEqual([]);
  expect(records.map(shown)).toEqual(expected);
  for (const { severityText, severityNumber } of records)
    expect(severityNumber === undefined).toBe(severityText === undefined);
  const last = await all(tailLogRecords(directory, { lines: 2 }));
  expect(last.map(shown)).toEqual(expected.slice(-2));
});

test('a long file is read from its end alike', async () => {
  const lines = Array.from({ length: 9000 }, (_, n) => `Jan  2 03:04:05 web-1 app[7]: line ${n}`);
  const last = await all(tailLogRecords(logOf(['Dec 31 00:00:00 web-1 app[7]: first', ...lines]), { lines: 2 }));
  expect(last.map(shown)).toEqual([
    ['2026-01-02T03:04:05.0', undefined, 'web-1 app[7]: line 8998'],
    ['2026-01-02T03:04:05.0', undefined, 'web-1 app[7]: line 8999'],
  ]);
});

test.each<[what: string, lines: readonly string[], changed: string, years: readonly number[]]>([
  ['of the last change', ['Mar  1 00:00:00'], '2026-06-01T00:00:00Z', [2026]],
  [
    'of the year before, where the day has not been',
    ['Aug  1 00:00:00', 'Dec 31 00:00:00', 'Jan  1 00:00:00'],
    '2026-06-01T00:00:00Z',
    [2025, 2025, 2026],
  ],
  ['a day ahead, by a clock of another zone', ['Jan  1 08:00:00'], '2025-12-31T20:00:00Z', [2026]],
  ['of a leap day', ['Feb 29 00:00:00'], '2027-01-01T00:00:00Z', [2024]],
  [
    'of lines not quite in order',
    ['Dec 31 23:59:59', 'Jan  1 00:00:01', 'Dec 31 23:59:58'],
    '2026-01-01T00:00:02Z',
    [2025, 2026, 2025],
  ],
])('the year of times without one: %s', async (_, times, changed, years) => {
  const { records } = await readBack(
    logOf(
      times.map((time) => `${time} web-1 app: m`),
      changed,
    ),
  );
  expect(records.map(({ hrTime: [seconds] }) => new Date(seconds * 1000).getUTCFullYear())).toEqual(years);
});

test('the facility of syslog is kept', async () => {
  const { records } = await readBack(logOf(['<34>Jan  2 03:04:06 web-1 su: failed']));
  expect(records[0]?.extra).toEqual({ 'syslog.facility': 4 });
});

test.skipIf(process.platform !== 'linux')('standard input has the years of now', () => {
  const month = new Date().toLocaleString('en-US', { month: 'short', timeZone: 'UTC' });
  const { stdout } = inPipe(['cat', '--zone', 'UTC'], { stdin: `${month}  1 00:00:00 web-1 app: m\n` });
  expect(stdout.slice(0, 4)).toBe(String(new Date().getUTCFullYear()));
});

test('lines that only look so stay text without times', async () => {
  const lines = [
    ...['Jan 45 03:04:05 host app: m', 'Foo  2 03:04:05 host app: m', 'May be 3', '<999>Jan  2 03:04:05 host app: m'],
    ...[
      '2026/13/02 03:04:05 m',
      'I1302 03:04:05.678901 1 a.go:1] m',
      '1 2 [02/Jan/2026:03:04:05 +0000] m',
      '[Fri Feb 30 03:04:05 2026] m',
    ],
  ];
  const { records } = await readBack(logOf(lines));
  expect(records.map(({ message }) => message)).toEqual(lines);
  expect(records.every(({ hrTime }) => hrTime[0] === 0)).toBe(true);
});
