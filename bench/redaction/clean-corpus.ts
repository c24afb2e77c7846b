// Loads the real clean logs: the committed sample, and the large one that make-clean-corpus.ts leaves in .cache.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Redact } from './scoring.ts';

const root = join(import.meta.dirname, '../..');
export const CLEAN_SAMPLE: string = join(root, 'test/redaction/fixtures/clean');
export const CLEAN_CACHE: string = join(root, '.cache/clean-corpus');

/** A real entity that a clean log holds: to mask it is right. */
export interface ExpectedHit {
  readonly entity: string;
  readonly value: string;
  /** Where it comes from. */
  readonly why: string;
}

export interface CleanLine {
  readonly source: string;
  readonly line: string;
}

export function cleanLines(directory: string): CleanLine[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory)
    .filter((file) => file.endsWith('.log'))
    .sort()
    .flatMap((file) =>
      readFileSync(join(directory, file), 'utf8')
        .split('\n')
        .filter((line) => line.length > 0)
        .map((line) => ({ source: file.slice(0, -4), line })),
    );
}

/** The real entities of both corpora, listed one by one. */
export function expectedHits(): ExpectedHit[] {
  return JSON.parse(readFileSync(join(CLEAN_SAMPLE, 'expected-hits.json'), 'utf8')) as ExpectedHit[];
}

export interface FalseHit extends CleanLine {
  readonly output: string;
}

export interface CleanResult {
  readonly lines: number;
  readonly falseHits: readonly FalseHit[];
}

/** Lines that a redactor alters although nothing in them is listed as real. */
export function scoreClean(lines: readonly CleanLine[], expected: readonly ExpectedHit[], redact: Redact): CleanResult {
  const falseHits: FalseHit[] = [];
  // A listed value is taken out first, so that whatever else the line loses still counts.
  const values = expected.map((hit) => hit.value).sort((a, b) => b.length - a.length);
  for (const { source, line } of lines) {
    let output = redact(line);
    if (output === line) continue;
    const rest = values.reduce((text, value) => text.replaceAll(value, 'LISTED'), line);
    output = rest === line ? output : redact(rest);
    if (output !== rest) falseHits.push({ source, line: rest, output });
  }
  return { lines: lines.length, falseHits };
}
