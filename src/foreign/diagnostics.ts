// Tells the OpenTelemetry `diag` logger. Its methods are the application's code: they may throw, reject, or log.
import { diag } from '@opentelemetry/api';
import { afterwards } from './afterwards.ts';
import { ignore, tell } from './call.ts';

/** Where `diag` takes a message. */
export type DiagLevel = 'error' | 'warn' | 'info';

/** Where all copies of @opentelemetry/api 1.x in a process keep what is registered: their contract with each other. */
const REGISTRY = Symbol.for('opentelemetry.js.api.1');

/** Whether somebody listens to `diag`. Its own methods do not say so: without a logger they do nothing. */
export function hasDiagLogger(): boolean {
  const { [REGISTRY]: registry } = globalThis as { [REGISTRY]?: { readonly diag?: unknown } };
  return registry?.diag !== undefined;
}

/** Tells `diag` of something. Never throws. Not for the middle of a state change: the logger may log a record. */
export function tellDiag(level: DiagLevel, text: string): void {
  tell(ignore, () => diag[level](`laketrace: ${text}`));
}

/** Tells `diag` of something once what is being done now is complete. Never throws. */
export function tellDiagAfterwards(level: DiagLevel, text: string): void {
  afterwards(() => tellDiag(level, text));
}
