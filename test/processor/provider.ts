// A provider with LakeTrace and a processor after it, and what is reported to the user.
import { DiagLogLevel, diag } from '@opentelemetry/api';
import { type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import {
  InMemoryLogRecordExporter,
  LoggerProvider,
  type ReadableLogRecord,
  SimpleLogRecordProcessor,
} from '@opentelemetry/sdk-logs';
import { onTestFinished } from 'vitest';
import { LakeTraceLogRecordProcessor, type ProcessorEnvironment } from '../../src/processor/log-record-processor.ts';
import type { LakeTraceLogRecordProcessorOptions } from '../../src/processor/processor-options.ts';
import type { ErrorHandler } from '../../src/telemetry/error-reporter.ts';

/** An environment in which nothing is detected. */
export const NOWHERE: ProcessorEnvironment = { detection: { env: {} } };

/** The processor, in an environment that a test gives: the types that users see do not show that this is possible. */
export const ProcessorIn: new (
  options: LakeTraceLogRecordProcessorOptions,
  environment: ProcessorEnvironment,
) => LakeTraceLogRecordProcessor = LakeTraceLogRecordProcessor;

/** What was reported to `onError`. */
export interface Report {
  readonly message: string;
  readonly source: string;
  readonly target: string | undefined;
}

/** An error handler that keeps what is reported to it. */
export function errorLog(): { readonly reports: Report[]; readonly onError: ErrorHandler } {
  const reports: Report[] = [];
  return { reports, onError: (error, { source, target }) => reports.push({ message: error.message, source, target }) };
}

/** What `diag` gets during the test, from a level on. */
export function diagLog(level: 'warn' | 'info'): string[] {
  const messages: string[] = [];
  const keep = (message: string) => void messages.push(message);
  const levels = { error: keep, warn: keep, info: keep, debug: keep, verbose: keep };
  diag.setLogger(levels, { logLevel: level === 'warn' ? DiagLogLevel.WARN : DiagLogLevel.INFO });
  onTestFinished(() => diag.disable());
  messages.length = 0;
  return messages;
}

/** What {@link setUp} gives. */
export interface SetUp {
  readonly provider: LoggerProvider;
  readonly processor: LakeTraceLogRecordProcessor;
  readonly logger: ReturnType<LoggerProvider['getLogger']>;
  /** The records that a processor registered after LakeTrace has seen. */
  readonly seenAfter: () => ReadableLogRecord[];
  /** What was reported to `onError`. */
  readonly reports: readonly Report[];
}

/** A provider of LakeTrace, without files unless they are asked for, and of a processor registered after it. */
export function setUp(
  options: LakeTraceLogRecordProcessorOptions = {},
  where: { readonly resource?: Resource; readonly environment?: ProcessorEnvironment } = {},
): SetUp {
  const { resource = resourceFromAttributes({ 'service.name': 'app' }), environment = NOWHERE } = where;
  const { reports, onError } = errorLog();
  const processor = new ProcessorIn({ file: false, onError, ...options }, environment);
  const exporter = new InMemoryLogRecordExporter();
  const provider = new LoggerProvider({
    resource,
    processors: [processor, new SimpleLogRecordProcessor({ exporter })],
  });
  // With `catch: false` it may reject, which is the test's own business.
  onTestFinished(() => provider.shutdown().catch(() => undefined));
  return {
    provider,
    processor,
    logger: provider.getLogger('test'),
    seenAfter: () => exporter.getFinishedLogRecords(),
    reports,
  };
}
