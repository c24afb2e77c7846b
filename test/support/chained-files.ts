// Writes chained log files for the tests of verification, as an exporter would.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { IntegrityChain, type IntegrityOptions, type MarkedLines } from '../../src/integrity/integrity-chain.ts';

/** A directory that is removed after the tests of the file. */
export function sharedDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'laketrace-chain-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** What {@link chainedFiles} writes. */
export interface ChainedFilesOptions extends IntegrityOptions {
  /** How many lines each file has, without its closing line. */
  readonly lines: readonly number[];
  readonly style?: 'otlp-json' | 'flat-json' | 'text';
  /** Whether the last file gets a closing line. Default `true`. */
  readonly isClosed?: boolean;
}

/** The contents of files of one chain, oldest first. */
export function chainedFiles({
  lines,
  style = 'flat-json',
  isClosed = true,
  ...options
}: ChainedFilesOptions): string[] {
  const extension = style === 'text' ? '.log' : '.jsonl';
  const chain = new IntegrityChain(options, { format: { name: style, extension } });
  let n = 0;
  return lines.map((count, index) => {
    const content = Array.from({ length: count }, () => `${lineOf(style, n++)}\n`).join('');
    const file = writeLines(chain, content, true);
    return isClosed || index < lines.length - 1 ? file + closeFile(chain) : file;
  });
}

/** Marks lines as if they were written. */
export function writeLines(chain: IntegrityChain, lines: string, isFileStart = false): string {
  const marked = chain.mark(Buffer.from(lines), isFileStart);
  chain.written(marked);
  return textOf(marked);
}

/** The closing line, as if it were written. */
export function closeFile(chain: IntegrityChain): string {
  const marked = chain.end();
  chain.written(marked);
  return textOf(marked);
}

/** Marked lines as text. */
export function textOf({ bytes }: Pick<MarkedLines, 'bytes'>): string {
  return Buffer.from(bytes).toString();
}

/** Writes files and gives their paths. */
export function writeFiles(directory: string, files: Readonly<Record<string, string | Uint8Array>>): string[] {
  return Object.entries(files).map(([name, content]) => {
    const path = join(directory, name);
    writeFileSync(path, content);
    return path;
  });
}

/** The lines of a content, without line feeds. */
export function linesOf(content: string): string[] {
  return content.split('\n').slice(0, -1);
}

/** Lines as a content. */
export function contentOf(lines: readonly (string | undefined)[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

function lineOf(style: string, n: number): string {
  if (style === 'text') return `2026-01-31 12:00:00.${String(n).padStart(3, '0')} | INFO | row ${n}`;
  if (style === 'flat-json') return `{"message":"row ${n}","n":${n}}`;
  return `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"row ${n}"}}]}]}]}`;
}
