// Whoever reads a record later than its emit reads it as LakeTrace handed it on: what a processor registered after it adds, and what
// the application does to its values, is not there.
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  InMemoryLogRecordExporter,
  LoggerProvider,
  type LogRecordExporter,
  type LogRecordProcessor,
  type ReadableLogRecord,
  type ReadWriteLogRecord,
} from '@opentelemetry/sdk-logs';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { LakeTraceLogRecordProcessorOptions } from '../../../src/processor/processor-options.ts';
import { NOWHERE, ProcessorIn } from '../provider.ts';

const SECRET = ['Blue', '-Fjord-', '77'].join('');

/** Registered after LakeTrace: adds to the record, and changes what is nested in it. */
class Enricher implements LogRecordProcessor {
  onEmit(record: ReadWriteLogRecord): void {
    record.setAttribute('db.password', SECRET);
    record.attributes['late'] = SECRET;
    record.setEventName(SECRET);
    record.setSeverityText(SECRET);
    const { user, tags, bytes } = record.attributes as { user: { name: unknown }; tags: unknown[]; bytes: Uint8Array };
    user.name = SECRET;
    tags.push(SECRET);
    Buffer.from(SECRET).copy(bytes);
    const body = record.body as {
      items: unknown[];
      deep: { map: Map<unknown, unknown>; set: Set<unknown>; error: Error };
    };
    body.items[0] = SECRET;
    body.deep.map.set('k', SECRET);
    body.deep.set.add(SECRET);
    body.deep.error.message = SECRET;
    (body as Record<string, unknown>)['added'] = SECRET;
  }
  forceFlush = async () => undefined;
  shutdown = async () => undefined;
}

/** Everything that can be read of a value, as text. */
function shown(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (part instanceof Map) return [...part];
    if (part instanceof Set) return [...part];
    if (part instanceof Error) return `${part.name} ${part.message} ${part.stack}`;
    if (part instanceof Uint8Array || Buffer.isBuffer(part)) return Buffer.from(part).toString('latin1');
    if (typeof part === 'object' && part !== null && (part as { type?: string }).type === 'Buffer') {
      return Buffer.from((part as { data: number[] }).data).toString('latin1');
    }
    return part;
  });
}

const read = ({ body, attributes, eventName, severityText }: ReadableLogRecord) =>
  shown([body, attributes, eventName, severityText]);

/** Emits one record with mutable values of every kind, has them changed, and returns what a reader then sees. */
async function readBy(options: LakeTraceLogRecordProcessorOptions, records: () => readonly ReadableLogRecord[]) {
  const processor = new ProcessorIn({ file: false, ...options }, NOWHERE);
  const provider = new LoggerProvider({ processors: [processor, new Enricher()] });
  onTestFinished(() => provider.shutdown());
  const body = {
    items: ['one'],
    deep: { map: new Map<unknown, unknown>([['k', 'v']]), set: new Set<unknown>(['s']), error: new Error('broken') },
  };
  const attributes = { user: { name: 'jo' }, tags: ['a'], bytes: new Uint8Array(32), count: 1 };
  provider.getLogger('test').emit({ body, attributes, eventName: 'event', severityText: 'INFO' } as never);
  // The application continues with its own objects.
  body.items.push(SECRET);
  body.deep.map.set('later', SECRET);
  attributes.user.name = SECRET;
  attributes.bytes.set(Buffer.from(SECRET));
  await processor.forceFlush();
  const seen = records();
  expect(seen).toHaveLength(1);
  return read(seen[0] as ReadableLogRecord);
}

/** Answers only after the turn in which it was called, with what it has then. */
class LateExporter extends InMemoryLogRecordExporter {
  override export(records: ReadableLogRecord[], done: Parameters<LogRecordExporter['export']>[1]): void {
    setTimeout(() => super.export(records, done), 5);
  }
}

const pending = () =>
  resourceFromAttributes({ 'host.id': new Promise<string>((resolve) => setTimeout(resolve, 20, 'late')) as never });

