// The environment variables of LakeTrace: one row each. docs/setup.md has this table, and a test compares the two.

/** How a variable's text becomes the value of an option. */
export type VariableForm =
  /** As it is. */
  | 'text'
  /** As it is; it is never shown. */
  | 'secret'
  /** A number, where it is written in digits; `true` and `false`; else as it is. */
  | 'number or text'
  /** `true` or `false`, also `1`, `yes`, `on` and `0`, `no`, `off`. */
  | 'switch'
  /** Texts, with commas between them. */
  | 'list'
  /** The same where there are several; `false` and `none` for nothing. */
  | 'rules'
  /** `all`, else a list. */
  | 'all or list'
  /** A codec, and after a colon its level: `zstd:3`. */
  | 'codec'
  /** `key=value`, with commas between them, as in OTEL_RESOURCE_ATTRIBUTES: percent-encoded where that is needed. */
  | 'pairs'
  /** A number in octal digits. */
  | 'mode';

/** One variable. */
export interface EnvironmentVariable {
  readonly name: `LAKETRACE_${string}`;
  /** The path of the option that it stands for; `undefined`: it is read elsewhere, and is no option. */
  readonly option: string | undefined;
  readonly form: VariableForm;
  /** A value that is accepted. */
  readonly example: string;
  /** What it says, where that is not what the option says. */
  readonly meaning?: string;
}

const row = (
  name: EnvironmentVariable['name'],
  option: string | undefined,
  form: VariableForm,
  example: string,
  meaning?: string,
): EnvironmentVariable => ({ name, option, form, example, ...(meaning !== undefined && { meaning }) });

