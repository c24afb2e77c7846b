// What an emit costs on its way to whoever reads the record later: the batch path, an exporter, a function.
import { LoggerProvider, type LogRecordExporter } from '@opentelemetry/sdk-logs';
import { LakeTraceLogRecordProcessor, type LakeTraceLogRecordProcessorOptions } from '../../src/index.ts';

const RECORDS = 1000;
/** The best of many short rounds: what else runs on the machine then counts little. */
const ROUNDS = 300;

const nothing: LogRecordExporter = {
  export: (_, done) => done({ code: 0 }),
  forceFlush: () => Promise.resolve(),
  shutdown: () => Promise.resolve(),
};

const WAYS: Readonly<Record<string, LakeTraceLogRecordProcessorOptions>> = {
  batch: { batch: { exporter: nothing } },
  exporter: { sinks: [nothing] },
  function: { sinks: [() => undefined] },
};

const flat = {
  body: 'order accepted for shipping',
  severityNumber: 9,
  attributes: { 'order.id': 12_345, region: 'eu-west-1', 'http.route': '/orders/{id}', ok: true, ms: 12.5 },
};
const nested = {
  ...flat,
  body: { message: 'order accepted', items: [{ id: 1 }, { id: 2 }], user: { id: 7, tags: ['x', 'y'] } },
};

/** Microseconds an emit, by what the record holds and where it goes. */
export async function run(): Promise<Record<string, Record<string, number>>> {
  const results: Record<string, Record<string, number>> = {};
  for (const [shape, record] of Object.entries({ flat, nested })) {
    for (const redaction of [false, true]) {
      const row: Record<string, number> = {};
      for (const [way, options] of Object.entries(WAYS))
        row[way] = await microseconds(record, { ...options, redaction });
      results[`${shape}, redaction ${redaction ? 'on' : 'off'}`] = row;
    }
  }
  return results;
}

async function microseconds(record: object, options: LakeTraceLogRecordProcessorOptions): Promise<number> {
  const processor = new LakeTraceLogRecordProcessor({ file: false, resource: false, ...options });
  const logger = new LoggerProvider({ processors: [processor] }).getLogger('bench');
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    for (let i = 0; i < RECORDS; i++) logger.emit(record);
    best = Math.min(best, ((performance.now() - start) * 1000) / RECORDS);
    await processor.forceFlush();
  }
  await processor.shutdown();
  return Math.round(best * 100) / 100;
}
