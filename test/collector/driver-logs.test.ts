// driver-logs.yaml beside agent.yaml, over the logs that a real Spark writes: each event arrives as one record, and LakeTrace's own are intact.
//
// Where there is no Java or no PySpark the test is skipped, with a line that says so; never in CI.
import { randomBytes } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, test, vi } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { expectExactly, PATIENT, prepareAgent, write } from './agent.ts';
import { configuration } from './collector-process.ts';
import type { ArrivedRecord } from './otlp-logs.ts';
import { runCluster, runStructured } from './real-spark.ts';
import { attributesOf, eventOfRecord, eventsInFiles, type SparkEvent, TIME_ZONE } from './spark-events.ts';

const MESSAGES = process.env['LAKETRACE_LONG'] === '1' ? 20_000 : 1000;
const OWN = 2000;

const isOfSpark = ({ record }: ArrivedRecord): boolean =>
  record.attributes?.some(({ key }) => key === 'log.file.name') === true;

/** A text of each, by which they are compared. */
const textOf = ({ of, time, level, logger, thread, text }: SparkEvent): string =>
  JSON.stringify([of, time, level, logger, thread, text]);

/** What one list has more of than another. */
function withoutThose(texts: readonly string[], others: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const other of others) counts.set(other, (counts.get(other) ?? 0) + 1);
  return texts.filter((text) => {
    const count = counts.get(text) ?? 0;
    counts.set(text, count - 1);
    return count <= 0;
  });
}

/** Made up anew at each run, so that nothing in the repository looks like a secret. */
function plantedSecrets(): string[] {
  const hex = randomBytes(40).toString('hex');
  return [['gh', 'p_', hex.slice(0, 36)].join(''), ['da', 'pi', hex.slice(0, 32)].join('')];
}

