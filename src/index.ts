// The public API of laketrace: re-exports, nothing else.
export type { LogRecordEncoder, LogRecordFormat } from './format/format.ts';
export type { ErrorContext, ErrorHandler, ErrorSource } from './telemetry/error-reporter.ts';
