// driver-logs.yaml over files as Spark never should write them, but some day does: nothing is lost, and what can be told is.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, inject, test, vi } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { type Agent, PATIENT, prepareAgent } from './agent.ts';
import { configuration, validate } from './collector-process.ts';
import type { ArrivedRecord } from './otlp-logs.ts';
import { attributesOf } from './spark-events.ts';

/** A record of a file, by what is checked of it. */
interface Told {
  readonly body: string;
  readonly time?: string;
  readonly severity?: string;
  readonly logger?: string;
  readonly thread?: string;
  readonly exception?: readonly [type: string, message: string | undefined, stacktrace: string];
  /** What else is there. */
  readonly more?: Readonly<Record<string, unknown>>;
}

const TRACE = 'java.lang.IllegalStateException: no state\n\tat a.B.c(B.java:1)\nCaused by: d.E: why\n\t... 2 more';
const JVM = ['java.lang.IllegalStateException', 'no state', TRACE] as const;
const PYTHON = `Traceback (most recent call last):
  File "a.py", line 1, in <module>
KeyError: 'a'

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "a.py", line 3, in <module>
ValueError: two
lines "quoted" (1)`;
const WORKER = `Traceback (most recent call last):
  File "a.py", line 7, in <module>
pyspark.errors.exceptions.captured.PythonException: 
  An exception was thrown from the Python worker. Please see the stack trace below.
Traceback (most recent call last):
  File "b.py", line 9, in f
Exception: he said "no"
`;
const at = (iso: string): string => `${Date.parse(iso)}000000`;
const NOON = at('2026-01-02T12:00:00Z');
const LONG = 'x'.repeat(2_000_000);
/** Begins as those of all applications do that were started in the same second. */
const ALIKE = 'y'.repeat(2000);

