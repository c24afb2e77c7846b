// What encoding costs: otlpJson() against the SDK's own JsonLogsSerializer, in one run, as ratios.
import { JsonLogsSerializer } from '@opentelemetry/otlp-transformer';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider, type ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { otlpJson } from '../../src/format/otlp-json.ts';

/** Nanoseconds a record, the best of all rounds. */
export interface OtlpJsonTimes {
  /** `otlpJson()`, lines of about 64 KB, up to their bytes. */
  readonly chunks: number;
  /** The SDK's serializer in batches of 512. */
  readonly sdkBatches: number;
  /** `otlpJson()`, one record a line. */
  readonly single: number;
  /** The SDK's serializer, one record a line. */
  readonly sdkSingle: number;
}

const RECORDS = 20_000;
const ROUNDS = 15;
const CHUNK_BYTES = 64 * 1024;
const BATCH = 512;
const TABLES = ['flights', 'weather', 'movies', 'airports'];

/** Measures all four ways, round by round in turn, so that a busy machine slows all of them alike. */
export function run(): OtlpJsonTimes {
  const records = emitRecords();
  const ways = {
    chunks: () => encodeLines(records, CHUNK_BYTES),
    sdkBatches: () => encodeWithSdk(records, BATCH),
    single: () => encodeLines(records, 1),
    sdkSingle: () => encodeWithSdk(records, 1),
  };
  const best = {
    chunks: Number.POSITIVE_INFINITY,
    sdkBatches: Number.POSITIVE_INFINITY,
    single: Number.POSITIVE_INFINITY,
    sdkSingle: Number.POSITIVE_INFINITY,
  };
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of Object.keys(ways) as (keyof typeof ways)[]) {
      const start = process.hrtime.bigint();
      ways[name]();
      best[name] = Math.min(best[name], Number(process.hrtime.bigint() - start) / records.length);
    }
  }
  return best;
}

/** Six attributes and a body of 83 characters, as an ETL job logs, through the SDK. */
function emitRecords(): ReadableLogRecord[] {
  const records: ReadableLogRecord[] = [];
  const resource = defaultResource().merge(
    resourceFromAttributes({ 'service.name': 'etl', 'host.name': 'worker-1', 'process.pid': 123, 'os.type': 'linux' }),
  );
  const provider = new LoggerProvider({
    resource,
    processors: [
      {
        onEmit: (record) => void records.push(record),
        forceFlush: () => Promise.resolve(),
        shutdown: () => Promise.resolve(),
      },
    ],
  });
  const logger = provider.getLogger('bench', '1.0.0');
  for (let i = 0; i < RECORDS; i++) {
    const table = TABLES[i % TABLES.length] ?? '';
    logger.emit({
      severityNumber: 9,
      severityText: 'INFO',
      body: `Loaded ${table} batch ${i} into the bronze layer; all of its rows were validated and written to disk`.slice(
        0,
        83,
      ),
      attributes: {
        'table.name': table,
        'batch.id': i,
        'rows.read': (i * 37) % 5000,
        'duration.ms': (i * 1.37) % 900,
        'job.step': 'extract-load',
        'is.retry': i % 7 === 0,
      },
    });
  }
  return records;
}

function encodeLines(records: readonly ReadableLogRecord[], maxBytes: number): void {
  const encoder = otlpJson().createEncoder();
  for (const record of records) {
    const growth = encoder.stage(record);
    if (encoder.pendingBytes > 0 && encoder.pendingBytes + growth > maxBytes) encoder.take();
    encoder.commit();
  }
  encoder.take();
}

function encodeWithSdk(records: readonly ReadableLogRecord[], batch: number): void {
  for (let i = 0; i < records.length; i += batch) {
    JsonLogsSerializer.serializeRequest(records.slice(i, i + batch));
  }
}

/** Prints them with the ratios. */
export function print(times: OtlpJsonTimes): void {
  const row = (name: string, ours: number, theirs: number): string =>
    `${name.padEnd(30)}${ours.toFixed(0).padStart(10)}${theirs.toFixed(0).padStart(10)}${(theirs / ours).toFixed(2).padStart(10)}`;
  console.log(`${'ns a record'.padEnd(30)}${'otlpJson'.padStart(10)}${'SDK'.padStart(10)}${'SDK/ours'.padStart(10)}`);
  console.log(row('64 KB lines / batches of 512', times.chunks, times.sdkBatches));
  console.log(row('one record a line', times.single, times.sdkSingle));
}
