// What the extension of a file says of its format, and a format under another extension or in another zone.
import type { LogRecordFormat } from './format.ts';

/** The names of our formats whose lines are JSON. */
const JSON_FORMATS: readonly string[] = ['otlp-json', 'json', 'ecs'];
const JSON_EXTENSIONS: readonly string[] = ['.jsonl', '.ndjson', '.json'];

/** Whether every line of a format is JSON: one of ours, or one whose files are named so. */
export function isJson({ name, extension }: Pick<LogRecordFormat, 'name' | 'extension'>): boolean {
  return JSON_FORMATS.includes(name) || JSON_EXTENSIONS.includes(extension);
}

/** The same format in files of another extension. */
export function withExtension(format: LogRecordFormat, extension: string): LogRecordFormat {
  return {
    name: format.name,
    extension,
    fileIdBytes: format.fileIdBytes,
    identify: (lines, fileId) => format.identify(lines, fileId),
    recognizes: (head) => format.recognizes(head),
    createEncoder: () => format.createEncoder(),
    ...(format.inTimeZone && { inTimeZone: (zone: string) => withExtension(inTimeZone(format, zone), extension) }),
  };
}

/** The format with its times in a zone, where it shows local times and was not given a zone itself. */
export function inTimeZone(format: LogRecordFormat, timeZone: string): LogRecordFormat {
  return format.inTimeZone?.(timeZone) ?? format;
}
