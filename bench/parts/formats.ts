// What each format costs a record, and what the look at the stack of `callSite: true` adds, in one run.
import { fileURLToPath } from 'node:url';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { ecs } from '../../src/format/ecs.ts';
import { flatJson } from '../../src/format/flat-json.ts';
import type { LogRecordFormat } from '../../src/format/format.ts';
import { logfmt } from '../../src/format/logfmt.ts';
import { otlpJson } from '../../src/format/otlp-json.ts';
import { prettyText } from '../../src/format/pretty-text.ts';
import { template, text } from '../../src/format/template.ts';
import { etlRecords } from './etl-records.ts';

/** A format's cost. */
export interface FormatTime {
  readonly name: string;
  /** Up to bytes, in chunks of 64 KB, the best of all rounds. */
  readonly nanoseconds: number;
  /** Bytes a record, all told. */
  readonly bytes: number;
}

const RECORDS = 10_000;
const ROUNDS = 15;
const CHUNK_BYTES = 64 * 1024;

const FORMATS: Readonly<Record<string, LogRecordFormat>> = {
  'otlpJson()': otlpJson(),
  'flatJson()': flatJson(),
  'flatJson({ serialize: true })': flatJson({ serialize: true }),
  'the same, callSite: true': flatJson({ serialize: true, callSite: true }),
  'text()': text(),
  "text({ timeZone: 'Europe/Berlin' })": text({ timeZone: 'Europe/Berlin' }),
  'template, three fields': template('{timestamp:HH:mm:ss.SSS} {level:<8} {message}'),
  'logfmt()': logfmt(),
  'ecs()': ecs(),
  'the console on a terminal': prettyText({ colors: true, timeZone: 'local', sanitize: true }),
};

/** Measures all formats, round by round in turn, so that a busy machine slows all of them alike. */
export function run(): FormatTime[] {
  const resource = resourceFromAttributes({ 'service.name': 'etl', 'host.name': 'worker-1', 'process.pid': 123 });
  const records = etlRecords(RECORDS, resource);
  const names = Object.keys(FORMATS);
  const best = new Map(names.map((name) => [name, Number.POSITIVE_INFINITY]));
  const bytes = new Map<string, number>();
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of names) {
      const start = process.hrtime.bigint();
      bytes.set(name, encode(records, FORMATS[name] as LogRecordFormat));
      const each = Number(process.hrtime.bigint() - start) / records.length;
      best.set(name, Math.min(best.get(name) ?? each, each));
    }
  }
  return names.map((name) => ({
    name,
    nanoseconds: best.get(name) ?? 0,
    bytes: (bytes.get(name) ?? 0) / records.length,
  }));
}

function encode(records: readonly ReadableLogRecord[], format: LogRecordFormat): number {
  const encoder = format.createEncoder();
  let bytes = 0;
  for (const record of records) {
    const growth = encoder.stage(record);
    if (encoder.pendingBytes > 0 && encoder.pendingBytes + growth > CHUNK_BYTES) bytes += encoder.take().length;
    encoder.commit();
  }
  return bytes + encoder.take().length;
}

/** Prints them, as ratios to the default of files too. */
export function print(times: readonly FormatTime[]): void {
  const [first] = times;
  console.log(`${'a record'.padEnd(40)}${'ns'.padStart(8)}${'bytes'.padStart(8)}${'/ otlp'.padStart(8)}`);
  for (const { name, nanoseconds, bytes } of times) {
    const ratio = (nanoseconds / (first?.nanoseconds ?? 1)).toFixed(2);
    console.log(
      `${name.padEnd(40)}${nanoseconds.toFixed(0).padStart(8)}${bytes.toFixed(0).padStart(8)}${ratio.padStart(8)}`,
    );
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) print(run());
