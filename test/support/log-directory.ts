// Reads a log directory back as its user would: names, and the bodies of the records in the files.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { codecOfFile } from '../../src/archive/codecs.ts';

/** All names in a directory, sorted. */
export function namesIn(directory: string): string[] {
  return readdirSync(directory).sort();
}

/** The text of a log file or archive, which `name` distinguishes. */
export async function textOf(path: string, name: string = path): Promise<string> {
  const bytes = readFileSync(path);
  const codec = codecOfFile(name);
  if (codec === undefined) return bytes.toString();
  const blocks: Buffer[] = [];
  for await (const block of Readable.from([bytes]).pipe(codec.createDecompressor())) blocks.push(block as Buffer);
  return Buffer.concat(blocks).toString();
}

interface OtlpLine {
  readonly resourceLogs: {
    readonly scopeLogs: { readonly logRecords: { readonly body: { readonly stringValue?: string } }[] }[];
  }[];
}

/** The bodies of the records in OTLP/JSON lines. */
export function bodiesIn(text: string): string[] {
  const lines = text.split('\n');
  if (lines.pop() !== '') throw new Error(`a torn last line: ${text.slice(-100)}`);
  return lines.flatMap((line) =>
    (JSON.parse(line) as OtlpLine).resourceLogs.flatMap(({ scopeLogs }) =>
      scopeLogs.flatMap(({ logRecords }) => logRecords.map(({ body }) => body.stringValue ?? '')),
    ),
  );
}

/** The bodies of all records in a directory's log files, in the order of the rotations, the active file last. */
export async function bodiesInDirectory(directory: string): Promise<string[]> {
  const files = namesIn(directory).filter(
    (name) => /\.jsonl(\.(gz|zst|bz2|zip))?$/.test(name) && !name.startsWith('.'),
  );
  const isRotated = (name: string) => /\.\d{4}-\d\d-\d\dT[\d-]+\.\d{3}Z\./.test(name);
  const inOrder = [...files.filter(isRotated), ...files.filter((name) => !isRotated(name))];
  const bodies: string[] = [];
  for (const name of inOrder) bodies.push(...bodiesIn(await textOf(join(directory, basename(name)))));
  return bodies;
}

/** All lines of a directory's text files, in the order of the rotations, the active file last. */
export async function linesInDirectory(directory: string): Promise<string[]> {
  const files = namesIn(directory).filter((name) => name.endsWith('.log'));
  const lines: string[] = [];
  for (const name of [...files.filter((file) => file !== 'app.log'), ...files.filter((file) => file === 'app.log')]) {
    lines.push(...(await textOf(join(directory, name))).split('\n').slice(0, -1));
  }
  return lines;
}
