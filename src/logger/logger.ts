// The logger for people who do not want to meet OpenTelemetry first: `getLogger`, its methods, its children.
import type { Writable } from 'node:stream';
import { sanitizeText } from '../format/sanitize-text.ts';
import { RUN_HANDLE, type RunHandle } from '../lifecycle/run-handle.ts';
import { createRedactor, type Redactor } from '../redaction/index.ts';
import { detectRuntime } from '../resource/index.ts';
import { ConfigurationError } from '../spec/configuration-error.ts';
import { notify } from '../telemetry/warning.ts';
import { boundFields, type LogFields } from './fields.ts';
import type { Handler, HandlerOptions } from './handler-forms.ts';
import { type LogCall, readCall, readThrowingCall } from './log-call.ts';
import { type HandlerInfo, type LogEntry, LoggerCore } from './logger-core.ts';
import { calledLevel, LEVELS, type LevelName, type LoggerLevel } from './logger-levels.ts';
import type { LoggerConfig } from './logger-options.ts';
import { notifyOnce } from './notice.ts';
import { readRunId } from './run-resource.ts';

/** On the global object: the ESM and the CommonJS build may both be loaded, and a name stands for one logger in both. */
const LOGGERS: unique symbol = Symbol.for('laketrace.loggers') as never;
const shared = globalThis as { [LOGGERS]?: Map<string, LakeTraceLogger> };

/** How another build's copy of this file gives a logger its configuration. */
const CONFIGURE: unique symbol = Symbol.for('laketrace.logger.configure') as never;

/** How many lines {@link LakeTraceLogger.tail} prints. */
const TAIL_LINES = 50;

/** How often {@link LakeTraceLogger.uploadLogToLakehouse} tries each file again. */
const MOST_RETRIES = 2;

/** What {@link LakeTraceLogger.bind} makes a child of. */
class Seed {
  readonly core: LoggerCore;
  readonly #fields: LogFields;

  constructor(core: LoggerCore, fields: LogFields) {
    this.core = core;
    this.#fields = fields;
  }

  static is(value: unknown): value is Seed {
    return typeof value === 'object' && value !== null && #fields in value;
  }

  get fields(): LogFields {
    return this.#fields;
  }
}

/**
 * A logger by name: `getLogger(name, config?, runId?)`. Its methods log a message with fields; they never throw, unless `catch` is `false`.
 *
 * A message may be any value. After it come, in any order, objects with fields and what was thrown; what is neither is kept under `args`.
 * An error, or an object, in the place of the message may be followed by the message. Methods with two words also have the names in snake
 * case by which users of the Python LakeTrace look for them.
 */
export class LakeTraceLogger implements Disposable, AsyncDisposable {
  readonly #core!: LoggerCore;
  readonly #fields: LogFields | undefined;