/** The bytes of a file, and the records that it makes. */
const FILES: Readonly<Record<string, readonly [bytes: string | Buffer, records: readonly Told[]]>> = {
  'application_1700000000000_0001/container_1/stderr': [
    `26/01/02 12:00:00 ERROR A: crlf\n${TRACE}\n26/01/02 12:00:00 INFO A: next\nand 26/01\n26/01\n26/01/02\n`.replaceAll(
      '\n',
      '\r\n',
    ),
    [
      {
        body: 'crlf',
        severity: 'ERROR 17',
        logger: 'A',
        time: NOON,
        exception: [JVM[0], JVM[1], TRACE.replaceAll('\n', '\r\n')],
      },
      { body: 'next\r\nand 26/01\r\n26/01\r\n26/01/02', severity: 'INFO 9', logger: 'A', time: NOON },
    ],
  ],
  'local-1700000000000/begins-within.log': [
    '\tat a.B.c(B.java:1)\nCaused by: d.E: why\n26/01/02 12:00:00 WARN B: whole\n',
    [
      { body: '\tat a.B.c(B.java:1)\nCaused by: d.E: why' },
      { body: 'whole', severity: 'WARN 13', logger: 'B', time: NOON },
    ],
  ],
  'app-20260102120000-0003/long.log': [
    `26/01/02 12:00:00 INFO C: ${LONG}\n26/01/02 12:00:00 INFO C: after\n`,
    [
      { body: LONG, severity: 'INFO 9', logger: 'C', time: NOON },
      { body: 'after', severity: 'INFO 9', logger: 'C', time: NOON },
    ],
  ],
  'long/stdout': [`${LONG}\nafter`, [{ body: LONG }, { body: 'after' }]],
  'no-end.log': [
    `26/01/02 12:00:00 ERROR D: no end\n${TRACE}`,
    [{ body: 'no end', severity: 'ERROR 17', logger: 'D', time: NOON, exception: JVM }],
  ],
  'latin-1.log': [
    Buffer.from('26/01/02 12:00:00 INFO E: caf\u00e9\n', 'latin1'),
    [{ body: 'caf\ufffd', severity: 'INFO 9', logger: 'E', time: NOON }],
  ],
  'python/stderr': [
    `before\n26/01/02 12:00:00 INFO F: x\nT\nE\n${PYTHON}\n${WORKER}Exception in thread "main" ${TRACE.replace('no state', 'no\nstate')}\n`,
    [
      { body: 'before' },
      { body: 'x\nT\nE', severity: 'INFO 9', logger: 'F', time: NOON },
      {
        body: 'ValueError: two\nlines "quoted" (1)',
        severity: 'ERROR 17',
        exception: ['ValueError', 'two\nlines "quoted" (1)', PYTHON],
      },
      {
        body: WORKER.slice(WORKER.indexOf('pyspark')).trimEnd(),
        severity: 'ERROR 17',
        exception: [
          'pyspark.errors.exceptions.captured.PythonException',
          WORKER.slice(WORKER.indexOf('\n  An exception')).trimEnd(),
          WORKER.trimEnd(),
        ],
      },
      {
        body: 'Exception in thread "main"',
        severity: 'ERROR 17',
        thread: 'main',
        exception: [JVM[0], 'no\nstate', TRACE.replace('no state', 'no\nstate')],
      },
    ],
  ],
  'printed/stdout': [
    'one\n  with more\n\nCaused by: two\nthree\nC\n26/01/02 12:00:00 INFO G: logged\nmore\n[Stage 1:> (0 + 1) / 2]\r[Stage 1:> (1 + 1) / 2]\r26/01/02 12:00:01 INFO G: again\n',
    [
      { body: 'one\n  with more\n\nCaused by: two' },
      { body: 'three\nC' },
      { body: 'logged\nmore', severity: 'INFO 9', logger: 'G', time: NOON },
      { body: 'again', severity: 'INFO 9', logger: 'G', time: at('2026-01-02T12:00:01Z') },
    ],
  ],
  'many/stderr': [
    `26/01/02 12:00:00 INFO O: m\n${Array.from({ length: 53 }, (_, i) => `line ${i}\n  more`).join('\n')}\n`,
    [
      {
        body: `m\n${Array.from({ length: 50 }, (_, i) => `line ${i}\n  more`).join('\n')}`,
        severity: 'INFO 9',
        logger: 'O',
        time: NOON,
      },
      { body: 'line 50\n  more' },
      { body: 'line 51\n  more' },
      { body: 'line 52\n  more' },
    ],
  ],
  'drawn/stderr': [
    '26/01/02 12:00:00 INFO P: m\n\r 10%|#\r 20%|##\r       \r26/01/02 12:00:00 INFO P: n\n',
    [
      { body: 'm', severity: 'INFO 9', logger: 'P', time: NOON },
      { body: '\r 10%|#' },
      { body: '\r 20%|##' },
      { body: 'n', severity: 'INFO 9', logger: 'P', time: NOON },
    ],
  ],
  'times.log': [
    [
      '26/01/02 12:00:00.123 a thread INFO H: m',
      '2026-01-02 12:00:00,123 FATAL H: m',
      '2026-01-02T12:00:00,123 [a (thread)] DEBUG a.b.H$ - m',
      '2026-01-02T12:00:00.123Z TRACE H: m',
      '2026-01-02T12:00:00.123+02:00 INFO H: m',
      '[2026-01-02 12:00:00.123-0700] [INFO] H: m',
      '2026-01-02 12:00:00,123 - H - CRITICAL - m',
      '2026-01-02 12:00:00,123 NOTICE H: m',
      '26/13/45 12:00:00 INFO H: m',
      '26/01/02 12:00:00 nothing that is known',
      '26/01/02 12:00:00 nothing known of HTTP server: m',
      '26/01/02 12:00:00 ERROR and no logger',
      '2026-01-02 12:00:00,000 INFO  ipc.Client (Client.java:call(871)) - trying TCP at: m',
      '2026-01-02 12:00:00,000 WARN  [a thread] H - m',
      '26/01/02 12:00:00 WARN  H:',
    ].join('\n'),
    [
      { body: 'm', time: at('2026-01-02T12:00:00.123Z'), severity: 'INFO 9', logger: 'H', thread: 'a thread' },
      { body: 'm', time: at('2026-01-02T12:00:00.123Z'), severity: 'FATAL 21', logger: 'H' },
      { body: 'm', time: at('2026-01-02T12:00:00.123Z'), severity: 'DEBUG 5', logger: 'a.b.H$', thread: 'a (thread)' },
      { body: 'm', time: at('2026-01-02T12:00:00.123Z'), severity: 'TRACE 1', logger: 'H' },
      { body: 'm', time: at('2026-01-02T10:00:00.123Z'), severity: 'INFO 9', logger: 'H' },
      { body: 'm', time: at('2026-01-02T19:00:00.123Z'), severity: 'INFO 9', logger: 'H' },
      { body: 'm', time: at('2026-01-02T12:00:00.123Z'), severity: 'CRITICAL 21', logger: 'H' },
      { body: 'm', time: at('2026-01-02T12:00:00.123Z'), severity: 'NOTICE 0', logger: 'H' },
      { body: 'm', severity: 'INFO 9', logger: 'H' },
      { body: '26/01/02 12:00:00 nothing that is known', time: NOON },
      { body: '26/01/02 12:00:00 nothing known of HTTP server: m', time: NOON },
      { body: '26/01/02 12:00:00 ERROR and no logger', time: NOON, severity: 'ERROR 17' },
      {
        body: 'trying TCP at: m',
        time: NOON,
        severity: 'INFO 9',
        logger: 'ipc.Client',
        more: { 'spark.log.location': 'Client.java:call(871)' },
      },
      { body: 'm', time: NOON, severity: 'WARN 13', logger: 'H', thread: 'a thread' },
      { body: '', time: NOON, severity: 'WARN 13', logger: 'H' },
    ],
  ],
  'json.log': [
    [
      '{"ts":"2026-01-02T12:00:00.000Z","level":"WARN","msg":"m","exception":{"class":"a.B","stacktrace":[{"class":"c.D","method":"e"}]},"logger":"I"}',
      '{"ts":"2026-01-02T12:00:00.000Z","level":"INFO","msg":"m","context":{"a":{"b":"c"}},"host":"h","logger":"I"}',
      '{"ts":"2026-01-02T12:00:00.000Z","level":"INFO","msg":"m","context":5,"exception":"e","logger":"I"}',
      `{"ts":"2026-01-02T12:00:00.000Z","level":"INFO","msg":${JSON.stringify(`m\n${TRACE}`)},"exception":{"class":"a.B","msg":"n"},"logger":"I"}`,
      '{"ts": "2026-01-02 12:00:00.000", "level": "INFO", "logger": "I", "msg": "m", "context": {}}',
      '{"ts":"2026-01-02T12:00:00.000Z","level":"INFO","msg":"cut o',
      '{"ts":1}',
    ].join('\n'),
    [
      {
        body: 'm',
        severity: 'WARN 13',
        logger: 'I',
        time: NOON,
        exception: ['a.B', undefined, 'a.B\n\tat c.D.e(Unknown Source)'],
      },
      {
        body: 'm',
        severity: 'INFO 9',
        logger: 'I',
        time: NOON,
        more: { 'spark.log.context.a.b': 'c', 'spark.log.host': 'h' },
      },
      {
        body: 'm',
        severity: 'INFO 9',
        logger: 'I',
        time: NOON,
        more: { 'spark.log.context': 5, 'spark.log.exception': 'e' },
      },
      { body: `m\n${TRACE}`, severity: 'INFO 9', logger: 'I', time: NOON, exception: ['a.B', 'n', ''] },
      { body: 'm', severity: 'INFO 9', logger: 'I', time: NOON },
      { body: '{"ts":"2026-01-02T12:00:00.000Z","level":"INFO","msg":"cut o' },
      { body: '{"ts":1}' },
    ],
  ],
  'thrown.log': [
    [
      `26/01/02 12:00:00 WARN J: Lost task 0.0: ${TRACE}`,
      '26/01/02 12:00:00 WARN J: Lost: a.PythonException: Traceback (most recent call last):\nb.Error: c\n\n\tat d.E.f(E.java:1)',
      `26/01/02 12:00:00 ERROR J: ${TRACE}`,
      '26/01/02 12:00:00 ERROR J: no stack\njava.lang.NullPointerException',
    ].join('\n'),
    [
      { body: 'Lost task 0.0', severity: 'WARN 13', logger: 'J', time: NOON, exception: JVM },
      {
        body: 'Lost',
        severity: 'WARN 13',
        logger: 'J',
        time: NOON,
        exception: [
          'a.PythonException',
          'Traceback (most recent call last):\nb.Error: c',
          'a.PythonException: Traceback (most recent call last):\nb.Error: c\n\n\tat d.E.f(E.java:1)',
        ],
      },
      { body: '', severity: 'ERROR 17', logger: 'J', time: NOON, exception: JVM },
      { body: 'no stack\njava.lang.NullPointerException', severity: 'ERROR 17', logger: 'J', time: NOON },
    ],
  ],
  'secrets.log': [
    [
      `26/01/02 12:00:00 INFO N: ${['pass', 'word'].join('')}=abc, fs.azure.account.key.x.dfs=abc== end`,
      '26/01/02 12:00:00 INFO N: at https://user:abc@host/ and https://host/?a=b&sig=abc%3D end',
      `26/01/02 12:00:00 ERROR N: m\na.B: AccountKey=abc; end\n\tat c.D(E.java:1)`,
    ].join('\n'),
    [
      { body: '****, fs.azure.**** end', severity: 'INFO 9', logger: 'N', time: NOON },
      { body: 'at https****host/ and https://host/?a=b**** end', severity: 'INFO 9', logger: 'N', time: NOON },
      {
        body: 'm',
        severity: 'ERROR 17',
        logger: 'N',
        time: NOON,
        exception: ['a.B', '****; end', 'a.B: ****; end\n\tat c.D(E.java:1)'],
      },
    ],
  ],
  'archive.log.gz': [
    gzipSync(`26/01/02 12:00:00 INFO K: one\n26/01/02 12:00:00 ERROR K: two\n${TRACE}\n`),
    [
      { body: 'one', severity: 'INFO 9', logger: 'K', time: NOON },
      { body: 'two', severity: 'ERROR 17', logger: 'K', time: NOON, exception: JVM },
    ],
  ],
  'of-both/stdout.log': ['printed once', [{ body: 'printed once' }]],
  'renamed.log.2026-01-02': [
    '26/01/02 12:00:00 INFO L: m',
    [{ body: 'm', severity: 'INFO 9', logger: 'L', time: NOON }],
  ],
  'stderr--2026-01-02--12-00': ['printed before', [{ body: 'printed before' }]],
  // Two applications that begin alike, and differ later.
  'application_1700000000000_0002/stdout': ['begins\nof the second', [{ body: 'begins' }, { body: 'of the second' }]],
  'application_1700000000000_0003/stdout': ['begins\nof the third', [{ body: 'begins' }, { body: 'of the third' }]],
  'application_1700000000000_0004/stderr': [
    `26/01/02 12:00:00 INFO M: ${ALIKE} of the fourth\n`,
    [{ body: `${ALIKE} of the fourth`, severity: 'INFO 9', logger: 'M', time: NOON }],
  ],
  'application_1700000000000_0005/stderr': [
    `26/01/02 12:00:00 INFO M: ${ALIKE} of the fifth\n`,
    [{ body: `${ALIKE} of the fifth`, severity: 'INFO 9', logger: 'M', time: NOON }],
  ],
  'blank.log': ['\n \n\n', []],
  'empty.log': ['', []],
  'foreign.log.1.zst': [Buffer.from('28b52ffd', 'hex'), []],
  'stdout--2026-01-02.zst': [Buffer.from('28b52ffe', 'hex'), []],
  'events.jsonl': ['{"resourceLogs":[]}\n', []],
};

