// What is not severe enough waits in memory, and is written before the record that makes it worth reading.
import { context, type SpanContext, trace } from '@opentelemetry/api';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { describe, expect, test } from 'vitest';
import { contextualize } from '../../../src/processor/context/contextualize.ts';
import { filters } from '../../../src/processor/filters/filters.ts';
import type { LakeTraceLogRecordProcessorOptions } from '../../../src/processor/processor-options.ts';
import { namesIn } from '../../support/log-directory.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { collector } from '../collector.ts';
import { setUp } from '../provider.ts';

const [DEBUG, INFO, WARN, ERROR] = [5, 9, 13, 17];
// Put together here, so that no scanner takes it for one.
const ADDRESS = ['jo', 'example.org'].join('@');

function spanContext(traceNumber: number): SpanContext {
  return { traceId: traceNumber.toString(16).padStart(32, '0'), spanId: '00f067aa0ba902b7', traceFlags: 1 };
}

/** A logger, and what a sink has got so far. */
function recording(options: LakeTraceLogRecordProcessorOptions = {}) {
  const { records, sink } = collector();
  const { logger, ...rest } = setUp({ sinks: [sink], recorder: true, ...options });
  /** Emits a record, where a trace is given as one of its number. */
  const log = (severityNumber: number, body: unknown, traceNumber?: number, attributes = {}) =>
    logger.emit({
      severityNumber,
      body: body as string,
      attributes,
      ...(traceNumber !== undefined && { context: trace.setSpanContext(context.active(), spanContext(traceNumber)) }),
    });
  const bodies = () => records.map(({ body }) => body);
  const isRecorded = ({ attributes }: ReadableLogRecord) => attributes['laketrace.recorded'] === true;
  return { ...rest, records, log, bodies, recorded: () => records.filter(isRecorded).map(({ body }) => body) };
}

describe('a trigger', () => {
  test('has the records of its own trace written before it, in order, marked, and once', () => {
    const { log, bodies, recorded, processor } = recording();
    for (let i = 0; i < 3; i++) for (const traceNumber of [1, 2]) log(DEBUG, `${traceNumber} debug ${i}`, traceNumber);
    log(INFO, '1 info', 1);
    log(DEBUG, 'without a trace');
    log(WARN, '1 warning', 1);
    expect(bodies()).toEqual(['1 info', '1 warning']);
    log(ERROR, '1 error', 1);
    log(ERROR, '1 error again', 1);
    expect(bodies().slice(2)).toEqual(['1 debug 0', '1 debug 1', '1 debug 2', '1 error', '1 error again']);
    expect(recorded()).toEqual(['1 debug 0', '1 debug 1', '1 debug 2']);
    expect(processor.stats().recorder).toMatchObject({ held: 4, traces: 2, written: 3, dropped: 0 });
    log(DEBUG, '1 debug 3', 1);
    log(21, '1 fatal', 1);
    expect(bodies().slice(-2)).toEqual(['1 debug 3', '1 fatal']);
  });

  test('without a trace has those without a trace written', () => {
    const { log, bodies } = recording();
    log(DEBUG, 'traced', 1);
    log(DEBUG, 'not traced');
    log(ERROR, 'error');
    expect(bodies()).toEqual(['not traced', 'error']);
  });

  test("by: 'process' has all written", () => {
    const { log, bodies } = recording({ recorder: { by: 'process' } });
    log(DEBUG, 'one', 1);
    log(DEBUG, 'two', 2);
    log(DEBUG, 'none');
    log(ERROR, 'error', 3);
    expect(bodies()).toEqual(['one', 'two', 'none', 'error']);
  });

  test('is a record that is written itself', () => {
    const { log, bodies } = recording({
      filter: ({ body }) => body !== 'filtered error',
      levels: { scopes: { test: 'FATAL' } },
      recorder: { trigger: 'ERROR' },
    });
    log(DEBUG, 'debug');
    // Not severe enough for its scope: recorded itself.
    log(ERROR, 'recorded error');
    log(21, 'filtered error');
    expect(bodies()).toEqual([]);
    log(21, 'fatal');
    expect(bodies()).toEqual(['debug', 'recorded error', 'fatal']);
  });

  test('has its own level', () => {
    const { log, bodies } = recording({ minimumSeverity: 'ERROR', recorder: { level: 'INFO', trigger: 'FATAL' } });
    for (const severity of [DEBUG, INFO, WARN, ERROR]) log(severity, severity);
    log(21, 'fatal');
    expect(bodies()).toEqual([ERROR, INFO, WARN, 'fatal']);
  });
});

