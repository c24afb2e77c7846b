// Tells the OpenTelemetry `diag` logger. Its methods are the application's code: they may throw, reject, or log.
import { diag } from '@opentelemetry/api';
import { afterwards } from './afterwards.ts';
import { isRegistered } from './api-registry.ts';
import { ignore, tell } from './call.ts';

/** Where `diag` takes a message. */
export type DiagLevel = 'error' | 'warn' | 'info';

/** Whether somebody listens to `diag`. */
export function hasDiagLogger(): boolean {
  return isRegistered('diag');
}

/** Tells `diag` of something. Never throws. Not for the middle of a state change: the logger may log a record. */
export function tellDiag(level: DiagLevel, text: string): void {
  tell(ignore, () => diag[level](`laketrace: ${text}`));
}

/** Tells `diag` of something once what is being done now is complete. Never throws. */
export function tellDiagAfterwards(level: DiagLevel, text: string): void {
  afterwards(() => tellDiag(level, text));
}