function put(directory: string, name: string, bytes: string | Buffer): void {
  mkdirSync(dirname(join(directory, name)), { recursive: true });
  writeFileSync(join(directory, name), bytes);
}

async function prepare(): Promise<Agent & { readonly logs: string }> {
  const logs = temporaryDirectory();
  const env = { LAKETRACE_SPARK_LOG_DIR: `${logs}/`, LAKETRACE_SPARK_TIME_ZONE: 'UTC' };
  return { ...(await prepareAgent('agent.yaml', [configuration('driver-logs.yaml')], env)), logs };
}

function told({ scope, record }: ArrivedRecord): Told {
  const attributes = attributesOf(record.attributes);
  const text = (name: string) => attributes[name]?.stringValue;
  const type = text('exception.type');
  const { severityText = '', severityNumber = 0, timeUnixNano = '0' } = record;
  const thread = text('thread.name');
  const others = Object.entries(attributes).filter(([name]) => !/^(?:exception|thread|log\.file)\./.test(name));
  const more = Object.fromEntries(others.map(([name, value]) => [name, Object.values(value)[0]]));
  return {
    body: record.body?.stringValue ?? '',
    ...(timeUnixNano === '0' ? {} : { time: timeUnixNano }),
    ...(severityText === '' ? {} : { severity: `${severityText} ${severityNumber}` }),
    ...(scope === '' ? {} : { logger: scope }),
    ...(thread === undefined ? {} : { thread }),
    ...(type === undefined
      ? {}
      : { exception: [type, text('exception.message'), text('exception.stacktrace') ?? ''] as const }),
    ...(others.length === 0 ? {} : { more }),
  };
}

