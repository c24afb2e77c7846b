// Tells the user what no record says and nothing fails by, such as a configuration that works, though not as somebody may expect.
import { hasDiagLogger, tellDiag } from '../foreign/diagnostics.ts';
import { sayLine } from './standard-error.ts';

const said = new Set<string>();

/** Tells by `diag`, where somebody listens, else on standard error. Never throws. */
export function notify(text: string): void {
  if (hasDiagLogger()) tellDiag('warn', text);
  else sayLine(text);
}

/** The same, each text once in a process. */
export function warn(text: string): void {
  if (said.has(text)) return;
  said.add(text);
  notify(text);
}
