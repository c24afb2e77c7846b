// The redactors that ours is measured against: the Python LakeTrace's six patterns and two npm packages.
import { createRequire } from 'node:module';
import type { Redact } from './scoring.ts';

export interface Rival {
  readonly name: string;
  readonly redact: Redact;
  /** Its speed is measured on one of this many lines: the slow ones would take an hour for all. */
  readonly oneOf: number;
}

/** The Python version's patterns, as its facts page describes them: word, `:` or `=`, then a run of non-blanks. */
const PYTHON_PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/((?:password|passwd|pwd)\s*[:=]\s*)\S+/gi, '$1***'],
  [/((?:api_key|apikey|secret)\s*[:=]\s*)\S+/gi, '$1***'],
  [/((?:token|auth|authorization)\s*[:=]\s*)\S+/gi, '$1***'],
  [/\b[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}\b/g, '***'],
  [/\b\d{4}[ -]?\d{4}[ -]?\d{4}[ -]?\d{4}\b/g, '***'],
  [/\b\d{3}-\d{2}-\d{4}\b/g, '***'],
];

interface RedactPii {
  readonly SyncRedactor: new () => { redact(text: string): string };
}
interface OpenRedactionModule {
  readonly OpenRedaction: new () => { detect(text: string): { readonly redacted: string } };
}

/** Each rival as its documentation says to start, with its defaults. */
export function rivals(): Rival[] {
  const require = createRequire(import.meta.url);
  const { SyncRedactor } = require('redact-pii') as RedactPii;
  const { OpenRedaction } = require('@openredaction/openredaction') as OpenRedactionModule;
  const pii = new SyncRedactor();
  const open = new OpenRedaction();
  return [
    { name: 'Python LakeTrace', redact: pythonRedact, oneOf: 1 },
    { name: 'redact-pii 3.4.0', redact: (text) => pii.redact(text), oneOf: 5 },
    { name: 'openredaction 1.0.4', redact: (text) => open.detect(text).redacted, oneOf: 25 },
  ];
}

export function pythonRedact(text: string): string {
  return PYTHON_PATTERNS.reduce((result, [pattern, mask]) => result.replace(pattern, mask), text);
}
