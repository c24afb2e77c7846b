// The logs that the benches of reading read, made of records of an ETL job.
import { appendFileSync, writeFileSync } from 'node:fs';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { flatJson } from '../../src/format/flat-json.ts';
import type { LogRecordFormat } from '../../src/format/format.ts';
import { otlpJson } from '../../src/format/otlp-json.ts';
import { etlRecords } from '../parts/etl-records.ts';

const RECORDS = 20_000;
/** A record, and what it says instead in the first copy of all: what is looked for. */
const REPLACED = 'batch 17777 into';
export const WANTED: string = 'batch needle-17777 into';

/** A log of one format. */
export interface Case {
  readonly name: string;
  readonly format: LogRecordFormat;
  /** Of one line. */
  readonly records: number;
}

export const CASES: readonly Case[] = [
  { name: 'OTLP/JSON, a record a line', format: otlpJson(), records: 1 },
  { name: 'OTLP/JSON, 100 records a line', format: otlpJson(), records: 100 },
  { name: 'flat JSON', format: flatJson(), records: 1 },
  {
    name: 'flat JSON, four fields',
    format: flatJson({ fields: ['timestamp', 'level', 'message', 'logger_name'] }),
    records: 1,
  },
];

/** Writes as many bytes, or some more. */
export function writeLines(path: string, { format, records }: Case, bytes: number): void {
  const resource = resourceFromAttributes({ 'service.name': 'etl', 'host.name': 'worker-1', 'process.pid': 123 });
  const encoder = format.createEncoder();
  const chunks: Uint8Array[] = [];
  for (const [index, record] of etlRecords(RECORDS, resource).entries()) {
    encoder.stage(record);
    encoder.commit();
    if (index % records === records - 1) chunks.push(encoder.take());
  }
  const block = Buffer.concat(chunks);
  writeFileSync(path, block.toString('latin1').replace(REPLACED, WANTED), 'latin1');
  for (let written = block.length; written < bytes; written += block.length) appendFileSync(path, block);
}
