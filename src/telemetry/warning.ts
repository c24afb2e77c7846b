// Warns of a configuration that works, though not as somebody may expect.
import { writeSync } from 'node:fs';
import { hasDiagLogger, tellDiag } from '../foreign/diagnostics.ts';
import { sanitizeLine } from '../format/sanitize-text.ts';
import { redactText } from '../redaction/index.ts';

const STANDARD_ERROR = 2;
const said = new Set<string>();

/** Warns by `diag`, where somebody listens, else on standard error: each text once in a process. Never throws. */
export function warn(text: string): void {
  if (said.has(text)) return;
  said.add(text);
  if (hasDiagLogger()) tellDiag('warn', text);
  else sayLine(text);
}

/** Writes a line to standard error at once: sanitized and redacted. Never throws. */
export function sayLine(text: string): void {
  try {
    // Not by `console` or the stream: those may be captured, and do not write at exit.
    writeSync(STANDARD_ERROR, `${sanitizeLine(redactText(`laketrace: ${text}`))}\n`);
  } catch {
    // Nobody is left who could learn of it.
  }
}