describe('bounds', () => {
  test('of records: the oldest of the trace go, and are counted', () => {
    const { log, bodies, processor } = recording({ recorder: { records: 3 } });
    for (let i = 0; i < 10; i++) for (const traceNumber of [1, 2]) log(DEBUG, `${traceNumber} ${i}`, traceNumber);
    expect(processor.stats().recorder).toMatchObject({ held: 6, traces: 2, written: 0, dropped: 14 });
    log(ERROR, 'error', 1);
    expect(bodies()).toEqual(['1 7', '1 8', '1 9', 'error']);
    const { received, passed, dropped } = processor.stats().records;
    expect({ received, passed, dropped, held: processor.stats().recorder?.held }).toEqual({
      received: 21,
      passed: 4,
      dropped: { recorder: 14 },
      held: 3,
    });
  });

  test('of traces: the one that was used least recently goes', () => {
    const { log, bodies, processor } = recording({ recorder: { traces: 2 } });
    log(DEBUG, 'one', 1);
    log(DEBUG, 'two', 2);
    log(DEBUG, 'one more', 1);
    log(DEBUG, 'three', 3);
    for (const traceNumber of [1, 2, 3]) log(ERROR, `error ${traceNumber}`, traceNumber);
    expect(bodies()).toEqual(['one', 'one more', 'error 1', 'error 2', 'three', 'error 3']);
    expect(processor.stats().recorder).toMatchObject({ held: 0, traces: 0, dropped: 1 });
  });

  test('of bytes: what is too large alone goes, and takes no others with it', () => {
    const { log, bodies, processor } = recording({ recorder: { bytes: '10 KB' } });
    for (let i = 0; i < 3; i++) log(DEBUG, `small ${i}`);
    log(DEBUG, 'x'.repeat(20_000));
    expect(processor.stats().recorder).toMatchObject({ held: 3, traces: 1, dropped: 1 });
    log(ERROR, 'failed');
    expect(bodies()).toEqual(['small 0', 'small 1', 'small 2', 'failed']);
    log(DEBUG, 'x'.repeat(20_000));
    expect(processor.stats().recorder).toMatchObject({ held: 0, traces: 0, dropped: 2 });
  });

  test('of bytes: the oldest of all go, and what is too large alone', () => {
    const { log, bodies, processor } = recording({ recorder: { bytes: '10 KB' } });
    const text = 'x'.repeat(2000);
    for (let i = 0; i < 8; i++)
      for (const traceNumber of [1, 2]) log(DEBUG, `${traceNumber} ${i} ${text}`, traceNumber);
    const { heldBytes = 0, held } = processor.stats().recorder ?? {};
    expect(heldBytes).toBeGreaterThan(8000);
    expect(heldBytes).toBeLessThanOrEqual(10 * 1024);
    expect(held).toBe(4);
    for (const traceNumber of [1, 2]) log(ERROR, 'error', traceNumber);
    const beginnings = bodies().map((body) => String(body).slice(0, 5));
    expect(beginnings).toEqual(['1 6 x', '1 7 x', 'error', '2 6 x', '2 7 x', 'error']);
    log(DEBUG, 'x'.repeat(20_000), 3);
    log(DEBUG, 'y', 3);
    expect(processor.stats().recorder).toMatchObject({ held: 1, dropped: 13 });
  });

  test('memory that was given back is not counted any more', () => {
    const { log, processor } = recording({ recorder: { records: 50, traces: 7, bytes: '100 KB' } });
    let random = 1;
    const next = (most: number) => {
      random = (random * 48_271) % 2_147_483_647;
      return random % most;
    };
    for (let i = 0; i < 20_000; i++) {
      log(next(100) === 0 ? ERROR : DEBUG, 'z'.repeat(next(3000)), next(12));
    }
    for (let traceNumber = 0; traceNumber < 12; traceNumber++) log(ERROR, 'the last', traceNumber);
    const { recorder, records } = processor.stats();
    expect(recorder).toMatchObject({ held: 0, heldBytes: 0, traces: 0 });
    expect(records.received).toBe(records.passed + (records.dropped['recorder'] ?? 0));
  });
});