/** The records of a file, in its order. */
function recordsOf({ gateway, logs }: Pick<Agent, 'gateway'> & { readonly logs: string }, name: string): Told[] {
  const numbered = gateway.records.flatMap((one) => {
    const attributes = attributesOf(one.record.attributes);
    const path = attributes['log.file.path']?.stringValue ?? '';
    const number = Number(attributes['log.file.record_number']?.intValue);
    return relative(logs, path) === name ? [{ number, told: told(one) }] : [];
  });
  return numbered.sort((a, b) => a.number - b.number).map(({ told }) => told);
}

describe.skipIf(inject('collector') === '')('driver-logs.yaml', () => {
  test('files of every kind that are there before it', async () => {
    const around = await prepare();
    for (const [name, [bytes]] of Object.entries(FILES)) put(around.logs, name, bytes);
    await around.agent.start();
    const count = Object.values(FILES).reduce((count, [, records]) => count + records.length, 0);
    await vi.waitFor(() => expect(around.gateway.records.length).toBeGreaterThanOrEqual(count), PATIENT);
    await sleep(1000);
    for (const [name, [, records]] of Object.entries(FILES))
      expect([name, recordsOf(around, name)]).toEqual([name, records]);
    expect(around.gateway.records.length).toBe(count);
    // Of the name of a directory.
    const applications = around.gateway.records.flatMap(({ resource, record }) => {
      const id = attributesOf(resource)['spark.app_id']?.stringValue;
      const path = relative(around.logs, attributesOf(record.attributes)['log.file.path']?.stringValue ?? '');
      return id === (/^(?:app|application|local)[-_][^/]*/.exec(path)?.[0] ?? undefined) ? [] : [[path, id]];
    });
    expect(applications).toEqual([]);
    expect(around.agent.complaints.map(({ line }) => line)).toEqual([]);
  });

  test('without the directory of the logs it is refused, or it would read the whole file system', async () => {
    const configs = ['agent.yaml', 'driver-logs.yaml'].map(configuration);
    const env = { LAKETRACE_LOG_DIR: '/', LAKETRACE_GATEWAY: 'http://127.0.0.1:1', LAKETRACE_AGENT_STATE: '/' };
    expect(await validate(configs, env)).toContain('include: parse glob');
    expect(await validate(configs, { ...env, LAKETRACE_SPARK_LOG_DIR: '/' })).toBe('');
  });
});
