// The options of the file exporter: their meaning, and their reading into values that need no further checks.

import { archiveSuffixes, atLevel, codecNamed } from '../../archive/codecs.ts';
import type { Codec } from '../../archive/stream/codec.ts';
import { inTimeZone, isJson, withExtension } from '../../format/extension.ts';
import type { LogRecordFormat } from '../../format/format.ts';
import type { FormatOption } from '../../format/named-formats.ts';
import { otlpJson } from '../../format/otlp-json.ts';
import { resolveFormat } from '../../format/resolve-format.ts';
import { sanitizeLine } from '../../format/sanitize-text.ts';
import { type IntegrityOptions, parseIntegrityOptions } from '../../integrity/integrity-chain.ts';
import { defaultLogDirectory, isUnnamedService } from '../../resource/index.ts';
import { absolutePath } from '../../spec/absolute-path.ts';
import { type CompressAfterRule, parseCompressAfter } from '../../spec/compress-after.ts';
import { ConfigurationError } from '../../spec/configuration-error.ts';
import { checkKeys } from '../../spec/option-checks.ts';
import { parseRetention, type RetentionOption, type RetentionRule } from '../../spec/retention.ts';
import { parseRotation, type RotationOption, type RotationRule } from '../../spec/rotation.ts';
import { parseSize } from '../../spec/size.ts';
import { parseTimeZone } from '../../spec/time-zone.ts';
import type { ErrorHandler } from '../../telemetry/error-reporter.ts';
import { isMeterProviderOption, METER_PROVIDER, type MeterProviderOption } from '../../telemetry/meter-provider.ts';
import type { FileEnvironment } from '../system/file-environment.ts';
import { type FlushOption, type FlushPolicy, parseFlush } from './flush-policy.ts';

/** The user's own compression: takes the absolute path of a finished file and resolves to the path of its archive. */
export type CustomCompression = (path: string) => Promise<string>;

/** The names of compressions. */
export type CompressionName = 'gzip' | 'gz' | 'zstd' | 'zst' | 'bz2' | 'bzip2' | 'zip' | 'none';

/** A compression at a level of its own. */
export interface CompressionOptions {
  readonly codec: Exclude<CompressionName, 'none'>;
  /**
   * A whole number: 1 to 9 for gzip and zip (default 5) and for bz2, whose level is the size of its blocks (default 9); 1 to 19 for zstd
   * (default 1). Higher ones make smaller archives and take longer: docs/files.md has a table.
   */
  readonly level?: number;
}

/** What happens to records when the buffer is full. */
export type Overflow = 'block' | 'drop-newest' | 'drop-oldest';