describe('what is recorded is clean', () => {
  test('redacted when it is taken, as a copy: what becomes of the record later does not show', () => {
    const user = { mail: ADDRESS, roles: ['reader'] };
    const { log, records, seenAfter } = recording({ attributes: { team: ADDRESS } });
    log(DEBUG, { user, text: `for ${ADDRESS}` }, undefined, { [ADDRESS]: 1, user });
    user.roles.push('admin');
    // A processor after ours gets the record clean, too; what it does to it stays there.
    const [after] = seenAfter();
    expect(JSON.stringify([after?.body, after?.attributes])).not.toContain(ADDRESS);
    for (const attributes of [after?.attributes]) Object.assign(attributes ?? {}, { later: ADDRESS });
    log(ERROR, 'error');
    expect(records[0]).toMatchObject({
      body: { user: { mail: '[EMAIL]', roles: ['reader'] }, text: 'for [EMAIL]' },
      attributes: {
        '[EMAIL]': 1,
        user: { mail: '[EMAIL]', roles: ['reader'] },
        team: '[EMAIL]',
        'laketrace.recorded': true,
      },
    });
    expect(Object.keys(records[0]?.attributes ?? {})).toHaveLength(4);
  });

  test.each([false, true])('held as a copy without redaction, too; isolate: %s', (isolate) => {
    const user = { roles: ['reader'] };
    const { log, records, seenAfter } = recording({ redaction: false, isolate });
    log(DEBUG, { user }, undefined, { user });
    user.roles.push('admin');
    Object.assign(seenAfter()[0]?.attributes ?? {}, { later: 1 });
    log(ERROR, 'error');
    const copied = { user: { roles: ['reader'] } };
    expect(records[0]).toMatchObject({ body: copied, attributes: { ...copied, 'laketrace.recorded': true } });
    expect(records[0]?.attributes).not.toHaveProperty('later');
  });

  test('nothing raw is held: the redactor has seen it before anything was written', () => {
    const { log, processor, bodies } = recording();
    log(DEBUG, `for ${ADDRESS}`);
    expect([processor.stats().redactions?.['EMAIL'], bodies()]).toEqual([1, []]);
  });

  test('allow-listed, with the platform and the fields of its context', () => {
    const { log, records } = recording({ allowAttributes: { allow: ['job'], strict: true }, onError: () => undefined });
    contextualize({ job: 'load', other: 1 }, () => log(DEBUG, 'debug', undefined, { mine: 1 }));
    log(ERROR, 'error');
    expect(records[0]?.attributes).toEqual({ job: 'load', 'laketrace.recorded': true });
    expect(records[0]?.resource).toBe(records[1]?.resource);
  });

  test.each([true, false])('isolate: %s', (isolate) => {
    const { log, records, seenAfter } = recording({ isolate });
    log(DEBUG, `for ${ADDRESS}`);
    log(ERROR, 'error');
    expect(records[0]?.body).toBe('for [EMAIL]');
    expect(seenAfter()[0]).toMatchObject({ body: isolate ? `for ${ADDRESS}` : 'for [EMAIL]', attributes: {} });
  });

  test('a leak guard and ids are for what leaves', () => {
    const { log, records, processor } = recording({
      recordId: true,
      leakGuard: { maxRecordSize: '1 KB', action: 'drop' },
      onError: () => undefined,
    });
    log(DEBUG, 'small');
    log(DEBUG, 'x'.repeat(5000));
    expect(processor.stats().records.dropped).toEqual({});
    log(ERROR, 'error');
    expect(records.map(({ body }) => body)).toEqual(['small', 'error']);
    const [first, second] = records.map(({ attributes }) => String(attributes['log.record.uid']));
    expect(first).toMatch(/^[0-9A-Z]{26}$/);
    expect([first, second].toSorted()).toEqual([first, second]);
    expect(processor.stats().records.dropped).toEqual({ 'leak-guard': 1 });
  });
});

