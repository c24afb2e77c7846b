// The public API of laketrace: re-exports, nothing else.
export type { CustomCompression } from './file/archiver.ts';
export type { IntegrityKey, IntegrityKeys } from './file/chain-digest.ts';
export type { DropReason, FileExporterStats } from './file/exporter-stats.ts';
export type { FlushOption } from './file/flush-policy.ts';
export type { IntegrityOptions } from './file/integrity-chain.ts';
export type { CompressionName, Overflow, RotatingFileLogRecordExporterOptions } from './file/options.ts';
export { RotatingFileLogRecordExporter } from './file/rotating-file-log-record-exporter.ts';
export type { FormatFunction } from './format/custom-format.ts';
export type { LogRecordEncoder, LogRecordFormat } from './format/format.ts';
export { otlpJson } from './format/otlp-json.ts';
export { sanitizeText } from './format/sanitize-text.ts';
export {
  type AllowedAttributes,
  AttributeAllowList,
  type AttributeAllowListOptions,
} from './processor/attribute-allow-list.ts';
export type { BatchOptions } from './processor/batch-options.ts';
export type { BatchStats } from './processor/batch-path.ts';
export { ConsoleLogRecordSink, type ConsoleLogRecordSinkOptions } from './processor/console-sink.ts';
export type { LogRecordFilter, NamedLogRecordFilter } from './processor/filter.ts';
export type { TimedFilterOptions } from './processor/filter-clock.ts';
export { type Filters, filters } from './processor/filters.ts';
export type { KeyCombination, KeyTerm } from './processor/key-combinations.ts';
export {
  type LeakAction,
  type LeakCheck,
  LeakGuard,
  type LeakGuardCounts,
  type LeakGuardOptions,
  type LeakVerdict,
} from './processor/leak-guard.ts';
export { LakeTraceLogRecordProcessor, type ProcessorStats } from './processor/log-record-processor.ts';
export type { NamePattern } from './processor/name-pattern.ts';
export type { ConsoleOptions, LakeTraceLogRecordProcessorOptions, ResourceOptions } from './processor/options.ts';
export type { RecordField } from './processor/record-field.ts';
export type { CuttableRecord, MeasuredRecord } from './processor/record-size.ts';
export type { LogAttributes } from './processor/record-step.ts';
export type { RedactionOptions } from './processor/redaction-step.ts';
export type { Sink, SinkFunction, SinkOptions, SinkStats } from './processor/sink.ts';
export type { SampleOptions } from './processor/volume-filters.ts';
export type { ChainSummary } from './read/chain-audit.ts';
export type { EarlierChain } from './read/earlier-chains.ts';
export type {
  IntegrityNotice,
  IntegrityNoticeKind,
  IntegrityProblem,
  IntegrityProblemKind,
} from './read/integrity-findings.ts';
export {
  type IntegrityReport,
  type VerifyIntegrityOptions,
  verifyIntegrity,
} from './read/verify-integrity.ts';
export {
  type CustomPattern,
  createRedactor,
  ENTITIES,
  ENTITY_NAMES,
  type Entity,
  type EntityDescription,
  type Explanation,
  type Mask,
  type MaskedHit,
  type MaskFunction,
  type RedactableRecord,
  type RedactionCounts,
  type RedactionErrorHandler,
  type Redactor,
  type RedactorOptions,
  type RedactStreamOptions,
  redactStream,
  redactText,
} from './redaction/index.ts';
export {
  type DetectedRuntime,
  type DetectionOptions,
  databricksDetector,
  defaultLogDirectory,
  detectRuntime,
  fabricDetector,
  type LakeMount,
  type LogDirectoryOptions,
  lakeTraceDetectors,
  type PathStats,
  type Platform,
  type PlatformAttributes,
  type ReadOnlyFileSystem,
  type RuntimeRole,
  type RuntimeType,
  sparkDetector,
  type UnsuitableDirectory,
  unsuitableLogDirectory,
} from './resource/index.ts';
export { ConfigurationError } from './spec/configuration-error.ts';
export { parseDuration } from './spec/duration.ts';
export {
  parseRetention,
  type RetainedFile,
  type RetentionCallback,
  type RetentionObject,
  type RetentionOption,
  type RetentionRule,
  type SingleRetentionRule,
} from './spec/retention.ts';
export {
  type CalendarPeriod,
  parseRotation,
  type RotationCallback,
  type RotationContext,
  type RotationObject,
  type RotationOption,
  type RotationRule,
  type SingleRotationRule,
} from './spec/rotation.ts';
export { parseSize } from './spec/size.ts';
export type { DayTime } from './spec/time-of-day.ts';
export type { ErrorCleaner, ErrorContext, ErrorHandler, ErrorSource } from './telemetry/error-reporter.ts';
