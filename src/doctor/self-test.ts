// Writes a log as a program does, has it rotated and compressed, and reads it back.
import { readdir } from 'node:fs/promises';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { RotatingFileLogRecordExporter } from '../file/rotating-file-log-record-exporter.ts';
import { messageOf } from '../foreign/shape.ts';
import { readLogRecords } from '../read/read-log-records.ts';
import { type CheckResult, failed, ok } from './check.ts';

const NAME = 'self-test';
const RECORDS = 100;
const REMEDY = 'look at the checks above; where they are all well, this is worth an issue';

/** Formats read nothing else of a resource. */
const RESOURCE = { attributes: { 'service.name': 'doctor' } } as unknown as ReadableLogRecord['resource'];

/** @param directory an empty one that may be written in */
export async function checkSelf(directory: string): Promise<CheckResult> {
  const errors: string[] = [];
  try {
    const exporter = new RotatingFileLogRecordExporter({
      directory,
      name: 'doctor',
      rotation: '4 KB',
      compression: 'gzip',
      onError: (error) => errors.push(error.message),
    });
    for (let number = 0; number < RECORDS; number++) exporter.append(recordOf(number));
    await exporter.shutdown();
    const archives = (await readdir(directory)).filter((name) => name.endsWith('.gz')).length;
    const bodies = new Set<unknown>();
    for await (const { body } of readLogRecords(directory)) bodies.add(body);
    const missing = Array.from({ length: RECORDS }, (_, number) => bodyOf(number)).filter((body) => !bodies.has(body));
    const [firstError] = errors;
    if (firstError !== undefined) return failed(NAME, firstError, REMEDY);
    if (missing.length > 0)
      return failed(NAME, `${missing.length} of ${RECORDS} records could not be read back`, REMEDY);
    return ok(NAME, `${RECORDS} records were written, rotated, compressed to ${archives} archives, and read back`);
  } catch (error) {
    return failed(NAME, messageOf(error), REMEDY);
  }
}

function bodyOf(number: number): string {
  return `record ${number} of the self-test: ${'.'.repeat(100)}`;
}

function recordOf(number: number): ReadableLogRecord {
  const time: [number, number] = [1_750_000_000 + number, 0];
  return {
    hrTime: time,
    hrTimeObserved: time,
    severityNumber: 9,
    severityText: 'INFO',
    body: bodyOf(number),
    attributes: {},
    droppedAttributesCount: 0,
    resource: RESOURCE,
    instrumentationScope: { name: 'laketrace-doctor' },
  };
}
