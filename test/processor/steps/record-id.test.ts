// `recordId: true`: each record has one id, the same for all who get it.
import { InMemoryLogRecordExporter, LoggerProvider } from '@opentelemetry/sdk-logs';
import { describe, expect, test } from 'vitest';
import { filters } from '../../../src/index.ts';
import { createRedactor } from '../../../src/redaction/index.ts';
import { textOf } from '../../support/log-directory.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { NOWHERE, ProcessorIn, setUp } from '../provider.ts';

const UID = 'log.record.uid';
const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;
const sinks = [() => undefined];

function idsOf(records: readonly { readonly attributes: object }[]): unknown[] {
  return records.map(({ attributes }) => (attributes as Record<string, unknown>)[UID]);
}

test('off, no record gets one', () => {
  const { logger, seenAfter } = setUp({ sinks });
  logger.emit({ body: 'one' });
  expect(seenAfter()[0]?.attributes).toEqual({});
});

test.each(['yes', 1, null])('%j is refused', (recordId) => {
  expect(() => setUp({ recordId: recordId as never })).toThrow(/recordId.*true or false/);
});

test('ids are ULIDs, in the order of the emits', () => {
  const { logger, seenAfter } = setUp({ sinks, recordId: true });
  for (let i = 0; i < 1000; i++) logger.emit({ body: i, timestamp: 1_000_000 - i });
  const ids = idsOf(seenAfter()) as string[];
  expect(ids.filter((id) => !ULID.test(id))).toEqual([]);
  expect(new Set(ids).size).toBe(1000);
  expect(ids.toSorted()).toEqual(ids);
});

test('files, sinks, the batch path and later processors get the same id', async () => {
  const directory = temporaryDirectory();
  const exporter = new InMemoryLogRecordExporter();
  const bySink: unknown[] = [];
  const { logger, processor, seenAfter } = setUp({
    file: { directory, name: 'app' },
    batch: { exporter },
    sinks: [(record) => void bySink.push(...idsOf([record]))],
    recordId: true,
  });
  for (const body of ['a', 'b', 'c']) logger.emit({ severityNumber: 9, body });
  await processor.forceFlush();
  const ids = idsOf(seenAfter());
  expect(new Set(ids).size).toBe(3);
  expect(bySink).toEqual(ids);
  expect(idsOf(exporter.getFinishedLogRecords())).toEqual(ids);
  const [file = ''] = await processor.finishedFiles();
  expect((await textOf(file)).match(/[0-7][0-9A-HJKMNP-TV-Z]{25}(?="\}\})/g)).toEqual(ids);
});

test('two processors give a record one id', () => {
  const first = new ProcessorIn({ file: false, sinks, recordId: true }, NOWHERE);
  const ids: unknown[] = [];
  const sink = (record: { readonly attributes: object }) => void ids.push(...idsOf([record]));
  const second = new ProcessorIn({ file: false, sinks: [sink], recordId: true }, NOWHERE);
  const seen: unknown[] = [];
  const between = {
    onEmit: (record: { readonly attributes: object }) => void seen.push(...idsOf([record])),
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  };
  const logger = new LoggerProvider({ processors: [first, between, second] }).getLogger('test');
  logger.emit({ body: 'one' });
  expect(seen).toEqual([expect.stringMatching(ULID)]);
  expect(ids).toEqual(seen);
});

describe('a record that has an id', () => {
  test.each(['3f1c-77', 7, '01ARZ3NDEKTSV4RRFFQ69G5FAV'])('%j keeps it', (id) => {
    const { logger, seenAfter } = setUp({ sinks, recordId: true });
    logger.emit({ body: 'one', attributes: { [UID]: id } });
    expect(idsOf(seenAfter())).toEqual([id]);
  });

  test.each(['', null, undefined])('%j is none', (id) => {
    const { logger, seenAfter } = setUp({ sinks, recordId: true });
    logger.emit({ body: 'one', attributes: { [UID]: id } as never });
    expect(idsOf(seenAfter())).toEqual([expect.stringMatching(ULID)]);
  });

  test('that the allow-list takes away gets another; ours needs no place in the list', () => {
    const options = { sinks, recordId: true, allowAttributes: { allow: ['rows'], strict: false } };
    const { logger, seenAfter } = setUp(options);
    logger.emit({ body: 'one', attributes: { [UID]: 'mine', rows: 1 } });
    logger.emit({ body: 'two', attributes: { rows: 2 } });
    expect(idsOf(seenAfter())).toEqual([expect.stringMatching(ULID), expect.stringMatching(ULID)]);
  });

  test('of the processor before keeps it: redaction sees nothing in ids', () => {
    const { logger, seenAfter } = setUp({ sinks, recordId: true });
    for (let i = 0; i < 20_000; i++) logger.emit({ body: 'x' });
    const redactor = createRedactor({ entities: 'all' });
    const changed = idsOf(seenAfter()).filter((id) => redactor.redactValue({ [UID]: id })[UID] !== id);
    expect(changed).toEqual([]);
  });
});

describe('nothing cuts an id', () => {
  test('not the limits of the provider', () => {
    const ids: unknown[] = [];
    const dropped: number[] = [];
    const sink = (record: { readonly attributes: object; readonly droppedAttributesCount: number }) => {
      ids.push(...idsOf([record]));
      dropped.push(record.droppedAttributesCount);
    };
    const processor = new ProcessorIn({ file: false, sinks: [sink], recordId: true }, NOWHERE);
    const logRecordLimits = { attributeCountLimit: 2, attributeValueLengthLimit: 5 };
    const logger = new LoggerProvider({ processors: [processor], logRecordLimits }).getLogger('test');
    logger.emit({ body: 'one', attributes: { a: 1, b: 2 } });
    logger.emit({ body: 'two', attributes: { a: 1, b: 2, c: 3 } });
    expect(ids).toEqual([expect.stringMatching(ULID), expect.stringMatching(ULID)]);
    // Only what the application's own attributes lost.
    expect(dropped).toEqual([0, 1]);
  });

  test('not the leak guard', () => {
    const { logger, seenAfter } = setUp({
      sinks,
      recordId: true,
      leakGuard: { maxRecordSize: 30, action: 'truncate' },
    });
    logger.emit({ body: 'x'.repeat(1000), attributes: { a: 'y'.repeat(100) } });
    expect(idsOf(seenAfter())).toEqual([expect.stringMatching(ULID)]);
  });
});

test('with isolate the application’s record has none', () => {
  const ids: unknown[] = [];
  const { logger, seenAfter } = setUp({
    sinks: [(record) => void ids.push(...idsOf([record]))],
    isolate: true,
    recordId: true,
  });
  logger.emit({ body: 'one' });
  expect(ids).toEqual([expect.stringMatching(ULID)]);
  expect(seenAfter()[0]?.attributes).toEqual({});
});

test('a record about dropped ones has an id of its own', async () => {
  const ids: unknown[] = [];
  const { logger, processor } = setUp({
    sinks: [(record) => void ids.push(...idsOf([record]))],
    filter: filters.dedupe('1 h'),
    recordId: true,
  });
  for (let i = 0; i < 3; i++) logger.emit({ body: 'again' });
  await processor.forceFlush();
  expect(ids).toEqual([expect.stringMatching(ULID), expect.stringMatching(ULID)]);
  expect(new Set(ids).size).toBe(2);
});
