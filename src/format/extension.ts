// What the extension of a file says of its format, and a format under another extension.
import type { LogRecordFormat } from './format.ts';

const JSON_EXTENSIONS: readonly string[] = ['.jsonl', '.ndjson', '.json'];

/** Whether every line of a format is JSON: one of ours, or one whose files are named so. */
export function isJson({ name, extension }: Pick<LogRecordFormat, 'name' | 'extension'>): boolean {
  return name === 'otlp-json' || JSON_EXTENSIONS.includes(extension);
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
  };
}