/** All variables, in the order of the page. */
export const ENVIRONMENT_VARIABLES: readonly EnvironmentVariable[] = [
  row('LAKETRACE_CONFIG', undefined, 'text', 'config/log.json', 'the path of the configuration file'),
  row('LAKETRACE_CAPTURE', 'capture', 'list', 'console,uncaught'),
  row('LAKETRACE_HANDLE_SIGNALS', 'handleSignals', 'switch', 'true'),
  row('LAKETRACE_OTLP', 'otlp', 'switch', 'true'),
  row(
    'LAKETRACE_PLATFORM',
    undefined,
    'text',
    'local',
    'the platform, instead of what is detected (docs/platforms.md)',
  ),
  row('LAKETRACE_RUN_ID', undefined, 'text', 'nightly-42', 'the id of the run, instead of what is detected'),
  row('LAKETRACE_MINIMUM_SEVERITY', 'minimumSeverity', 'number or text', 'DEBUG'),
  row(
    'LAKETRACE_LEVELS',
    undefined,
    'text',
    'org.noisy.*=ERROR,etl=DEBUG',
    'minimum severities by scope (docs/context.md)',
  ),
  row('LAKETRACE_LEVELS_FILE', 'levels.file', 'text', 'levels.txt'),
  row('LAKETRACE_LEVELS_SIGNAL', 'levels.signal', 'number or text', 'SIGUSR2'),
  row('LAKETRACE_RECORDER', 'recorder', 'switch', 'true'),
  row('LAKETRACE_RECORDER_LEVEL', 'recorder.level', 'number or text', 'TRACE'),
  row('LAKETRACE_RECORDER_TRIGGER', 'recorder.trigger', 'number or text', 'WARN'),
  row('LAKETRACE_RECORDER_RECORDS', 'recorder.records', 'number or text', '500'),
  row('LAKETRACE_RECORDER_BYTES', 'recorder.bytes', 'number or text', '8 MB'),
  row('LAKETRACE_RECORDER_BY', 'recorder.by', 'text', 'process'),
  row('LAKETRACE_RECORDER_TRACES', 'recorder.traces', 'number or text', '200'),
  row('LAKETRACE_ATTRIBUTES', 'attributes', 'pairs', 'team=data,tier=2'),
  row('LAKETRACE_ALLOW_ATTRIBUTES', 'allowAttributes.allow', 'list', 'user.id,http.*'),
  row('LAKETRACE_ALLOW_ATTRIBUTES_STRICT', 'allowAttributes.strict', 'switch', 'true'),
  row('LAKETRACE_REDACTION', 'redaction', 'switch', 'false'),
  row('LAKETRACE_REDACTION_ENTITIES', 'redaction.entities', 'all or list', 'default,PHONE'),
  row('LAKETRACE_REDACTION_KEYS', 'redaction.keys', 'list', 'session,cookie'),
  row('LAKETRACE_REDACTION_ALLOW', 'redaction.allow', 'list', 'build.id'),
  row('LAKETRACE_REDACTION_MASK', 'redaction.mask', 'text', 'partial'),
  row('LAKETRACE_REDACTION_HASH_KEY', 'redaction.hashKey', 'secret', '(a secret)'),
  row('LAKETRACE_REDACTION_MAX_DEPTH', 'redaction.maxDepth', 'number or text', '8'),
  row('LAKETRACE_REDACTION_MARK', 'redaction.mark', 'switch', 'true'),
  row('LAKETRACE_SANITIZE', 'sanitize', 'switch', 'true'),
  row('LAKETRACE_LEAK_GUARD', 'leakGuard', 'switch', 'true'),
  row('LAKETRACE_LEAK_GUARD_ACTION', 'leakGuard.action', 'text', 'drop'),
  row('LAKETRACE_LEAK_GUARD_MAX_RECORD_SIZE', 'leakGuard.maxRecordSize', 'number or text', '20 KB'),
  row('LAKETRACE_LEAK_GUARD_MAX_RECORDS_PER_MINUTE', 'leakGuard.maxRecordsPerMinute', 'number or text', '5000'),
  row('LAKETRACE_LEAK_GUARD_MAX_RECORDS_PER_SECOND', 'leakGuard.maxRecordsPerSecond', 'number or text', '500'),
  row('LAKETRACE_RECORD_ID', 'recordId', 'switch', 'true'),
  row('LAKETRACE_ISOLATE', 'isolate', 'switch', 'true'),
  row('LAKETRACE_RESOURCE', 'resource', 'switch', 'false'),
  row(
    'LAKETRACE_RESOURCE_ON_RECORDS',
    'resource.keys',
    'list',
    'laketrace.*,service.name',
    "the `keys` of `{ alsoOn: 'record', keys }`",
  ),
  row('LAKETRACE_CONSOLE', 'console', 'switch', 'true'),
  row('LAKETRACE_CONSOLE_MINIMUM_SEVERITY', 'console.minimumSeverity', 'number or text', 'WARN'),
  row('LAKETRACE_CONSOLE_FORMAT', 'console.format', 'text', 'json'),
  row('LAKETRACE_CONSOLE_COLORS', 'console.colors', 'switch', 'true'),
  row('LAKETRACE_CONSOLE_STDERR', 'console.stderr', 'number or text', 'WARN'),
  row('LAKETRACE_CONSOLE_TIME_ZONE', 'console.timeZone', 'text', 'UTC'),
  row('LAKETRACE_EXECUTORS', 'executors', 'text', 'on'),
  row('LAKETRACE_SHUTDOWN_TIMEOUT_MILLIS', 'shutdownTimeoutMillis', 'number or text', '5000'),
  row('LAKETRACE_METRICS', 'meterProvider', 'switch', 'true'),
  row('LAKETRACE_CATCH', 'catch', 'switch', 'true'),
  row('LAKETRACE_BATCH_MAX_QUEUE_SIZE', 'batch.maxQueueSize', 'number or text', '10000'),
  row('LAKETRACE_BATCH_MAX_QUEUE_BYTES', 'batch.maxQueueBytes', 'number or text', '64 MB'),
  row('LAKETRACE_BATCH_MAX_EXPORT_BATCH_SIZE', 'batch.maxExportBatchSize', 'number or text', '256'),
  row('LAKETRACE_BATCH_SCHEDULED_DELAY_MILLIS', 'batch.scheduledDelayMillis', 'number or text', '500'),
  row('LAKETRACE_BATCH_EXPORT_TIMEOUT_MILLIS', 'batch.exportTimeoutMillis', 'number or text', '10000'),
  row('LAKETRACE_BATCH_RETRY_TIMEOUT_MILLIS', 'batch.retryTimeoutMillis', 'number or text', '60000'),
  row('LAKETRACE_FILE', 'file', 'switch', 'false'),
  row(
    'LAKETRACE_LOG_DIR',
    undefined,
    'text',
    '/var/log/orders',
    'as `file.directory`, unless it lies on a mount of a lake',
  ),
  row('LAKETRACE_FILE_NAME', 'file.name', 'text', 'orders'),
  row('LAKETRACE_FORMAT', 'file.format', 'text', 'json', 'a name, or a template such as `{level} {message}`'),
  row('LAKETRACE_EXTENSION', 'file.extension', 'text', '.ndjson'),
  row('LAKETRACE_ROTATION', 'file.rotation', 'rules', '50 MB,daily'),
  row('LAKETRACE_RETENTION', 'file.retention', 'rules', '10 files,30 days'),
  row('LAKETRACE_COMPRESSION', 'file.compression', 'codec', 'zstd:3'),
  row('LAKETRACE_COMPRESS_AFTER', 'file.compressAfter', 'number or text', '10 min'),
  row('LAKETRACE_FLUSH', 'file.flush', 'text', 'record'),
  row('LAKETRACE_FLUSH_INTERVAL', 'file.flush.interval', 'number or text', '2 s'),
  row('LAKETRACE_FLUSH_BYTES', 'file.flush.bytes', 'number or text', '256 KB'),
  row('LAKETRACE_FLUSH_SEVERITY', 'file.flush.severity', 'number or text', 'ERROR'),
  row('LAKETRACE_ENQUEUE', 'file.enqueue', 'switch', 'true'),
  row('LAKETRACE_MAX_BUFFERED_BYTES', 'file.maxBufferedBytes', 'number or text', '32 MB'),
  row('LAKETRACE_OVERFLOW', 'file.overflow', 'text', 'drop-oldest'),
  row('LAKETRACE_FSYNC', 'file.fsync', 'text', 'flush'),
  row('LAKETRACE_TIME_ZONE', 'file.timeZone', 'text', 'Europe/Berlin'),
  row('LAKETRACE_FILE_MODE', 'file.mode', 'mode', '640'),
  row('LAKETRACE_SYMLINK', 'file.symlink', 'text', 'current.jsonl'),
  row('LAKETRACE_HEADER', 'file.header', 'text', '# orders', 'for text formats'),
  row('LAKETRACE_ENCODING', 'file.encoding', 'text', 'latin1', 'for text formats'),
  row('LAKETRACE_INTEGRITY', 'file.integrity', 'switch', 'true'),
  row('LAKETRACE_INTEGRITY_KEY', 'file.integrity.key', 'secret', '(a secret)'),
  // Read by the logger itself.
  row('LAKETRACE_LEVEL', undefined, 'text', 'DEBUG', '`level` of `getLogger` (docs/logger.md)'),
  row('LAKETRACE_JSON', undefined, 'switch', 'false', '`json` of `getLogger` (docs/logger.md)'),
  row('LAKETRACE_SERIALIZE', undefined, 'switch', 'true', '`serialize` of `getLogger` (docs/logger.md)'),
  row('LAKETRACE_STDOUT', undefined, 'switch', 'false', '`stdout` of `getLogger` (docs/logger.md)'),
  row('LAKETRACE_FILTER', undefined, 'text', 'WARNING', '`filter` of `getLogger` (docs/logger.md)'),
  row('LAKETRACE_ROTATION_MB', undefined, 'number or text', '50', '`rotationMb` of `getLogger` (docs/logger.md)'),
  row(
    'LAKETRACE_RETENTION_FILES',
    undefined,
    'number or text',
    '10',
    '`retentionFiles` of `getLogger` (docs/logger.md)',
  ),
  row(
    'LAKETRACE_ADD_RUNTIME_CONTEXT',
    undefined,
    'switch',
    'false',
    '`addRuntimeContext` of `getLogger` (docs/logger.md)',
  ),
  row('LAKETRACE_SANITIZE_MESSAGES', undefined, 'switch', 'true', '`sanitizeMessages` of `getLogger` (docs/logger.md)'),
  row('LAKETRACE_MASK_PII', undefined, 'switch', 'false', '`maskPii` of `getLogger` (docs/logger.md)'),
  row(
    'LAKETRACE_SECURE_FILE_PERMISSIONS',
    undefined,
    'switch',
    'false',
    '`secureFilePermissions` of `getLogger` (docs/logger.md)',
  ),
];
