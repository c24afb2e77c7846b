// What encoding costs: otlpJson() against the SDK's own JsonLogsSerializer, in one run, as ratios.
import { JsonLogsSerializer } from '@opentelemetry/otlp-transformer';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { otlpJson } from '../../src/format/otlp-json.ts';
import { etlRecords } from './etl-records.ts';

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

/** Measures all four ways, round by round in turn, so that a busy machine slows all of them alike. */
export function run(): OtlpJsonTimes {
  const resource = defaultResource().merge(
    resourceFromAttributes({ 'service.name': 'etl', 'host.name': 'worker-1', 'process.pid': 123, 'os.type': 'linux' }),
  );
  const records = etlRecords(RECORDS, resource);
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
