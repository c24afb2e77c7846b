// The clock is wrong, or is set, before or while a process runs: names keep the order of the rotations, and retention keeps what is new.
import { readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RotatingFileLogRecordExporterOptions } from '../../../src/file/options/file-options.ts';
import type { RotatingFileLogRecordExporter } from '../../../src/file/rotating-file-log-record-exporter.ts';
import type { FileEnvironment } from '../../../src/file/system/file-environment.ts';
import { ExporterIn, environmentWith } from '../../support/environment.ts';
import { fileSystemThat } from '../../support/failing-file-system.ts';
import { bodiesInDirectory, namesIn } from '../../support/log-directory.ts';
import { logRecord } from '../../support/log-records.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 10, 29, 12);

/** A clock that can be set, and whose time passes. */
class Clock {
  time = NOW;
  #monotonic = 0;

  pass(milliseconds: number): void {
    this.time += milliseconds;
    this.#monotonic += milliseconds;
  }

  environment(parts: Partial<FileEnvironment> = {}): FileEnvironment {
    return environmentWith({ now: () => this.time, monotonic: () => this.#monotonic, ...parts });
  }
}

function start(clock: Clock, directory: string, options: RotatingFileLogRecordExporterOptions = {}) {
  return new ExporterIn({ directory, name: 'app', ...options }, clock.environment());
}

async function writeAndRotate(exporter: RotatingFileLogRecordExporter, ...bodies: string[]): Promise<void> {
  for (const body of bodies) {
    exporter.append(logRecord(body));
    await exporter.rotate();
  }
  await exporter.forceFlush();
}

function rotatedIn(directory: string): string[] {
  return namesIn(directory).filter((name) => /Z\.jsonl/.test(name) && !name.startsWith('.'));
}

/** The bodies of what is finished, in the order of the names. */
function finishedBodies(directory: string): string[] {
  return rotatedIn(directory).map(
    (name) =>
      /"stringValue":"(\w+)"/.exec(readFileSync(join(directory, name), 'utf8').replace(/.*"body"/, '"body"'))?.[1] ??
      '',
  );
}

describe('set back across a restart', () => {
  test.each([
    ['by an hour', NOW - HOUR],
    ['to 1986, at boot', Date.UTC(1986, 0, 1)],
    ['to the beginning of its time', 0],
  ])('%s: new files sort after the old, and are the ones that a count keeps', async (_, then) => {
    const directory = temporaryDirectory();
    const clock = new Clock();
    const first = start(clock, directory, { retention: 3 });
    await writeAndRotate(first, 'a', 'b', 'c');
    await first.shutdown();
    clock.time = then;
    const second = start(clock, directory, { retention: 3 });
    await writeAndRotate(second, 'd', 'e');
    await second.shutdown();
    expect(finishedBodies(directory)).toEqual(['c', 'd', 'e']);
    const third = start(clock, directory, { retention: 3 });
    await writeAndRotate(third, 'f');
    await third.shutdown();
    expect(finishedBodies(directory)).toEqual(['d', 'e', 'f']);
  });

  test.each([
    ['an age', '7 days', ['a', 'b', 'c']],
    ['a size', { size: '1 KB' }, ['b', 'c']],
  ] as const)('by %s too the new ones are kept', async (_, retention, kept) => {
    const directory = temporaryDirectory();
    const clock = new Clock();
    const first = start(clock, directory, { retention: retention as never });
    await writeAndRotate(first, 'a');
    await first.shutdown();
    clock.time = Date.UTC(1986, 0, 1);
    const second = start(clock, directory, { retention: retention as never });
    await writeAndRotate(second, 'b', 'c');
    await second.shutdown();
    expect(finishedBodies(directory)).toEqual(kept);
  });

  test('archives and torn ends are names as well', async () => {
    const directory = temporaryDirectory();
    const newest = 'app.2026-11-29T12-00-00.000Z.jsonl';
    writeFileSync(join(directory, `${newest}.torn`), 'x');
    writeFileSync(join(directory, 'app.2026-11-28T12-00-00.000Z.jsonl.zst'), 'x');
    writeFileSync(join(directory, 'app.jsonl'), '{"resourceLogs":[]}\n{"torn');
    const clock = new Clock();
    clock.time = 0;
    const exporter = start(clock, directory);
    await writeAndRotate(exporter, 'new');
    await exporter.shutdown();
    expect(namesIn(directory)).toEqual([
      'app.2026-11-28T12-00-00.000Z.jsonl.zst',
      `${newest}.torn`,
      'app.2026-11-29T12-00-00.001Z.jsonl.torn',
      'app.2026-11-29T12-00-00.002Z.jsonl',
    ]);
  });

  test('what a dead process leaves gets a name after the others', async () => {
    const directory = temporaryDirectory();
    const clock = new Clock();
    writeFileSync(join(directory, 'app.2026-11-29T12-00-00.000Z.jsonl'), '{"resourceLogs":[]}\n');
    writeFileSync(join(directory, 'app.4194999.jsonl'), '{"resourceLogs":[]}\n');
    utimesSync(join(directory, 'app.4194999.jsonl'), 0, 0);
    const { namespace } = clock.environment().processes.self;
    const owner = { pid: 4_194_999, thread: 0, start: '1', namespace, exporter: 'app' };
    writeFileSync(join(directory, '.app.4194999.jsonl.1.lock'), JSON.stringify(owner));
    clock.time = 0;
    const exporter = start(clock, directory);
    exporter.append(logRecord('new'));
    await exporter.shutdown();
    expect(rotatedIn(directory)).toEqual(['app.2026-11-29T12-00-00.000Z.jsonl', 'app.2026-11-29T12-00-00.001Z.jsonl']);
  });
});

describe('set back while two processes run', () => {
  test('the one that comes first afterwards sorts after the other', async () => {
    const directory = temporaryDirectory();
    const clock = new Clock();
    const [one, other] = [start(clock, directory), start(clock, directory)];
    await writeAndRotate(one, 'a');
    await writeAndRotate(other, 'b');
    clock.pass(HOUR);
    await writeAndRotate(one, 'c');
    clock.time -= HOUR / 2;
    await writeAndRotate(other, 'd');
    await writeAndRotate(one, 'e');
    await writeAndRotate(other, 'f');
    await one.shutdown();
    await other.shutdown();
    expect(finishedBodies(directory)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  test('the directory is listed once for it, not for each rotation', async () => {
    const directory = temporaryDirectory();
    const clock = new Clock();
    let listings = 0;
    const fs = fileSystemThat((name, _, { isBlocking }) => {
      if (name === 'readdir' && isBlocking) listings++;
      return undefined;
    });
    const exporter = new ExporterIn({ directory, name: 'app' }, clock.environment({ fs }));
    await writeAndRotate(exporter, 'a', 'b');
    const before = listings;
    await writeAndRotate(exporter, 'c', 'd');
    const ofTwo = listings - before;
    clock.time -= HOUR;
    await writeAndRotate(exporter, 'e', 'f', 'g', 'h');
    expect(listings - before - ofTwo).toBe(2 * ofTwo + 1);
    await exporter.shutdown();
  });
});

describe('a name in the far future, of a clock that was ahead', () => {
  const FUTURE = 'app.2199-01-01T00-00-00.000Z.jsonl';

  function withFuture(retention: RotatingFileLogRecordExporterOptions['retention'], parts = {}) {
    const directory = temporaryDirectory();
    const clock = new Clock();
    clock.time = Date.now();
    writeFileSync(join(directory, FUTURE), '{"resourceLogs":[]}\n');
    const exporter = start(clock, directory, { ...(retention !== undefined && { retention }), ...parts });
    return { directory, clock, exporter };
  }

  test('names continue after it, over restarts too', async () => {
    const { directory, clock, exporter } = withFuture(undefined);
    await writeAndRotate(exporter, 'a', 'b');
    await exporter.shutdown();
    const next = start(clock, directory);
    await writeAndRotate(next, 'c');
    await next.shutdown();
    const names = [0, 1, 2, 3].map((n) => `app.2199-01-01T00-00-00.00${n}Z.jsonl`);
    expect(rotatedIn(directory)).toEqual(names);
    expect(finishedBodies(directory).slice(1)).toEqual(['a', 'b', 'c']);
  });

  test('its age, and that of those after it, is counted from the last change: they do not stay for ever', async () => {
    const { directory, clock, exporter } = withFuture('7 days');
    await writeAndRotate(exporter, 'a');
    clock.pass(6 * DAY);
    await writeAndRotate(exporter, 'b');
    expect(rotatedIn(directory)).toHaveLength(3);
    clock.pass(2 * DAY);
    await writeAndRotate(exporter, 'c');
    expect(finishedBodies(directory)).toEqual(['b', 'c']);
    await exporter.shutdown();
    clock.pass(30 * DAY);
    const next = start(clock, directory, { retention: '7 days' });
    next.append(logRecord('d'));
    await next.shutdown();
    expect(rotatedIn(directory)).toEqual([]);
  });

  test('it is compressed when its time has come by the clock, not by its name', async () => {
    const { directory, clock, exporter } = withFuture(undefined, {
      compression: 'gzip',
      compressAfter: '1 hour',
    });
    await writeAndRotate(exporter, 'a');
    expect(rotatedIn(directory).filter((name) => name.endsWith('.gz'))).toEqual([]);
    clock.pass(HOUR + 1);
    await writeAndRotate(exporter, 'b');
    expect(rotatedIn(directory).map((name) => name.endsWith('.gz'))).toEqual([true, true, false]);
    await exporter.shutdown();
  });

  test('the last name there can be, planted or of a broken clock, does not end the order', async () => {
    const directory = temporaryDirectory();
    const clock = new Clock();
    writeFileSync(join(directory, 'app.9999-12-31T23-59-59.999Z.jsonl'), 'x\n');
    const exporter = start(clock, directory);
    await writeAndRotate(exporter, 'a', 'b');
    await exporter.shutdown();
    expect(rotatedIn(directory).slice(0, 2)).toEqual([
      'app.2026-11-29T12-00-00.000Z.jsonl',
      'app.2026-11-29T12-00-00.001Z.jsonl',
    ]);
  });
});

test('set forward while a process runs: what it has just finished is not old by that', async () => {
  const directory = temporaryDirectory();
  const clock = new Clock();
  const exporter = start(clock, directory, { retention: '7 days', compression: 'gzip', compressAfter: '1 day' });
  await writeAndRotate(exporter, 'a');
  clock.time += 365 * DAY;
  await writeAndRotate(exporter, 'b');
  clock.time -= 365 * DAY;
  await writeAndRotate(exporter, 'c');
  expect(finishedBodies(directory)).toEqual(['a', 'b', 'c']);
  await exporter.shutdown();
});

test('the chain of the lines continues at the newest file, not at the one with the latest clock', async () => {
  const directory = temporaryDirectory();
  const clock = new Clock();
  for (const [time, body] of [
    [NOW, 'a'],
    [NOW - 10 * DAY, 'b'],
    [NOW - 20 * DAY, 'c'],
  ] as const) {
    clock.time = time;
    const exporter = start(clock, directory, { integrity: true });
    await writeAndRotate(exporter, body);
    await exporter.shutdown();
  }
  const { verifyIntegrity } = await import('../../../src/integrity/verify/verify-integrity.ts');
  const report = await verifyIntegrity(rotatedIn(directory).map((name) => join(directory, name)));
  expect(report).toMatchObject({ ok: true, chains: [expect.anything()] });
  expect(await bodiesInDirectory(directory)).toEqual(['a', 'b', 'c']);
});
