// The public API of laketrace: re-exports, nothing else.

export type {
  CompressionName,
  CompressionOptions,
  CustomCompression,
  Overflow,
  RotatingFileLogRecordExporterOptions,
} from './file/options/file-options.ts';
export type { FlushOption } from './file/options/flush-policy.ts';
export { RotatingFileLogRecordExporter } from './file/rotating-file-log-record-exporter.ts';
export type { DropReason, FileExporterStats } from './file/writer/exporter-stats.ts';
export type { FormatFunction } from './format/custom-format.ts';
export { ecs } from './format/ecs.ts';
export { type FlatJsonOptions, flatJson } from './format/flat-json.ts';
export type { FlatJsonField } from './format/flat-json-fields.ts';
export type { LogRecordEncoder, LogRecordFormat } from './format/format.ts';
export { type LogfmtOptions, logfmt } from './format/logfmt.ts';
export type { FormatName, FormatOption } from './format/named-formats.ts';
export { otlpJson } from './format/otlp-json.ts';
export { type RecordException, RecordView } from './format/record-view.ts';
export { sanitizeText } from './format/sanitize-text.ts';
export { type TemplateOptions, template, text } from './format/template.ts';
export type { IntegrityKey, IntegrityKeys } from './integrity/chain-digest.ts';
export type { IntegrityOptions } from './integrity/integrity-chain.ts';
export type { ChainSummary } from './integrity/verify/chain-audit.ts';
export type { EarlierChain } from './integrity/verify/earlier-chains.ts';
export type {
  IntegrityNotice,
  IntegrityNoticeKind,
  IntegrityProblem,
  IntegrityProblemKind,
} from './integrity/verify/integrity-findings.ts';
export type { IntegrityReport, VerifyIntegrityOptions } from './integrity/verify/integrity-report.ts';
export { verifyIntegrity } from './integrity/verify/verify-integrity.ts';
export type { Moment } from './lifecycle/moment.ts';
export type { LogFields } from './logger/fields.ts';
export type { FileHandlerOptions, Handler, HandlerFunction, HandlerOptions } from './logger/handler-forms.ts';
export { getLakeTraceLogger, getLogger, LakeTraceLogger } from './logger/logger.ts';
export type { HandlerInfo } from './logger/logger-core.ts';
export type { LevelName } from './logger/logger-levels.ts';
export type {
  LineFormatterFunction,
  LoggerConfig,
  LoggerFilter,
  LoggerFormat,
  LoggerOptions,
  RecordPredicate,
} from './logger/logger-options.ts';
export { contextualize } from './processor/context/contextualize.ts';
export type { BatchOptions } from './processor/delivery/batch-options.ts';
export type { BatchStats } from './processor/delivery/batch-path.ts';
export type { LogRecordFilter, NamedLogRecordFilter } from './processor/filters/filter.ts';
export { type Filters, filters } from './processor/filters/filters.ts';
export type { RecordField } from './processor/filters/record-field.ts';
export type { KeyCombination, KeyTerm } from './processor/guard/key-combinations.ts';
export {
  type LeakAction,
  type LeakCheck,
  LeakGuard,
  type LeakGuardCounts,
  type LeakGuardOptions,
  type LeakVerdict,
} from './processor/guard/leak-guard.ts';
export type { CuttableRecord, MeasuredRecord } from './processor/guard/record-size.ts';
export type { LevelsOptions } from './processor/levels/levels-option.ts';
export { LakeTraceLogRecordProcessor } from './processor/log-record-processor.ts';
export type {
  ConsoleOptions,
  LakeTraceLogRecordProcessorOptions,
  RedactionOptions,
  ResourceOptions,
} from './processor/processor-options.ts';
export type { ProcessorStats } from './processor/processor-stats.ts';
export type { NamePattern } from './processor/record/name-pattern.ts';
export type { LogAttributes } from './processor/record/record-step.ts';
export type { RecorderStats } from './processor/recorder/flight-recorder.ts';
export type { RecorderOptions } from './processor/recorder/recorder-option.ts';
export { ConsoleLogRecordSink, type ConsoleLogRecordSinkOptions } from './processor/sinks/console-sink.ts';
export type { ConsoleFormat } from './processor/sinks/console-style.ts';
export type { Sink, SinkFunction, SinkOptions, SinkStats } from './processor/sinks/sink.ts';
export {
  type AllowedAttributes,
  AttributeAllowList,
  type AttributeAllowListOptions,
} from './processor/steps/attribute-allow-list.ts';
export { LogReadError } from './read/log-read-error.ts';
export { readLogRecords, tailLogRecords } from './read/read-log-records.ts';
export type {
  ReadLogRecordsOptions,
  ReadProblem,
  ReadProblemKind,
  ReadProgress,
  StoredRecordFilter,
  TailLogRecordsOptions,
  TimePoint,
} from './read/read-options.ts';
export type { RecordSource, StoredLogRecord } from './read/record/stored-record.ts';
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
export { MissingPackageError, type SdkPackages } from './sdk/sdk-packages.ts';
export { type FinishRunOptions, finishRun, type RunReport, type RunStep } from './setup/finish-run.ts';
export type { RecordLimits } from './setup/otel-environment.ts';
export type { OtlpProtocol } from './setup/otlp-exporter.ts';
export type { RunUpload, RunUploadOptions, UploadFunction } from './setup/run-upload.ts';
export { type LakeTraceSetup, setupLakeTrace } from './setup/setup-laketrace.ts';
export type { CaptureSource, SetupOptions } from './setup/setup-options.ts';
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
export type { ErrorContext, ErrorHandler } from './telemetry/error-reporter.ts';
export type { ErrorSource } from './telemetry/error-source.ts';
export type { FileEvent, LakeTraceEvents } from './telemetry/events.ts';
export type { MeterProviderOption } from './telemetry/meter-provider.ts';
export {
  type DatabricksVolumeTargetOptions,
  databricksVolumeTarget,
} from './upload/targets/databricks-volume-target.ts';
export { type DirectoryTargetOptions, directoryTarget } from './upload/targets/directory-target.ts';
export { type OneLakeTargetOptions, oneLakeTarget } from './upload/targets/one-lake-target.ts';
export type { AccessToken, TokenCredential, TokenFunction } from './upload/targets/request-authorization.ts';
export type { DatabricksAuth, DatabricksAuthenticator, DatabricksAuthOptions } from './upload/targets/workspace.ts';
export { UploadError, type UploadErrorDetails, type UploadErrorKind } from './upload/upload-error.ts';
export { uploadLogs } from './upload/upload-logs.ts';
export type { FinishesFiles, UploadOptions, UploadRetryOptions } from './upload/upload-options.ts';
export {
  type FileUpload,
  UploadFailedError,
  type UploadOutcome,
  type UploadProgress,
  type UploadReport,
} from './upload/upload-report.ts';
export type {
  ByteRange,
  DigestAlgorithm,
  StoredFile,
  TransferOptions,
  UploadFile,
  UploadTarget,
} from './upload/upload-target.ts';
