// Whatever the application's code does while it is called, each record that is received is written, or dropped and counted by a reason.

import { LoggerProvider, type ReadableLogRecord, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RotatingFileLogRecordExporter } from '../../src/index.ts';
import { bodiesInDirectory, linesInDirectory } from '../support/log-directory.ts';
import { openLogger } from '../support/loggers.ts';
import { runsOf } from '../support/long-form.ts';
import { keepBusy, takeTooLong } from '../support/processor-time.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { type Code, places } from './callback-places.ts';
import { NOWHERE, ProcessorIn } from './provider.ts';

const DEEPEST = 10;
const RECORDS = 6;
/** What waits for the application for as long as it may take, which other tests do, or logs without end. */
const UNENDING = /late answer$|^sinks\[\]: export$|like a Writable$|^file\.compression$|meterProvider/;
const NAMES = [...places((answer) => answer).keys()].filter((name) => !UNENDING.test(name));
/** Called for a limited time. */
const LIMITED = NAMES.filter((name) => /^redaction\.(?:mask|patterns)/.test(name));

type Deed =
  | 'log'
  | 'log slow'
  | 'log deep'
  | 'throw'
  | 'reject'
  | 'never answer'
  | 'shut down'
  | 'flush'
  | 'rotate'
  | 'take long';

const NOTHING = (): undefined => undefined;

/** Filters take too long over it. */
const SLOW = 'slow';

function sum(counts: Readonly<Record<string, number>> = {}): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

interface Application {
  readonly log: (body: string) => void;
  readonly shutDown: () => Promise<unknown>;
  readonly flush: () => Promise<unknown>;
  readonly rotate: () => Promise<unknown>;
}

/** Code that does some deeds each time it is called, and behaves well from then on. */
function codeOf(deeds: readonly (readonly Deed[])[], application: () => Application): Code {
  let calls = 0;
  let logged = 0;
  let depth = 0;
  const log = (what: string): void => application().log(`${what} of the code ${logged++}`);
  const logDeep = (): void => {
    depth++;
    try {
      log('deep');
    } finally {
      depth--;
    }
  };
  const does: Readonly<Record<Deed, () => unknown>> = {
    log: () => log('one'),
    'log slow': () => log(SLOW),
    'log deep': logDeep,
    throw: () => {
      throw new Error('broken');
    },
    reject: () => {
      const rejected = Promise.reject(new Error('broken'));
      // It may be answered, or not.
      rejected.catch(NOTHING);
      return rejected;
    },
    'never answer': () => new Promise(() => undefined),
    'shut down': () => void application().shutDown(),
    flush: () => void application().flush(),
    rotate: () => void application().rotate(),
    'take long': takeTooLong,
  };
  return (answer) => {
    // Called for what it logs itself.
    if (depth > 0 && depth < DEEPEST) logDeep();
    let given: unknown = answer;
    for (const deed of deeds[calls++] ?? []) given = does[deed]() ?? given;
    return given as typeof answer;
  };
}

interface Run {
  readonly place: string;
  readonly deeds: readonly (readonly Deed[])[];
  readonly flush: 'record' | 'turn' | { readonly interval: number };
  readonly enqueue: boolean;
}

const BRIEF: readonly Deed[] = ['log', 'log deep', 'shut down', 'flush', 'rotate'];

function runsIn(names: readonly string[], deeds: readonly Deed[], isStopped: boolean): fc.Arbitrary<Run> {
  const some = fc.array(fc.array(fc.constantFrom(...deeds), { minLength: 1, maxLength: 3 }), { maxLength: 4 });
  return fc.record({
    place: fc.constantFrom(...names),
    // One function that is stopped: others would rest.
    deeds: isStopped ? some.map(([first = [], ...more]) => [[...first, 'log slow', 'take long'], ...more]) : some,
    flush: fc.constantFrom('record' as const, 'turn' as const, { interval: 3 }),
    enqueue: fc.boolean(),
  });
}

/** Emits that began, and those that came back. */
class Emits {
  begun = 0;
  readonly returned: string[] = [];

  emit(body: string, emit: () => void): void {
    this.begun++;
    emit();
    this.returned.push(body);
  }
}

const isWanted = ({ body }: Pick<ReadableLogRecord, 'body'>): boolean => {
  if (String(body).startsWith(SLOW)) keepBusy(60);
  return body !== 'unwanted';
};

/** Logs some records, each with what the code in a place is called for. */
function logSome(log: (body: string, attributes?: Readonly<Record<string, unknown>>) => void, attributes = {}): void {
  for (let i = 0; i < RECORDS; i++) {
    try {
      log(`record ${i}`, attributes);
    } catch {
      // What the code throws may be thrown at whoever logs: not by what is tested here.
    }
  }
  log('unwanted');
}

