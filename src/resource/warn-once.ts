// Tells diag of a setting that is ignored: once, since detection runs several times in a process.
import { tellDiag } from '../foreign/diagnostics.ts';

const told = new Set<string>();

/** Warns through OpenTelemetry's `diag`, unless the same was said before in this process. */
export function warnOnce(text: string): void {
  if (told.has(text)) return;
  told.add(text);
  tellDiag('warn', `${text}`);
}
