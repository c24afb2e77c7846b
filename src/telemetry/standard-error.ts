// Says on standard error what nobody would learn otherwise: neither an `onError` nor a `diag` logger is set.
import { writeSync } from 'node:fs';
import { CallBudget } from '../foreign/call-budget.ts';
import { sanitizeLine } from '../format/sanitize-text.ts';
import { redactText } from '../redaction/index.ts';

const STANDARD_ERROR = 2;
/** How long what has been said is not said again, in milliseconds. */
const QUIET = 60_000;
const MOST_SAID = 1000;
const MOST_LINES = 10;

const HINT = ' (set onError, or an OpenTelemetry diag logger, to have all errors reported)';

let isHinted = false;
const saidAt = new Map<string, number>();
const budget = new CallBudget(MOST_LINES);

/**
 * Writes a line to standard error: sanitized, redacted, each subject once a minute, and no more than ten lines in ten seconds,
 * whatever goes wrong in however many places. Never throws.
 * @param subject what it is about
 */
export function sayOnStandardError(subject: string, text: string): void {
  const now = performance.now();
  if (now - (saidAt.get(subject) ?? Number.NEGATIVE_INFINITY) < QUIET || !budget.take()) return;
  if (saidAt.size >= MOST_SAID) saidAt.clear();
  saidAt.set(subject, now);
  if (sayLine(text, isHinted ? '' : HINT)) isHinted = true;
}

/**
 * Writes a line to standard error at once: sanitized and redacted. Never throws.
 * @param hint what stands at its end as it is
 * @returns whether it was written
 */
export function sayLine(text: string, hint = ''): boolean {
  try {
    // Not by `console` or the stream: those may be captured and come back as log records, and do not write at exit.
    writeSync(STANDARD_ERROR, `${sanitizeLine(redactText(`laketrace: ${text}`))}${hint}\n`);
    return true;
  } catch {
    // Nobody is left who could learn of it.
    return false;
  }
}