describe('filters', () => {
  test('judge a record by its content when it is recorded, as the application made it', () => {
    const { log, bodies, processor } = recording({ filter: ({ body }) => !String(body).includes(ADDRESS) });
    log(DEBUG, `for ${ADDRESS}`);
    log(DEBUG, 'for nobody');
    log(ERROR, 'error');
    expect(bodies()).toEqual(['for nobody', 'error']);
    expect(processor.stats().records.dropped).toEqual({ filter: 1 });
  });

  test.each([
    ['a rate limit', [filters.rateLimit(2, 'hour')]],
    [
      'a combination with one',
      [
        filters.all(
          filters.rateLimit(2, 'hour'),
          filters.any(filters.dedupe('1 h'), () => true),
        ),
      ],
    ],
  ])('%s is not used up by what is recorded, nor holds it back', (_, filter) => {
    const { log, bodies } = recording({ filter });
    for (let i = 0; i < 10; i++) log(DEBUG, 'the same');
    log(INFO, 'info');
    log(ERROR, 'error');
    log(ERROR, 'one too many');
    expect(bodies()).toEqual(['info', ...Array.from({ length: 10 }, () => 'the same'), 'error']);
  });

  test('the content of a combination is asked all the same', () => {
    const isWanted = ({ body }: ReadableLogRecord) => body !== 'unwanted';
    const { log, bodies } = recording({ filter: filters.all(filters.rateLimit(100, 'hour'), isWanted) });
    log(DEBUG, 'unwanted');
    log(DEBUG, 'wanted');
    log(ERROR, 'error');
    expect(bodies()).toEqual(['wanted', 'error']);
  });

  test('the conditions of a sink hold for what is written by a trigger', () => {
    const { records: alarms, sink: alarm } = collector();
    const { records: all, sink } = collector();
    const { log } = recording({
      sinks: [
        { sink: alarm, minimumSeverity: 'ERROR' },
        { sink, filter: ({ body }) => body !== 'not here' },
      ],
    });
    log(DEBUG, 'debug');
    log(DEBUG, 'not here');
    log(ERROR, 'error');
    expect(alarms.map(({ body }) => body)).toEqual(['error']);
    expect(all.map(({ body }) => body)).toEqual(['debug', 'error']);
  });
});

