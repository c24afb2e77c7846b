// Reads the log files back with nothing but Node, and says what is in them.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

interface FileSummary {
  readonly name: string;
  /** Bytes on the disk. */
  readonly bytes: number;
  /** Bytes before compression. */
  readonly content: number;
  readonly records: number;
}

/** What the log files hold. */
export interface LogSummary {
  readonly files: readonly FileSummary[];
  readonly records: number;
  readonly bySeverity: ReadonlyMap<string, number>;
}

interface LogRecord {
  readonly severityText?: string;
  readonly body: { readonly stringValue: string };
  readonly attributes: readonly { readonly key: string; readonly value: { readonly stringValue: string } }[];
}

interface LogsData {
  readonly resourceLogs: { readonly scopeLogs: { readonly logRecords: LogRecord[] }[] }[];
}

/** The names of the log files: what begins with a dot is a lock, or the journal of the uploads. */
function logsIn(directory: string): string[] {
  return readdirSync(directory)
    .filter((name) => !name.startsWith('.'))
    .sort();
}

/** Reads every line of every file. */
export function readLogs(directory: string): LogSummary {
  const bySeverity = new Map<string, number>();
  const files = logsIn(directory).map((name) => {
    const path = join(directory, name);
    const bytes = readFileSync(path);
    const content = name.endsWith('.gz') ? gunzipSync(bytes) : bytes;
    let records = 0;
    for (const line of content.toString().trimEnd().split('\n')) {
      for (const { scopeLogs } of (JSON.parse(line) as LogsData).resourceLogs) {
        for (const { severityText = 'none' } of scopeLogs.flatMap(({ logRecords }) => logRecords)) {
          records++;
          bySeverity.set(severityText, (bySeverity.get(severityText) ?? 0) + 1);
        }
      }
    }
    return { name, bytes: statSync(path).size, content: content.length, records };
  });
  return { files, records: files.reduce((sum, file) => sum + file.records, 0), bySeverity };
}

function number(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** The first record that was written, with its texts: names of files sort by time, and the active one is the last. */
export function firstRecord(directory: string): { readonly message: string; readonly fields: Record<string, string> } {
  const [name = ''] = logsIn(directory);
  const bytes = readFileSync(join(directory, name));
  const [line = ''] = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString().split('\n', 1);
  const record = (JSON.parse(line) as LogsData).resourceLogs[0]?.scopeLogs[0]?.logRecords[0];
  if (record === undefined) throw new Error(`${name} has no record in its first line`);
  const { body, attributes } = record;
  const texts = attributes.filter(({ key }) => key !== 'run.id').map(({ key, value }) => [key, value.stringValue]);
  return { message: body.stringValue, fields: Object.fromEntries(texts) };
}

/** Prints what a person wants to know of the files. */
export function printSummary({ files, bySeverity }: LogSummary): void {
  console.log('\nRecords by severity');
  for (const [severity, count] of [...bySeverity].sort(([, a], [, b]) => b - a)) {
    console.log(`  ${severity.padEnd(9)}${number(count).padStart(9)}`);
  }
  console.log('\nFiles');
  const width = Math.max(...files.map(({ name }) => name.length));
  for (const { name, bytes, content, records } of files) {
    const ratio = bytes === content ? '' : `  ${(content / bytes).toFixed(1)}:1`;
    console.log(
      `  ${name.padEnd(width)}${number(records).padStart(8)} records${number(bytes).padStart(11)} bytes${ratio}`,
    );
  }
}