async function throughProcessor({ place, deeds, flush, enqueue }: Run): Promise<void> {
  const directory = temporaryDirectory();
  const emits = new Emits();
  let isShutDown = false;
  const log = (body: string, attributes = {}): void =>
    emits.emit(body, () => logger.emit({ severityNumber: 9, body, attributes }));
  const code = codeOf(deeds, () => ({
    log,
    shutDown: () => {
      isShutDown = true;
      return processor.shutdown();
    },
    flush: () => processor.forceFlush(),
    rotate: () => processor.rotate(),
  }));
  const options = places(code).get(place);
  const { filter = [], ...others } = options?.processor ?? {};
  const processor = new ProcessorIn(
    {
      onError: NOTHING,
      ...others,
      filter: [isWanted, ...[filter].flat()],
      shutdownTimeoutMillis: 200,
      file: { directory, name: 'app', flush, enqueue, onError: NOTHING, ...options?.file },
    },
    NOWHERE,
  );
  const provider = new LoggerProvider({ processors: [processor] });
  const logger = provider.getLogger('test');
  logSome(log, options?.attributes);
  const returned = emits.returned.length;
  await processor.shutdown();

  const { records, file } = processor.stats();
  expect(records.received).toBeLessThanOrEqual(emits.begun);
  // A provider builds no record for a processor that is shut down.
  if (!isShutDown) expect(records.received).toBeGreaterThanOrEqual(returned);
  expect(records.received, JSON.stringify(records)).toBe(records.passed + sum(records.dropped));
  expect(records.passed, JSON.stringify(file?.records)).toBe(
    (file?.records.accepted ?? 0) + sum(file?.records.dropped),
  );
  const written =
    options?.file?.format === undefined ? await bodiesInDirectory(directory) : await linesInDirectory(directory);
  expect(written).toHaveLength(file?.records.accepted ?? 0);
  expect(written).not.toContain('unwanted');
}

/** Logs to an exporter of another provider, from within what LakeTrace calls. */
async function throughExporter({ place, deeds, flush, enqueue }: Run): Promise<void> {
  const directory = temporaryDirectory();
  const emits = new Emits();
  const log = (body: string): void => emits.emit(body, () => logger.emit({ severityNumber: 9, body }));
  const code = codeOf(deeds, () => ({
    log,
    shutDown: () => exporter.shutdown(),
    flush: () => exporter.forceFlush(),
    rotate: () => exporter.rotate(),
  }));
  const options = places(code).get(place);
  const exporter = new RotatingFileLogRecordExporter({
    ...{ directory, name: 'app', flush, enqueue, onError: NOTHING },
    ...options?.file,
  });
  const provider = new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter })] });
  const logger = provider.getLogger('test');
  const processor = new ProcessorIn(
    { onError: NOTHING, ...options?.processor, file: false, sinks: [NOTHING] },
    NOWHERE,
  );
  const caller = new LoggerProvider({ processors: [processor] }).getLogger('test');
  logSome((body, attributes) => {
    caller.emit({ severityNumber: 9, body, attributes: attributes as never });
    log(body);
  }, options?.attributes);
  await provider.forceFlush();
  await exporter.shutdown();
  await processor.shutdown();

  const { accepted, dropped } = exporter.stats().records;
  expect(accepted + sum(dropped)).toBeLessThanOrEqual(emits.begun);
  expect(accepted + sum(dropped)).toBeGreaterThanOrEqual(emits.returned.length);
  const written =
    options?.file?.format === undefined ? await bodiesInDirectory(directory) : await linesInDirectory(directory);
  expect(written).toHaveLength(accepted);
}

async function throughLogger({ place, deeds, flush, enqueue }: Run): Promise<void> {
  const emits = new Emits();
  const log = (body: string, fields = {}): void => emits.emit(body, () => logger.info(body, fields));
  const code = codeOf(deeds, () => ({
    log,
    shutDown: NOTHING as never,
    flush: () => logger.flush(),
    rotate: NOTHING as never,
  }));
  const { redaction } = places(code).get(place)?.processor ?? {};
  const handled: string[] = [];
  const { logger, records } = openLogger({ redaction, filter: isWanted, flush, enqueue, onError: NOTHING } as never);
  logger.addHandler(({ message }: { message: string }) => void handled.push(message));
  logSome(log, places(code).get(place)?.attributes);
  await logger.flush();

  const written = (await records()).map(({ message }) => message);
  expect(written.toSorted()).toEqual(handled.filter((message) => message !== 'unwanted').toSorted());
  expect(emits.returned.filter((body) => body !== 'unwanted' && !written.includes(body))).toEqual([]);
}

const ALL: readonly Deed[] = [...BRIEF, 'throw', 'reject', 'never answer'];
const OF_LOGGER: readonly Deed[] = ['log', 'log deep', 'flush'];

test.each([
  ['a processor', throughProcessor, runsIn(NAMES, ALL, false), runsOf(60, 3000)],
  ['a processor, a function is stopped', throughProcessor, runsIn(LIMITED, BRIEF, true), runsOf(6, 300)],
  ['an exporter', throughExporter, runsIn(NAMES, ALL, false), runsOf(25, 1000)],
  ['an exporter, a function is stopped', throughExporter, runsIn(LIMITED, BRIEF, true), runsOf(4, 200)],
  ['a logger', throughLogger, runsIn(LIMITED, OF_LOGGER, false), runsOf(10, 500)],
  ['a logger, a function is stopped', throughLogger, runsIn(LIMITED, OF_LOGGER, true), runsOf(3, 200)],
] as const)('through %s', async (_, through, runs, numRuns) => {
  await fc.assert(fc.asyncProperty(runs, through), { numRuns });
});

test('an exporter is shut down by its own format: the record is in the file', async () => {
  await throughExporter({ place: 'file.format', deeds: [['shut down']], flush: 'turn', enqueue: false });
});
