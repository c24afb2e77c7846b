// Warns through diag that a setting is ignored: once, since detection runs several times in a process.
import { tellDiag } from '../foreign/diagnostics.ts';

const warned = new Set<string>();

/** Warns through OpenTelemetry's `diag`, unless the same was said before in this process. */
export function warnOnce(text: string): void {
  if (warned.has(text)) return;
  warned.add(text);
  tellDiag('warn', text);
}
