// Tells diag of a setting that is ignored: once, since detection runs several times in a process.
import { diag } from '@opentelemetry/api';

const told = new Set<string>();

/** Warns through OpenTelemetry's `diag`, unless the same was said before in this process. */
export function warnOnce(text: string): void {
  if (told.has(text)) return;
  told.add(text);
  diag.warn(`laketrace: ${text}`);
}