/** Options of {@link RotatingFileLogRecordExporter}. */
export interface RotatingFileLogRecordExporterOptions {
  /**
   * Where the files are written; made with mode 0700. A relative path is one below the working directory at the time of the
   * construction: `process.chdir` changes nothing later. Default: the environment variable `LAKETRACE_LOG_DIR`, else `./logs`.
   */
  readonly directory?: string;
  /**
   * The first part of the file names, without separators. Default: `service.name` of the first record's resource; where nobody gave
   * one, the name of the program's file without its extension.
   */
  readonly name?: string;
  /** How records become lines: a format, its name, a template such as `'{level} {message}'`, or a function that gives the line of a record. Default `'otlp'`. */
  readonly format?: FormatOption;
  /**
   * What the names of the files end in, before the suffix of a compression: a dot, a letter, letters and digits. Default: the
   * format's (`.jsonl`, `.log`).
   */
  readonly extension?: string;
  /** When a file is finished and the next one begun: see {@link parseRotation}. Default `'100 MB'`; `false`: never. */
  readonly rotation?: RotationOption;
  /** Which finished files are kept: see {@link parseRetention}. Default: all. */
  readonly retention?: RetentionOption;
  /**
   * How finished files are compressed: by a codec, at its usual level or at another; a function takes a path and resolves to the archive's.
   * Default: not at all.
   */
  readonly compression?: CompressionName | CompressionOptions | CustomCompression;
  /** How many finished files (`2`), or for how long (`'10 min'`), stay uncompressed. Default 0. */
  readonly compressAfter?: number | string;
  /** When bytes reach the operating system. Default `'turn'`: at the end of the event loop's turn. */
  readonly flush?: FlushOption;
  /** `true`: files are written on the thread pool and never block the event loop. Default `false`. */
  readonly enqueue?: boolean;
  /** Most bytes that are buffered while the disk is slow or refuses them. Default 16 MiB. */
  readonly maxBufferedBytes?: number | string;
  /**
   * What happens when the buffer is full: `'block'` (default) writes at once, whatever it takes, and drops the newest records
   * only where that fails, or where the disk has not answered a write of `enqueue` for a second; `'drop-newest'`; `'drop-oldest'`.
   * A record in the file says how many were dropped.
   */
  readonly overflow?: Overflow;
  /** When the disk, not only the operating system, must have the bytes: `'never'`, `'rotate'` (default), `'flush'`. */
  readonly fsync?: 'never' | 'rotate' | 'flush';
  /** The zone of calendar rotations, and of the times in text lines: an IANA name or `'local'`. Default `'UTC'`. */
  readonly timeZone?: string;
  /** Permissions of files and archives. Default `0o600`. */
  readonly mode?: number;
  /** The name of a symbolic link, in the directory, to the active file. Default: none. */
  readonly symlink?: string;
  /** Text that each new file begins with, for text formats: one or more lines, which are sanitized. Default: none. */
  readonly header?: string;
  /** How text formats are encoded: `'utf8'` (default), or `'latin1'`, which has `?` for what it cannot hold. */
  readonly encoding?: 'utf8' | 'latin1';
  /**
   * Chains the lines by digests, so that `verifyIntegrity` names later changes: options with a `key`, or `true` for a chain
   * without one. Default: not at all.
   */
  readonly integrity?: boolean | IntegrityOptions;
  /** Called with errors, which never reach the application. Default: the OpenTelemetry `diag` logger. */
  readonly onError?: ErrorHandler;
  /**
   * Takes the metrics of the exporter (docs/metrics.md): a `MeterProvider`, or `true` for the global one of `@opentelemetry/api`.
   * Default: that of the processor whose `file` this is, where it has one; `false`: none.
   */
  readonly meterProvider?: MeterProviderOption;
}

/** The options, checked and complete. */
export interface FileSettings {
  /** An absolute path. */
  readonly directory: string;
  /** As it was configured, for messages. */
  readonly writtenDirectory: string;
  readonly name: string | undefined;
  readonly format: LogRecordFormat;
  readonly rotation: RotationRule;
  readonly retention: RetentionRule;
  readonly compression: Codec | CustomCompression | undefined;
  readonly compressAfter: CompressAfterRule;
  readonly flush: FlushPolicy;
  readonly enqueue: boolean;
  readonly maxBufferedBytes: number;
  readonly overflow: Overflow;
  readonly fsync: 'never' | 'rotate' | 'flush';
  readonly timeZone: string;
  readonly mode: number;
  readonly symlink: string | undefined;
  readonly header: string | undefined;
  readonly encoding: 'utf8' | 'latin1';
  readonly integrity: IntegrityOptions | undefined;
  readonly onError: ErrorHandler | undefined;
  readonly meterProvider: MeterProviderOption | undefined;
}

/** The names of the options. */
export const FILE_OPTIONS: readonly string[] = [
  'directory',
  'name',
  'format',
  'extension',
  'rotation',
  'retention',
  'compression',
  'compressAfter',
  'flush',
  'enqueue',
  'maxBufferedBytes',
  'overflow',
  'fsync',
  'timeZone',
  'mode',
  'symlink',
  'header',
  'encoding',
  'integrity',
  'onError',
  'meterProvider',
] satisfies (keyof RotatingFileLogRecordExporterOptions)[];

/** What winston, pino-roll, loguru and the Python LakeTrace call them. */
export const FILE_SYNONYMS: Readonly<Record<string, string>> = {
  dir: 'directory',
  dirname: 'directory',
  folder: 'directory',
  logdir: 'directory',
  path: 'directory',
  file: 'name',
  filename: 'name',
  formatter: 'format',
  frequency: 'rotation',
  rotate: 'rotation',
  datepattern: 'rotation',
  maxsize: 'rotation',
  rotationmb: 'rotation',
  size: 'rotation',
  limit: 'retention',
  maxfiles: 'retention',
  retentionfiles: 'retention',
  compress: 'compression',
  compressionlevel: 'compression',
  gzip: 'compression',
  zippedarchive: 'compression',
  delay: 'flush',
  permissions: 'mode',
  sync: 'enqueue',
  utc: 'timeZone',
  meter: 'meterProvider',
  metrics: 'meterProvider',
  selfobsmeterprovider: 'meterProvider',
  tz: 'timeZone',
};