describe.skipIf(inject('collector') === '' || inject('python') === '')('driver-logs.yaml', () => {
  test('what a Spark logs, prints and throws arrives, each event as one record', async () => {
    const sparkLogs = temporaryDirectory();
    const around = await prepareAgent('agent.yaml', [configuration('driver-logs.yaml')], {
      LAKETRACE_SPARK_LOG_DIR: sparkLogs,
      LAKETRACE_SPARK_TIME_ZONE: TIME_ZONE,
      LAKETRACE_SPARK_SERVICE: 'the-driver',
    });
    const { agent, gateway, directory } = around;
    await agent.start();
    const planted = plantedSecrets();
    const ended = runCluster(sparkLogs, MESSAGES, planted);
    await write('sdk-3', directory, OWN, { file: { compression: 'gzip' } });
    await ended;

    const written = eventsInFiles(sparkLogs);
    const ofSpark = () => gateway.records.filter((one) => isOfSpark(one));
    const events = () => ofSpark().filter(({ record }) => eventOfRecord({ record } as ArrivedRecord).of !== 'stdout');
    await vi.waitFor(() => expect(events().length).toBeGreaterThanOrEqual(written.length), PATIENT);
    await vi.waitFor(() => expect(gateway.numbers.size).toBe(OWN + 1), PATIENT);
    expect(globSync('driver/*.gz', { cwd: sparkLogs }).length).toBeGreaterThan(3);
    expect(globSync('driver/iso.log.*', { cwd: sparkLogs }).length).toBeGreaterThan(3);

    // Each event once, with its time, level, logger, thread and all of its text.
    const masked = (event: SparkEvent): SparkEvent => {
      const text = planted.reduce((text, secret) => text.replaceAll(secret, '****'), event.text);
      return { ...event, text };
    };
    const came = events().map((one) => textOf(eventOfRecord(one)));
    const expected = written.map((event) => textOf(masked(event)));
    expect(withoutThose(expected, came)).toEqual([]);
    expect(withoutThose(came, expected)).toEqual([]);

    // The levels of log4j, by number.
    const severities = ofSpark().flatMap(({ scope, record: { body, severityNumber, severityText } }) =>
      scope === 'Levels' && body?.stringValue?.startsWith('a message of') ? [`${severityText} ${severityNumber}`] : [],
    );
    expect([...new Set(severities)].sort()).toEqual([
      'DEBUG 5',
      'ERROR 17',
      'FATAL 21',
      'INFO 9',
      'TRACE 1',
      'WARN 13',
    ]);

    // A stack trace is one record, told as an exception, with its causes: in the layouts of text, for that of JSON leaves them out.
    const ofLog4j = ofSpark().find(
      ({ scope, record: { body } }) => scope === 'Levels' && body?.stringValue === 'could not write',
    );
    const thrown = attributesOf(ofLog4j?.record.attributes);
    expect(thrown['exception.type']?.stringValue).toBe('java.lang.RuntimeException');
    expect(thrown['exception.message']?.stringValue).toBe('outer');
    expect(thrown['exception.stacktrace']?.stringValue).toMatch(
      /^java\.lang\.RuntimeException: outer\n\tat [\s\S]*\nCaused by: java\.io\.IOException: the disk\nis gone\n\t\.\.\. \d+ more$/,
    );
    const [last] = ofSpark().filter(({ record: { body } }) => body?.stringValue === 'RuntimeError: the job failed');
    expect(last?.record.severityNumber).toBe(17);
    expect(attributesOf(last?.record.attributes)['exception.stacktrace']?.stringValue).toMatch(
      /^Traceback [\s\S]*During handling of the above[\s\S]*direct cause of the following[\s\S]*RuntimeError: the job failed$/,
    );

    // What is printed: a line and what is indented below it.
    const printed = readFileSync(join(sparkLogs, 'driver/stdout'), 'utf8');
    const [, application = ''] = /^application (\S+)$/m.exec(printed) ?? [];
    const lines = ofSpark().flatMap((one) =>
      eventOfRecord(one).of === 'stdout' ? [one.record.body?.stringValue] : [],
    );
    expect(lines.sort()).toEqual([
      'a table\n  with an indented line\n  and another',
      `application ${application}`,
      ...planted.map(() => 'printed **** here'),
    ]);

    // The application is that of the executor's directory; the driver's has no name of one.
    const applications = new Map<string, Set<string | undefined>>([
      ['driver', new Set()],
      ['work', new Set()],
    ]);
    for (const { resource, record } of ofSpark()) {
      const path = attributesOf(record.attributes)['log.file.path']?.stringValue ?? '';
      const { 'spark.app_id': id, 'service.name': service } = attributesOf(resource);
      applications.get(path.includes('/work/') ? 'work' : 'driver')?.add(id?.stringValue);
      expect(service?.stringValue).toBe('the-driver');
    }
    expect([...(applications.get('work') ?? [])]).toEqual([application]);
    expect([...(applications.get('driver') ?? [])]).toEqual([undefined]);

    const all = JSON.stringify(gateway.records);
    expect(planted.filter((secret) => all.includes(secret))).toEqual([]);
    expectExactly({ records: gateway.records.filter((one) => !isOfSpark(one)) }, directory);
    expect(agent.complaints.filter(({ message }) => message !== 'Failed to open file')).toEqual([]);
  });

  test("Spark's structured logging, with what it says of each event", async () => {
    const sparkLogs = temporaryDirectory();
    const { agent, gateway } = await prepareAgent('agent.yaml', [configuration('driver-logs.yaml')], {
      LAKETRACE_SPARK_LOG_DIR: sparkLogs,
      LAKETRACE_SPARK_TIME_ZONE: TIME_ZONE,
    });
    await agent.start();
    await runStructured(sparkLogs, 10);
    const expected = eventsInFiles(sparkLogs).map((event) => textOf(event));
    expect(expected.length).toBeGreaterThan(100);
    const events = () => gateway.records.map((one) => eventOfRecord(one)).filter(({ of }) => of === 'stderr');
    await vi.waitFor(() => expect(events().length).toBeGreaterThanOrEqual(expected.length), PATIENT);
    const came = events().map((event) => textOf(event));
    expect(withoutThose(expected, came)).toEqual([]);
    expect(withoutThose(came, expected)).toEqual([]);
    const versions = gateway.records.flatMap(({ record: { body, attributes } }) =>
      body?.stringValue?.startsWith('Running Spark version') ? [attributesOf(attributes)] : [],
    );
    expect(versions.map((each) => each['spark.log.context.spark_version']?.stringValue)).toEqual(['4.0.1']);
    expect(agent.complaints.filter(({ message }) => message !== 'Failed to open file')).toEqual([]);
  });
});
