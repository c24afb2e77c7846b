// The names of the processor's options, and what a name that does not exist probably means.
import { FILE_OPTIONS } from '../file/options/file-options.ts';
import { REDACTION_OPTIONS } from '../redaction/index.ts';
import type { OptionNames } from '../spec/option-remedy.ts';
import { BATCH_OPTIONS } from './delivery/batch-options.ts';
import { LEAK_GUARD_OPTIONS } from './guard/leak-guard.ts';
import { LEVELS_OPTIONS } from './levels/levels-option.ts';
import type { LakeTraceLogRecordProcessorOptions } from './processor-options.ts';
import { RECORDER_OPTIONS } from './recorder/recorder-option.ts';
import { CONSOLE_OPTIONS } from './sinks/console-sink.ts';

const OPTIONS = [
  'resource',
  'minimumSeverity',
  'levels',
  'recorder',
  'filter',
  'attributes',
  'allowAttributes',
  'redaction',
  'sanitize',
  'leakGuard',
  'recordId',
  'isolate',
  'file',
  'console',
  'batch',
  'sinks',
  'executors',
  'shutdownTimeoutMillis',
  'onError',
  'catch',
  'meterProvider',
] as const satisfies readonly (keyof LakeTraceLogRecordProcessorOptions)[];

/** The options of the objects within the options. */
const BELOW: Readonly<Record<string, readonly string[]>> = {
  file: FILE_OPTIONS,
  redaction: ['mark', ...REDACTION_OPTIONS],
  batch: BATCH_OPTIONS,
  leakGuard: LEAK_GUARD_OPTIONS,
  console: CONSOLE_OPTIONS,
  levels: LEVELS_OPTIONS,
  recorder: RECORDER_OPTIONS,
};

/** What pino, winston, loguru, the SDK and the Python LakeTrace call them. */
const SYNONYMS: Readonly<Record<string, string>> = {
  level: 'minimumSeverity',
  minseverity: 'minimumSeverity',
  shutdowntimeout: 'shutdownTimeoutMillis',
  timeout: 'shutdownTimeoutMillis',
  loglevel: 'minimumSeverity',
  loglevels: 'levels',
  loggerlevels: 'levels',
  scopelevels: 'levels',
  scopes: 'levels',
  minlevel: 'minimumSeverity',
  severity: 'minimumSeverity',
  filters: 'filter',
  flightrecorder: 'recorder',
  fingerscrossed: 'recorder',
  ringbuffer: 'recorder',
  redact: 'redaction',
  maskpii: 'redaction',
  exporter: 'batch',
  processors: 'sinks',
  transports: 'sinks',
  handlers: 'sinks',
  stdout: 'console',
  base: 'attributes',
  defaultmeta: 'attributes',
  allowlist: 'allowAttributes',
  allow: 'allowAttributes',
  attributeallowlist: 'allowAttributes',
  strict: 'allowAttributes',
  sanitizemessages: 'sanitize',
  meter: 'meterProvider',
  metrics: 'meterProvider',
  selfobsmeterprovider: 'meterProvider',
  ulid: 'recordId',
  uid: 'recordId',
  recorduid: 'recordId',
  generateids: 'recordId',
  exceptions: 'catch',
  files: 'file',
  filename: 'file.name',
};

/** The names of the options of the processor. */
export const PROCESSOR_OPTIONS: OptionNames = { known: OPTIONS, below: BELOW, synonyms: SYNONYMS };