describe.each<[string, LakeTraceLogRecordProcessorOptions]>([
  ['', {}],
  [', isolated', { isolate: true }],
  [', without redaction', { redaction: false }],
  [', of allowed attributes', { redaction: { allow: ['user', 'tags', 'bytes', 'items', 'deep'] } }],
])('later changes do not reach%s', (_, options) => {
  test('the batch path', async () => {
    const exporter = new InMemoryLogRecordExporter();
    const text = await readBy({ ...options, batch: { exporter } }, () => exporter.getFinishedLogRecords());
    expect(text).not.toContain(SECRET);
    expect(text).toContain('jo');
    expect(text).toContain('broken');
  });

  test('an exporter that keeps records, or answers later', async () => {
    const [kept, late] = [new InMemoryLogRecordExporter(), new LateExporter()];
    const text = await readBy({ ...options, sinks: [kept] }, () => kept.getFinishedLogRecords());
    expect(text).not.toContain(SECRET);
    const lateText = await readBy({ ...options, sinks: [late] }, () => late.getFinishedLogRecords());
    expect(lateText).not.toContain(SECRET);
  });

  test('a function that keeps the record', async () => {
    const kept: ReadableLogRecord[] = [];
    const text = await readBy({ ...options, sinks: [(record) => kept.push(record)] }, () => kept);
    expect(text).not.toContain(SECRET);
  });

  test('records that wait for attributes of their resource', async () => {
    const lines: string[] = [];
    const processor = new ProcessorIn(
      { file: false, ...options, sinks: [(record) => lines.push(read(record))] },
      NOWHERE,
    );
    const provider = new LoggerProvider({ resource: pending(), processors: [processor, new Enricher()] });
    onTestFinished(() => provider.shutdown());
    const body = { items: ['one'], deep: { map: new Map(), set: new Set(), error: new Error('broken') } };
    const attributes = { user: { name: 'jo' }, tags: ['a'], bytes: new Uint8Array(32) };
    provider.getLogger('test').emit({ body, attributes, eventName: 'event' } as never);
    await processor.forceFlush();
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toContain(SECRET);
  });
});

test('one reader that changes its record changes no other', async () => {
  const exporter = new InMemoryLogRecordExporter();
  const spoil = (record: ReadableLogRecord) => {
    record.attributes['added'] = SECRET;
    (record.attributes['user'] as { name: string }).name = SECRET;
  };
  const text = await readBy({ sinks: [spoil], batch: { exporter } }, () => exporter.getFinishedLogRecords());
  expect(text).not.toContain(SECRET);
});

test('values that hold themselves, are deep, or cannot be read are copied as far as formats show them', async () => {
  const exporter = new InMemoryLogRecordExporter();
  const processor = new ProcessorIn({ file: false, redaction: false, batch: { exporter } }, NOWHERE);
  const provider = new LoggerProvider({ processors: [processor] });
  onTestFinished(() => provider.shutdown());
  const logger = provider.getLogger('test');
  const self: Record<string, unknown> = { name: 'self' };
  for (let i = 0; i < 20; i++) self[`again${i}`] = self;
  let deep: unknown = 'bottom';
  for (let i = 0; i < 10_000; i++) deep = [deep];
  const throwing = Object.defineProperty({}, 'x', {
    get: () => {
      throw new Error('no');
    },
    enumerable: true,
  });
  const proxy = new Proxy(
    {},
    {
      ownKeys: () => {
        throw new Error('no');
      },
    },
  );
  const wide = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`key${i}`, i]));
  const shown = { toJSON: () => ({ shown: true }), hidden: true };
  for (const body of [self, deep, throwing, proxy, wide, shown, new Date(0), /x/, 5n, new Float64Array([1.5])]) {
    logger.emit({ body } as never);
  }
  await processor.forceFlush();
  const bodies: unknown[] = exporter.getFinishedLogRecords().map((record) => record.body);
  expect(bodies).toHaveLength(10);
  const copied = bodies[0] as Record<string, unknown>;
  expect(copied['again3']).toBe(copied);
  expect(bodies[2]).toEqual({ x: '[Unreadable]' });
  expect(bodies[3]).toBe('[Unreadable]');
  expect(bodies[4]).toEqual(wide);
  expect(bodies[5]).toEqual({ shown: true });
  expect(bodies.slice(6)).toEqual([new Date(0), '/x/', 5n, new Float64Array([1.5])]);
});