/**
 * Checks the options and fills in the defaults.
 * @throws ConfigurationError naming the option, its value and what is accepted
 */
export function readOptions(options: RotatingFileLogRecordExporterOptions, environment: FileEnvironment): FileSettings {
  checkKeys(options, '', { known: FILE_OPTIONS, synonyms: FILE_SYNONYMS });
  const timeZone = parseTimeZone(options.timeZone ?? 'UTC', 'timeZone');
  const given =
    options.format === undefined ? otlpJson() : inTimeZone(resolveFormat(options.format, 'format'), timeZone);
  const format = options.extension === undefined ? given : withExtension(given, parseExtension(options.extension));
  const writtenDirectory =
    optional(options.directory, 'directory', localPath) ?? defaultLogDirectory({ env: environment.variables });
  return {
    directory: absolutePath(writtenDirectory, 'directory'),
    writtenDirectory,
    name: optional(options.name, 'name', parseFileNamePart),
    format,
    rotation: parseRotation(options.rotation ?? '100 MB', 'rotation'),
    retention: parseRetention(options.retention ?? false, 'retention'),
    compression: parseCompression(options.compression),
    compressAfter: parseCompressAfter(options.compressAfter ?? 0, 'compressAfter'),
    flush: parseFlush(options.flush ?? 'turn', 'flush'),
    enqueue: options.enqueue === undefined ? false : boolean(options.enqueue, 'enqueue'),
    maxBufferedBytes: parseSize(options.maxBufferedBytes ?? 16 * 1024 * 1024, 'maxBufferedBytes'),
    overflow: oneOf(options.overflow ?? 'block', 'overflow', ['block', 'drop-newest', 'drop-oldest']),
    fsync: oneOf(options.fsync ?? 'rotate', 'fsync', ['never', 'rotate', 'flush']),
    timeZone,
    mode: parseMode(options.mode ?? 0o600),
    symlink: optional(options.symlink, 'symlink', parseFileNamePart),
    header: parseHeader(options.header, format),
    encoding: parseEncoding(options.encoding ?? 'utf8', format),
    integrity: parseIntegrityOptions(options.integrity ?? false, 'integrity'),
    onError: optional(options.onError, 'onError', handler),
    meterProvider: optional(options.meterProvider, 'meterProvider', meterProvider),
  };
}

/** Characters that no file name may have on some system that the files may end up on, and control characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNSAFE = /[/\\<>:"|?*\u0000-\u001f\u007f]/;
// In bytes: file systems take 255, of which the time, the suffixes and the lock take up to 60.
const LONGEST_NAME = 128;
const ACCEPTED_NAME = `a file name part of 1 to ${LONGEST_NAME} bytes in UTF-8 without separators, "..", control characters or any of <>:"|?*, not beginning with a dot`;

/** Reads a name that becomes part of a file name: it cannot leave the directory. */
export function parseFileNamePart(value: unknown, path: string): string {
  const isSafe =
    typeof value === 'string' &&
    value.length > 0 &&
    Buffer.byteLength(value) <= LONGEST_NAME &&
    !UNSAFE.test(value) &&
    !value.includes('..') &&
    !/^[.\s]|[.\s]$/.test(value) &&
    value.isWellFormed();
  if (!isSafe) throw new ConfigurationError(path, value, ACCEPTED_NAME);
  return value;
}

/**
 * A service name as a file name part: `team/app` becomes `team_app`.
 * @param program the name of the program, for a service that nobody named (`unknown_service:…`, as SDKs call it)
 */
export function fileNamePartFrom(serviceName: unknown, program: string): string {
  const text = typeof serviceName === 'string' && !isUnnamedService(serviceName) ? serviceName : program;
  const safe = text
    .toWellFormed()
    .replace(new RegExp(UNSAFE, 'g'), '_')
    .replace(/\.{2,}/g, '_')
    .replace(/^[.\s]+/, '');
  const short = withoutDotsAtEnd(cutAtBytes(safe, LONGEST_NAME));
  return short === '' ? 'laketrace' : short;
}