describe('around it', () => {
  test('enabled() says yes from the level of the recorder on, until the shutdown', async () => {
    const { processor } = setUp({ sinks: [() => undefined], recorder: { level: 3 }, minimumSeverity: 'ERROR' });
    const ask = (severityNumber: number) =>
      processor.enabled({ context: {} as never, instrumentationScope: { name: 'x' }, severityNumber });
    expect([2, 3, 16, 17].map(ask)).toEqual([false, true, true, true]);
    processor.setMinimumSeverity('TRACE', 'x');
    expect(ask(2)).toBe(true);
    await processor.shutdown();
    expect(ask(17)).toBe(false);
  });

  test('what nothing has triggered is forgotten by a shutdown, not by a flush, and counted as not severe enough', async () => {
    const { log, processor, bodies } = recording();
    log(DEBUG, 'debug');
    await processor.forceFlush();
    expect(processor.stats().recorder?.held).toBe(1);
    await processor.shutdown();
    expect(bodies()).toEqual([]);
    expect(processor.stats()).toMatchObject({
      records: { received: 1, passed: 0, dropped: { severity: 1 } },
      recorder: { held: 0, heldBytes: 0, written: 0, dropped: 0 },
    });
  });

  test('without it nothing is recorded, and there are no figures of it', () => {
    const { log, bodies, processor } = recording({ recorder: false });
    log(DEBUG, 'debug');
    log(ERROR, 'error');
    expect([bodies(), processor.stats().recorder]).toEqual([['error'], undefined]);
  });

  test('a sink that logs while it is written brings nothing out of order, and does not write it twice', () => {
    const seen: unknown[] = [];
    const { logger } = setUp({
      recorder: true,
      sinks: [
        ({ body }) => {
          seen.push(body);
          if (body === 'one') logger.emit({ severityNumber: DEBUG, body: 'debug of a sink' });
          if (body === 'two') logger.emit({ severityNumber: ERROR, body: 'error of a sink' });
        },
      ],
      onError: () => undefined,
    });
    for (const body of ['one', 'two', 'three']) logger.emit({ severityNumber: DEBUG, body });
    logger.emit({ severityNumber: ERROR, body: 'error' });
    // What a sink logs of itself does not come back to it.
    expect(seen.filter((body) => !String(body).endsWith('of a sink'))).toEqual(['one', 'two', 'three', 'error']);
    expect(new Set(seen).size).toBe(seen.length);
  });

  test('many debug records cost no disk, and one error brings the context of its trace', async () => {
    const count = process.env['LAKETRACE_LONG'] === '1' ? 1_000_000 : 10_000;
    const directory = temporaryDirectory();
    const { log, processor, bodies } = recording({ file: { directory, name: 'app' } });
    for (let i = 0; i < count; i++) log(DEBUG, `step ${i} of the pipeline`, i % 100);
    await processor.forceFlush();
    expect(namesIn(directory)).toEqual([]);
    expect(processor.stats().recorder?.heldBytes).toBeLessThanOrEqual(4 * 1024 * 1024);
    log(ERROR, 'error', 42);
    const own = bodies().slice(0, -1) as string[];
    expect(own.length).toBeGreaterThan(10);
    expect(own.length).toBeLessThanOrEqual(1000);
    expect(own).toEqual(own.map((_, i) => `step ${count - 58 - (own.length - 1 - i) * 100} of the pipeline`));
    await processor.forceFlush();
    expect(namesIn(directory)).toContain('app.jsonl');
  });
});

describe('what is refused', () => {
  test.each<[unknown, string]>([
    ['DEBUG', 'recorder: a text is not accepted; accepted is options, true or false'],
    [{ levle: 'DEBUG' }, 'recorder.levle: there is no such option; did you mean level?'],
    [{ maxRecords: 10 }, 'recorder.maxRecords: there is no such option; did you mean records?'],
    [{ level: 'LOUD' }, 'recorder.level: "LOUD" is not accepted; accepted is a level name'],
    [
      { level: 'ERROR' },
      'recorder.trigger: "ERROR" is not accepted; accepted is a severity above that of recorder.level',
    ],
    [{ records: 0 }, 'recorder.records: 0 is not accepted; accepted is a whole number from 1 to 10000000'],
    [{ records: '1000' }, 'recorder.records: "1000" is not accepted'],
    [{ traces: 1.5 }, 'recorder.traces: 1.5 is not accepted'],
    [{ bytes: '4M' }, 'recorder.bytes: "4M" is not accepted; accepted is a size'],
    [{ by: 'span' }, "recorder.by: \"span\" is not accepted; accepted is 'trace' or 'process'"],
  ])('%j', (recorder, message) => {
    expect(() => setUp({ recorder: recorder as never })).toThrow(message);
  });
});