  /**
   * The same as {@link getLogger}: the logger of the name, where there is one.
   * @throws ConfigurationError, or an error that says what to install where there is no OpenTelemetry SDK for logs
   */
  constructor(name: string, config?: LoggerConfig | null, runId?: string | number | null);
  constructor(given: string | Seed, config?: LoggerConfig | null, runId?: string | number | null) {
    if (Seed.is(given)) {
      this.#core = given.core;
      this.#fields = given.fields;
      return;
    }
    requireName(given);
    const run = readRunId(runId);
    shared[LOGGERS] ??= new Map();
    const loggers = shared[LOGGERS];
    const known = loggers.get(given);
    if (known !== undefined) {
      known[CONFIGURE](config, run);
      // biome-ignore lint/correctness/noConstructorReturn: a name stands for one logger, however it is asked for
      return known;
    }
    this.#core = new LoggerCore(given, config, run, () => {
      if (loggers.get(given) === this) loggers.delete(given);
    });
    loggers.set(given, this);
  }

  /** The name: the instrumentation scope of the records, and the first part of the file's name. */
  get name(): string {
    return this.#core.name;
  }

  trace(message: unknown, ...details: unknown[]): void {
    this.#log(LEVELS.TRACE, message, details, this.trace);
  }

  debug(message: unknown, ...details: unknown[]): void {
    this.#log(LEVELS.DEBUG, message, details, this.debug);
  }

  info(message: unknown, ...details: unknown[]): void {
    this.#log(LEVELS.INFO, message, details, this.info);
  }

  /** Logs at SUCCESS, which is a degree of INFO: 10. */
  success(message: unknown, ...details: unknown[]): void {
    this.#log(LEVELS.SUCCESS, message, details, this.success);
  }

  warning(message: unknown, ...details: unknown[]): void {
    this.#log(LEVELS.WARNING, message, details, this.warning);
  }

  /** The same as {@link warning}. */
  warn(message: unknown, ...details: unknown[]): void {
    this.#log(LEVELS.WARNING, message, details, this.warn);
  }

  error(message: unknown, ...details: unknown[]): void {
    this.#log(LEVELS.ERROR, message, details, this.error);
  }

  critical(message: unknown, ...details: unknown[]): void {
    this.#log(LEVELS.CRITICAL, message, details, this.critical);
  }

  /**
   * Logs at ERROR with what was thrown: its type, its message, and its stack with all causes and gathered errors. Anything may have been
   * thrown; but a plain object alone is fields, and an error is the exception wherever it stands. Without any of these there is no
   * exception in the record.
   * @param details what was thrown, then fields
   */
  exception(message: unknown, ...details: [error?: unknown, ...more: unknown[]]): void {
    this.#emit(LEVELS.ERROR, readThrowingCall(message, details), this.exception);
  }

  /**
   * Logs at a level.
   * @param level a name in any case, or a `SeverityNumber`. Under one that is none the record is kept at INFO, which is said once
   * @param details see {@link LakeTraceLogger}
   */
  log(level: LevelName | number, ...call: [message: unknown, ...details: unknown[]]): void {
    const [message, ...details] = call;
    // As with `console.log`, which takes no level.
    if (call.length === 0) this.#log(this.#levelOf(undefined), level, [], this.log);
    else this.#log(this.#levelOf(level), message, details, this.log);
  }

  /**
   * Logs structured data as fields.
   * @param level default INFO
   * @param maskSensitive `true` (default): the data is masked also where the logger masks nothing. `false` adds no masking to that of the
   *   logger, and takes none of it away
   */
  logStructured(message: unknown, level: LevelName | number = 'INFO', data: object = {}, maskSensitive = true): void {
    const isMasked = maskSensitive && this.#core.settings.processor.redaction === false;
    this.#log(this.#levelOf(level), message, [isMasked ? maskedCopy(data) : data], this.logStructured);
  }

  #levelOf(given: unknown): LoggerLevel {
    const level = calledLevel(given);
    if (level.isUnknown) {
      const what = shownLevel(given);
      notifyOnce(`level ${what}`, `the logger ${this.name} was given ${what}: the record is at INFO`);
    }
    return level;
  }

  #log(level: LoggerLevel, message: unknown, details: readonly unknown[], entry: LogEntry): void {
    this.#emit(level, readCall(message, details), entry);
  }

  #emit(level: LoggerLevel, call: LogCall, entry: LogEntry): void {
    this.#core.log(level, call, this.#fields, entry);
  }

  /**
   * A child whose records all have these fields, below those of each call and above those of this logger. It shares all else: its file,
   * its handlers, its level.
   * @throws ConfigurationError for what is no object with fields
   */
  bind(fields: object | null | undefined): LakeTraceLogger {
    const Child = LakeTraceLogger as unknown as new (seed: Seed) => LakeTraceLogger;
    return new Child(new Seed(this.#core, boundFields(this.#fields, fields)));
  }

  /**
   * Adds a handler: where else records go. It may have a level, also one below that of the logger, a filter and a format of its own.
   * @param handler a path, options of a file, `'console'`, `'stderr'`, a function `(record, line) => void`, a `Writable`, a `LogRecordExporter`
   * @returns its id, which no other handler of the process ever has
   * @throws ConfigurationError naming the option, its value and what is accepted
   */
  addHandler(handler: Handler, options?: HandlerOptions): number {
    return this.#core.addHandler(handler, options);
  }

  /**
   * Takes a handler of this logger away, the file and the console included.
   * @returns resolves, once it is flushed and closed, to whether this logger had it
   */
  removeHandler(id: number): Promise<boolean> {
    return this.#core.removeHandler(id);
  }

  /** All handlers: the file, the console, and those that were added. */
  get handlers(): readonly HandlerInfo[] {
    return this.#core.handlers;
  }

  /**
   * Sets the lowest level of file and console, and of handlers without one of their own, from the next record on.
   * @throws ConfigurationError for what is no level
   */
  setLevel(level: LevelName | number): void {
    this.#core.setLevel(level);
  }

  /**
   * Prints the last lines of the file, and of finished ones, compressed or not, where it has fewer.
   * @param n how many, at least 1. Default 50
   * @param stream where to print. Default standard output
   * @returns resolves to the lines, oldest first
   * @throws ConfigurationError where `n` is no such number
   */
  async tail(n: number = TAIL_LINES, stream: Pick<Writable, 'write'> = process.stdout): Promise<readonly string[]> {
    if (!Number.isInteger(n) || n < 1)
      throw new ConfigurationError('tail(n)', n, 'a whole number of lines of at least 1');
    const lines = await this.#core.lastLines(n);
    if (lines.length > 0) stream.write(`${lines.join('\n')}\n`);
    return lines;
  }

  /** The path of the file that is written to; before the first record, that it will open. Nothing where there are no files. */
  get logFilePath(): string | undefined {
    return this.#core.filePath;
  }

  /**
   * Resolves when all records so far have reached their end: files are written, handlers flushed. It waits 30 s for a disk that takes nothing,
   * and two seconds where time mends nothing, as without permission.
   * @returns resolves to `false` where some of what waited has not: why is reported, to `onError` or on standard error, and they are still kept and tried.
   *   Rejects only with `catch: false`
   */
  flush(): Promise<boolean> {
    return this.#core.flush();
  }

  /**
   * Flushes and closes everything, for this logger and its children. Its name is free then: `getLogger` opens a new one, which continues
   * the file. What is logged by this one later is lost, which is said once.
   * @returns resolves as {@link flush} does, within `shutdownTimeoutMillis`
   */
  close(): Promise<boolean> {
    return this.#core.close();
  }

  /**
   * Finishes the file and uploads the logger's files to the lake of the platform: to its mount where there is one, else by its service. Never
   * throws: where something is not uploaded it resolves to `false`, and a warning says why and where the files remain.
   * @param targetPath where in the lake: `Files/logs` of the default lakehouse, `/Volumes/<catalog>/<schema>/<volume>/logs`, `abfss://…`
   * @param options how often each file is tried again, `{ maxRetries: 2 }` or the number. Default 2
   * @returns whether all files are there; `false` outside of Fabric and Databricks
   */
  async uploadLogToLakehouse(
    targetPath: string,
    options: number | { readonly maxRetries?: number } = {},
  ): Promise<boolean> {
    const running = detectRuntime();
    const given: unknown = typeof options === 'object' && options !== null ? options.maxRetries : options;
    const why =
      running.platform === 'fabric' || running.platform === 'databricks'
        ? await this.#core.uploadToLakehouse(targetPath, given ?? MOST_RETRIES, running)
        : `this is neither Fabric nor Databricks; ${this.#whereFilesAre}`;
    if (why !== undefined) notify(`${this.name}: nothing was uploaded, or not all, as ${why}`);
    return why === undefined;
  }

  get #whereFilesAre(): string {
    const path = this.logFilePath;
    return path === undefined ? 'there is no file' : `the files remain beside ${path}`;
  }

  /** Has the logger close; what is buffered is written in any case. A child only goes. */
  [Symbol.dispose](): void {
    if (this.#fields === undefined) void this.close();
  }

  /** Closes the logger, as {@link close} does. A child only flushes. */
  async [Symbol.asyncDispose](): Promise<void> {
    await (this.#fields === undefined ? this.close() : this.flush());
  }

  /** @internal */
  [CONFIGURE](config: unknown, runId: string | undefined): void {
    this.#core.configure(config, runId);
  }

  /** @internal */
  get [RUN_HANDLE](): RunHandle {
    return this.#core;
  }

  /** The same as {@link logStructured}. */
  log_structured(message: unknown, level?: LevelName | number, data?: object, maskSensitive?: boolean): void {
    this.logStructured(message, level, data, maskSensitive);
  }

  /** The same as {@link addHandler}. */
  add_handler(handler: Handler, options?: HandlerOptions): number {
    return this.addHandler(handler, options);
  }

  /** The same as {@link removeHandler}. */
  remove_handler(id: number): Promise<boolean> {
    return this.removeHandler(id);
  }

  /** The same as {@link setLevel}. */
  set_level(level: LevelName | number): void {
    this.setLevel(level);
  }

  /** The same as {@link uploadLogToLakehouse}. */
  upload_log_to_lakehouse(targetPath: string, options?: number | { readonly maxRetries?: number }): Promise<boolean> {
    return this.uploadLogToLakehouse(targetPath, options);
  }

  /** The same as {@link logFilePath}. */
  get log_file_path(): string | undefined {
    return this.logFilePath;
  }
}

/** Of a level that is none, as it is told. */
const LONGEST_LEVEL = 40;

function shownLevel(given: unknown): string {
  if (typeof given === 'number') return `the level ${given}, which is another one in Python, or none: write its name`;
  if (typeof given !== 'string' || given.trim() === '') return 'no level';
  return `the level ${sanitizeText(given.trim().slice(0, LONGEST_LEVEL))}, which is none`;
}

let redactor: Redactor | undefined;

function maskedCopy(data: object): object {
  redactor ??= createRedactor();
  return redactor.redactValue(data);
}

function requireName(name: unknown): asserts name is string {
  if (typeof name !== 'string' || name.trim() === '')
    throw new ConfigurationError('name', name, 'the name of the logger');
}

/**
 * The logger of a name. The first call makes it; a later one gives the same, however often a cell of a notebook runs. A configuration that
 * a later call gives takes effect as a whole, loses no line, and what it changes is said in one warning; without one, nothing changes.
 *
 * Options: {@link LoggerConfig}. What it does not say, the variables `LAKETRACE_*` say, else the defaults.
 * @param name of the logger; the file is `<name>.jsonl`, or `<name>.log` with text
 * @param config names in camel case or in snake case
 * @param runId the id of the run, in every record. Default: `LAKETRACE_RUN_ID`, `DB_JOB_RUN_ID`, `FABRIC_RUN_ID`, `RUN_ID`, or what the platform says
 * @throws ConfigurationError naming the option, its value, what is accepted and the nearest name; an error that says what to install
 *   where there is no OpenTelemetry SDK for logs
 */
export function getLogger(name: string, config?: LoggerConfig | null, runId?: string | number | null): LakeTraceLogger {
  return new LakeTraceLogger(name, config, runId);
}

/** The same as {@link getLogger}, by the longer name that the Python LakeTrace has for it as well. */
export function getLakeTraceLogger(
  name: string,
  config?: LoggerConfig | null,
  runId?: string | number | null,
): LakeTraceLogger {
  return getLogger(name, config, runId);
}