/** A text without the dots and blanks at its end, which Windows takes off a file's name. */
function withoutDotsAtEnd(text: string): string {
  let end = text.length;
  while (end > 0 && /[.\s]/.test(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

/** The longest beginning of a text that takes no more bytes in UTF-8, without half a character. */
function cutAtBytes(text: string, bytes: number): string {
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(bytes));
  return text.slice(0, read);
}

function parseCompression(
  value: RotatingFileLogRecordExporterOptions['compression'],
): Codec | CustomCompression | undefined {
  if (value === undefined || value === 'none') return undefined;
  if (typeof value === 'function') return value;
  if (typeof value !== 'object' || value === null) {
    return parseCodec(
      value,
      'compression',
      "'gzip' ('gz'), 'zstd', 'bz2', 'zip', 'none', { codec, level }, or a function (path) => Promise<path>",
    );
  }
  checkKeys(value, 'compression', ['codec', 'level']);
  const codec = parseCodec(value.codec, 'compression.codec', "'gzip' ('gz'), 'zstd', 'bz2' or 'zip'");
  if (value.level === undefined) return codec;
  try {
    return atLevel(codec, value.level);
  } catch {
    const { least, most } = codec.levels;
    throw new ConfigurationError(
      'compression.level',
      value.level,
      `a whole number from ${least} to ${most} for ${codec.name}`,
    );
  }
}

function parseCodec(name: CompressionName, path: string, accepted: string): Codec {
  try {
    return codecNamed(name);
  } catch {
    throw new ConfigurationError(path, name, accepted);
  }
}

function parseMode(value: number): number {
  if (!Number.isInteger(value) || value < 0 || value > 0o777 || (value & 0o600) !== 0o600) {
    throw new ConfigurationError(
      'mode',
      value,
      'permission bits up to 0o777 that let the owner read and write, such as 0o600',
    );
  }
  return value;
}

function parseHeader(value: string | undefined, format: LogRecordFormat): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'string') throw new ConfigurationError('header', value, 'a string');
  if (isJson(format)) {
    throw new ConfigurationError('header', value, `no header with the format ${format.name}, whose every line is JSON`);
  }
  const lines = value.replace(/\r?\n$/, '').split(/\r?\n/);
  return `${lines.map(sanitizeLine).join('\n')}\n`;
}

// The suffixes of what lies beside the files.
const TAKEN_EXTENSIONS = new Set([...archiveSuffixes, '.tmp', '.torn', '.lock']);

function parseExtension(value: unknown): string {
  if (typeof value === 'string' && /^\.[A-Za-z][A-Za-z0-9]{0,15}$/.test(value) && !TAKEN_EXTENSIONS.has(value))
    return value;
  throw new ConfigurationError(
    'extension',
    value,
    "a dot, a letter, and up to 15 letters and digits, such as '.csv'; no suffix of an archive",
  );
}

function parseEncoding(value: 'utf8' | 'latin1', format: LogRecordFormat): 'utf8' | 'latin1' {
  const encoding = oneOf(value, 'encoding', ['utf8', 'latin1']);
  if (encoding !== 'utf8' && isJson(format)) {
    throw new ConfigurationError('encoding', value, `'utf8' with the format ${format.name} (RFC 8259 §8.1)`);
  }
  return encoding;
}

function optional<T>(value: unknown, path: string, read: (value: unknown, path: string) => T): T | undefined {
  return value === undefined ? undefined : read(value, path);
}

function oneOf<T extends string>(value: unknown, path: string, accepted: readonly T[]): T {
  const found = accepted.find((option) => option === value);
  if (found === undefined)
    throw new ConfigurationError(path, value, accepted.map((option) => `'${option}'`).join(', '));
  return found;
}

function boolean(value: unknown, path: string): boolean {
  if (typeof value !== 'boolean') throw new ConfigurationError(path, value, 'true or false');
  return value;
}

/** `s3://…`, `abfss://…`, `file://…`; Databricks writes `dbfs:/…`. As a path it would be a directory in the working directory. */
const URL_LIKE = /^(?:[a-z][a-z0-9+.-]*:\/\/|dbfs:)/i;

function localPath(value: unknown, path: string): string {
  if (typeof value !== 'string' || value === '' || value.includes('\0')) {
    throw new ConfigurationError(path, value, 'a path');
  }
  if (URL_LIKE.test(value)) {
    throw new ConfigurationError(
      path,
      value,
      'the path of a local directory, whose finished files are copied to the lake',
    );
  }
  return value;
}

function meterProvider(value: unknown, path: string): MeterProviderOption {
  if (!isMeterProviderOption(value)) throw ConfigurationError.ofKind(path, value, METER_PROVIDER);
  return value;
}

function handler(value: unknown, path: string): ErrorHandler {
  if (typeof value !== 'function') throw new ConfigurationError(path, value, 'a function (error, context) => void');
  return value as ErrorHandler;
}
