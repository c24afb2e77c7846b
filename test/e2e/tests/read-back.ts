// Reads a log directory back with nothing but Node: gunzip and JSON.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** A record of an OTLP/JSON line. */
export interface OtlpRecord {
  readonly timeUnixNano: string;
  readonly severityNumber?: number;
  readonly severityText?: string;
  readonly body: { readonly stringValue?: string };
  readonly attributes: { readonly key: string; readonly value: Record<string, unknown> }[];
  readonly traceId?: string;
}

/** A file of the directory, its content unpacked. */
export interface LogFileContent {
  readonly name: string;
  readonly mode: number;
  /** Bytes before compression. */
  readonly size: number;
  readonly text: string;
  readonly records: readonly OtlpRecord[];
}

/** All files of a directory: the rotated ones in the order of their names, then the active one. */
export function readBack(directory: string): LogFileContent[] {
  // A live exporter keeps its lock in a hidden file.
  const names = readdirSync(directory).filter((name) => !name.startsWith('.'));
  const active = names.filter((name) => name === 'app.jsonl');
  return [...names.filter((name) => name !== 'app.jsonl').sort(), ...active].map((name) => {
    const path = join(directory, name);
    const bytes = readFileSync(path);
    const content = name.endsWith('.gz') ? gunzipSync(bytes) : bytes;
    const text = content.toString();
    return { name, mode: statSync(path).mode & 0o777, size: content.length, text, records: recordsIn(text) };
  });
}

/** The records in OTLP/JSON lines. */
export function recordsIn(text: string): OtlpRecord[] {
  const lines = text.split('\n');
  if (lines.pop() !== '') throw new Error('the last line is torn');
  return lines.flatMap((line) =>
    (JSON.parse(line) as { resourceLogs: { scopeLogs: { logRecords: OtlpRecord[] }[] }[] }).resourceLogs.flatMap(
      ({ scopeLogs }) => scopeLogs.flatMap(({ logRecords }) => logRecords),
    ),
  );
}

/** The bodies `record 0`, `record 1`, … */
export function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `record ${i}`);
}
