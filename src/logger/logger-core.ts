// What all that is bound to one logger shares: its provider, its processor with file and console, its handlers, its configuration.
import { basename } from 'node:path';
import type { Context } from '@opentelemetry/api';
import type { LogRecordProcessor, ReadableLogRecord, ReadWriteLogRecord } from '@opentelemetry/sdk-logs';
import { RotatingFileLogRecordExporter } from '../file/rotating-file-log-record-exporter.ts';
import { isOf } from '../foreign/shape.ts';
import { afterLimit, isLimited, unlimited } from '../foreign/time-limit.ts';
import { callSite } from '../format/call-site.ts';
import { CODE_FILE, CODE_FUNCTION, CODE_LINE } from '../format/flat-json-fields.ts';
import { Deadline } from '../lifecycle/deadline.ts';
import { ErrorPolicy } from '../processor/errors/error-policy.ts';
import { redactedErrors } from '../processor/errors/redacted-errors.ts';
import { LakeTraceLogRecordProcessor, type ProcessorEnvironment } from '../processor/log-record-processor.ts';
import type { LakeTraceLogRecordProcessorOptions } from '../processor/processor-options.ts';
import { IsolatedLogRecord } from '../processor/record/isolated-log-record.ts';
import type { SinkStats } from '../processor/sinks/sink.ts';
import { nextId } from '../processor/sinks/sink-registry.ts';
import { createRedactor, type Redactor, type RedactorOptions } from '../redaction/index.ts';
import { type DetectedRuntime, defaultLogDirectory, detectRuntime } from '../resource/index.ts';
import { loadSdk, type SdkPackages } from '../sdk/sdk-packages.ts';
import type { ConfigurationError } from '../spec/configuration-error.ts';
import { isObject } from '../spec/option-checks.ts';
import { type ErrorCleaner, type ErrorContext, ErrorReporter } from '../telemetry/error-reporter.ts';
import { announceLoss } from '../telemetry/events.ts';
import { notify } from '../telemetry/warning.ts';
import { addFields, type LogFields, type LoggedFields } from './fields.ts';
import { type HandlerDefaults, readHandler } from './handler-forms.ts';
import { Handlers } from './handlers.ts';
import type { LogCall } from './log-call.ts';
import { type LoggerLevel, readLevel } from './logger-levels.ts';
import { type LoggerSettings, readSettings } from './logger-settings.ts';
import { notifyOnce } from './notice.ts';
import { inSameDirectory, isExporter, type OwnPlace, ofLoggerItself, ownPlace, pathOf } from './own-files.ts';
import { runResource } from './run-resource.ts';
import { changeBetween } from './settings-change.ts';

type EnabledOptions = Parameters<NonNullable<LogRecordProcessor['enabled']>>[0];
type SdkLogger = ReturnType<InstanceType<SdkPackages['LoggerProvider']>['getLogger']>;
type SdkBody = NonNullable<ReadableLogRecord['body']>;

/** A processor, after which handlers get records: the types that users see show no environment. */
const Processor = LakeTraceLogRecordProcessor as new (
  options: LakeTraceLogRecordProcessorOptions,
  environment: ProcessorEnvironment,
) => LakeTraceLogRecordProcessor;

/** What `sinks()` calls the file of a processor. */
const FILE_SINK = 'file';

/** How long handlers have to close, in milliseconds, where the configuration says nothing else. */
const SHUTDOWN_TIMEOUT = 10_000;

/** The method of the logger that was called: the place in the program is that of its call. */
export type LogEntry = (...inputs: never[]) => unknown;

/** A handler as {@link LoggerCore.handlers} lists it. */
export interface HandlerInfo extends SinkStats {
  readonly id: number;
  /** The lowest severity that it gets. */
  readonly level: number;
}

/** What a configuration makes: replaced as a whole by another one. */
interface Pipeline {
  readonly settings: LoggerSettings;
  /** What becomes of the errors of its formatter. */
  readonly errors: ErrorPolicy;
  readonly runId: string | undefined;
  readonly exporter: RotatingFileLogRecordExporter | undefined;
  readonly processor: LakeTraceLogRecordProcessor;
  /** Where the exporter's files are, where it is not the user's own. */
  readonly place: OwnPlace | undefined;
}

/**
 * One logger. It is the processor of its provider: each record gets its fields, goes through LakeTrace's processor, and then to the handlers,
 * which so get what is tagged and clean.
 */
export class LoggerCore implements LogRecordProcessor {
  readonly name: string;
  readonly #left: () => void;
  readonly #reporter: ErrorReporter;
  #pipeline: Pipeline;
  #logger: SdkLogger;
  #handlers: Handlers | undefined;
  #cleaner: ErrorCleaner | undefined;
  /** The call whose record is being made. */
  #call: (Omit<LoggedFields, 'place'> & { readonly entry: LogEntry }) | undefined;
  /** The processors of former configurations that are still closing. */
  readonly #former = new Set<Promise<boolean>>();
  #closed: Promise<boolean> | undefined;

  /**
   * @param left called when the logger begins to close: its name is free then
   * @throws ConfigurationError, or an error that says what to install where there is no SDK
   */
  constructor(name: string, config: unknown, runId: string | undefined, left: () => void) {
    this.name = name;
    this.#left = left;
    this.#reporter = new ErrorReporter({ onError: (error, context) => this.#toErrorHandler(error, context) });
    this.#reporter.cleanWith(this.#ownCleaner);
    const settings = this.#read(config);
    const sdk = settings.sdk ?? loadSdk('getLogger');
    this.#pipeline = this.#build(settings, runId);
    this.#logger = this.#connect(sdk);
    this.#sayWhatIsOff();
  }

  get settings(): LoggerSettings {
    return this.#pipeline.settings;
  }

  /** Logs a record. Throws only with `catch: false`. */
  log(
    { severityNumber, severityText }: LoggerLevel,
    { message, thrown, details }: LogCall,
    bound: LogFields | undefined,
    entry: LogEntry,
  ): void {
    if (this.#closed !== undefined) return this.#refuse();
    this.#call = { bound, thrown, details, entry };
    try {
      this.#logger.emit({ severityNumber, severityText, body: message as SdkBody });
    } finally {
      this.#call = undefined;
    }
  }

  #refuse(): void {
    announceLoss({ source: 'processor', target: this.name }, 'shutdown', 1);
    this.#sayClosed('what is logged by it is lost');
  }

  #sayClosed(what: string): void {
    notifyOnce(`${what} ${this.name}`, `the logger ${this.name} is closed: ${what}; getLogger opens a new one`);
  }

  onEmit(record: ReadWriteLogRecord, context?: Context): void {
    const call = this.#call;
    this.#call = undefined;
    if (call !== undefined) {
      const place = this.settings.serialize ? placeOf(call.entry) : undefined;
      addFields(record, { ...call, place });
    }
    if (isLimited()) this.#putOff(record);
    else this.#pass(record, context);
  }

  /** It was logged by a function that may be stopped in the middle, which neither the processor nor handlers must be. */
  #putOff(record: ReadWriteLogRecord): void {
    const copy = new IsolatedLogRecord(record);
    afterLimit(() => this.#pass(copy as unknown as ReadWriteLogRecord));
  }

  #pass(record: ReadWriteLogRecord, context?: Context): void {
    try {
      this.#pipeline.processor.onEmit(record, context);
    } finally {
      this.#emitToHandlers(record);
    }
  }

  #emitToHandlers(record: ReadableLogRecord): void {
    const { errors } = this.#pipeline;
    try {
      this.#handlers?.emit(record);
    } finally {
      if (errors.hasPending) errors.throwPending();
    }
  }

  enabled(options: EnabledOptions): boolean {
    return this.#pipeline.processor.enabled(options) || this.#handlers?.wants(options.severityNumber ?? 0) === true;
  }

  /** Uploads the files. Resolves to why it did not succeed, where it did not. */
  async uploadToLakehouse(
    targetPath: unknown,
    maxRetries: unknown,
    running: DetectedRuntime,
  ): Promise<string | undefined> {
    const { uploadToLakehouse } = await import('./lakehouse-upload.ts');
    return uploadToLakehouse({ processor: this.#pipeline.processor, targetPath, maxRetries, running });
  }

  /** Adds a handler and returns its id. @throws ConfigurationError */
  addHandler(handler: unknown, options: unknown): number {
    const target = readHandler(handler, options, this.#handlerDefaults);
    if (this.#closed !== undefined) {
      this.#sayClosed('its handlers get nothing');
      return nextId();
    }
    if (target.file !== undefined && target.file === this.#ownFile) throw ofLoggerItself('handler', target.file);
    this.#handlers ??= new Handlers({
      errors: new ErrorPolicy(this.#reporter, this.settings.processor.catch ?? true),
      reporter: this.#reporter,
      cleaner: this.#ownCleaner,
      sanitizes: this.settings.processor.sanitize ?? true,
      shutdownTimeout: this.settings.processor.shutdownTimeoutMillis ?? SHUTDOWN_TIMEOUT,
      level: () => this.level,
    });
    return this.#handlers.add(target);
  }

  /** Where one's own file is, unless it was taken away. */
  get #ownFile(): string | undefined {
    const { place, processor } = this.#pipeline;
    const isThere = [...processor.sinks().values()].some(({ name }) => name === FILE_SINK);
    return place !== undefined && isThere ? pathOf(place) : undefined;
  }

  get #handlerDefaults(): HandlerDefaults {
    const { formats, processor, addsRuntimeContext } = this.settings;
    return {
      directory: this.#pipeline.place?.directory ?? defaultLogDirectory({ below: 'temporary' }),
      ...formats,
      sanitizes: processor.sanitize ?? true,
      addsRuntimeContext,
      onError: processor.onError,
      failed: this.#formatterFailed,
    };
  }

  /** Takes a handler away, one's own file and console included; resolves to whether this logger had it. */
  async removeHandler(id: number): Promise<boolean> {
    const { processor } = this.#pipeline;
    if (!processor.sinks().has(id)) return (await this.#handlers?.remove(id)) ?? false;
    await processor.removeSink(id);
    return true;
  }

  get handlers(): readonly HandlerInfo[] {
    const own = [...this.#pipeline.processor.sinks()].map(([id, stats]) => ({ id, ...stats, level: undefined }));
    const added = [...(this.#handlers?.stats ?? [])].map(([id, stats]) => ({ id, ...stats }));
    return [...own, ...added].map((info) => ({ ...info, level: info.level ?? this.level }));
  }

  /** The lowest severity of file and console. */
  get level(): number {
    return this.#pipeline.processor.minimumSeverityOf(this.name);
  }

  /** @throws ConfigurationError for what is no level */
  setLevel(level: unknown): void {
    if (this.#closed !== undefined) this.#sayClosed('a level has no effect');
    this.#pipeline.processor.setMinimumSeverity(readLevel(level, 'setLevel'), this.name);
  }

  /** The path of the file that is written to, or that the first record will open; nothing where there are no files. */
  get filePath(): string | undefined {
    const { exporter, place } = this.#pipeline;
    return exporter === undefined ? undefined : (exporter.activeFile ?? (place && pathOf(place)));
  }

  /** The last lines of the files, oldest first. */
  async lastLines(count: number): Promise<string[]> {
    const { exporter, place } = this.#pipeline;
    if (exporter === undefined || place === undefined) return [];
    await this.flush();
    const active = exporter.activeFile;
    const { lastLines } = await import('../read/last-lines.ts');
    return lastLines({ ...place, ...(active !== undefined && { active: basename(active) }) }, count);
  }

  /**
   * Takes another configuration, where one is given: as a whole, as if it were the first. What was logged before it has gone, or goes, its
   * way by the former one; the file is continued.
   * @throws ConfigurationError, and nothing has changed then
   */
  configure(config: unknown, runId: string | undefined): void {
    const hasConfig = isObject(config) && Object.keys(config).length > 0;
    const before = this.#pipeline;
    const settings = hasConfig ? inSameDirectory(this.#read(config), before.settings, before.place) : before.settings;
    const { changed, renewed } = changeBetween(before.settings.given, settings.given);
    const isOtherRun = runId !== undefined && runId !== before.runId;
    if (changed.length === 0 && renewed.length === 0 && !isOtherRun) return;
    if (renewed.length === 0 && !isOtherRun && changed.every((name) => name === 'level')) {
      this.#pipeline = { ...before, settings };
      before.processor.setMinimumSeverity(settings.level, this.name);
    } else this.#replace(before, settings, runId ?? before.runId);
    const what = [...changed.map((name) => settings.given.get(name)?.path ?? name), ...(isOtherRun ? ['runId'] : [])];
    if (what.length > 0) notify(`the logger ${this.name} has a new configuration: ${what.join(', ')} changed`);
    if (changed.includes('maskPii') || changed.includes('redaction')) this.#sayWhatIsOff();
  }

  #replace(before: Pipeline, settings: LoggerSettings, runId: string | undefined): void {
    const sdk = settings.sdk ?? before.settings.sdk ?? loadSdk('getLogger');
    const place = ownPlace(settings);
    const path = place && pathOf(place);
    if (path !== undefined && this.#handlers?.hasFile(path) === true) throw ofLoggerItself('name', path);
    const next = this.#build(settings, runId);
    // The former exporter gives its file up before the next one opens it.
    before.exporter?.handOver();
    this.#pipeline = next;
    this.#cleaner = undefined;
    this.#logger = this.#connect(sdk);
    const closed: Promise<boolean> = before.processor
      .close()
      .catch((error) => {
        this.#reporter.report(error, 'file', this.name);
        return false;
      })
      .finally(() => this.#former.delete(closed));
    this.#former.add(closed);
  }

  /** Resolves when every record so far has reached its end, to whether it has. Rejects only with `catch: false`. */
  flush(): Promise<boolean> {
    return unlimited(async () => {
      const { processor } = this.#pipeline;
      return areWell(await Promise.all([processor.flush(), this.#handlers?.forceFlush(), ...this.#former]));
    });
  }

  /** Flushes and frees everything; resolves as {@link flush} does. A second call gives the same promise. */
  close(): Promise<boolean> {
    if (isLimited()) return unlimited(() => this.close());
    if (this.#closed === undefined) {
      this.#left();
      this.#closed = this.#close();
    }
    return this.#closed;
  }

  async #close(): Promise<boolean> {
    const { exporter, processor, settings, place } = this.#pipeline;
    // At once, so that another logger of the name may begin where this one ends; not where nothing may block.
    if (place?.mayBlock === true) exporter?.handOver();
    const deadline = new Deadline(settings.processor.shutdownTimeoutMillis ?? SHUTDOWN_TIMEOUT);
    return areWell(await Promise.all([processor.close(), this.#handlers?.shutdown(deadline), ...this.#former]));
  }

  async forceFlush(): Promise<void> {
    await this.flush();
  }

  async shutdown(): Promise<void> {
    await this.close();
  }

  #read(config: unknown): LoggerSettings {
    return readSettings(this.name, config, process.env, this.#formatterFailed);
  }

  #build(settings: LoggerSettings, runId: string | undefined): Pipeline {
    const { file, processor: options, level: minimumSeverity, console, paths } = settings;
    const { onError } = options;
    const exporter =
      file !== false && !isExporter(file)
        ? asWritten(
            paths,
            () => new RotatingFileLogRecordExporter({ ...(onError !== undefined && { onError }), ...file }),
          )
        : file || undefined;
    const processor = asWritten(
      paths,
      () =>
        new Processor(
          { resource: false, ...options, minimumSeverity, file: exporter ?? false, console },
          { tagsDropped: true },
        ),
    );
    const errors = new ErrorPolicy(this.#reporter, options.catch ?? true);
    return { settings, errors, runId, exporter, processor, place: ownPlace(settings) };
  }

  /** Makes a provider whose processor is this, and the logger of it. */
  #connect(sdk: SdkPackages): SdkLogger {
    const { runId, settings } = this.#pipeline;
    const detected = detectRuntime();
    const resource = runResource(sdk, {
      loggerName: this.name,
      runId: runId ?? detected.runId,
      addsRuntimeContext: settings.addsRuntimeContext,
      detected: detected.attributes,
    });
    return new sdk.LoggerProvider({ resource, processors: [this] }).getLogger(this.name);
  }

  #sayWhatIsOff(): void {
    const { given, processor } = this.settings;
    if (processor.redaction !== false) return;
    const path = (given.get('maskPii') ?? given.get('redaction'))?.path;
    notifyOnce('unmasked', `${path} is false: personal data and secrets are written as they are logged`);
  }

  /** Cleans errors by the configuration of the moment; the redactor for it is made with the first one. */
  readonly #ownCleaner: ErrorCleaner = {
    error: (error) => this.#cleanerNow?.error(error) ?? error,
    text: (text) => this.#cleanerNow?.text(text) ?? text,
  };

  get #cleanerNow(): ErrorCleaner | undefined {
    const { redaction } = this.settings.processor;
    if (redaction === false) return undefined;
    this.#cleaner ??= redactedErrors(redactorOf(redaction));
    return this.#cleaner;
  }

  readonly #formatterFailed = (error: unknown): void => {
    this.#pipeline.errors.caught(error, 'format', 'formatter');
  };

  /** What it throws has the error go where it goes without a handler. */
  #toErrorHandler(error: Error, context: ErrorContext): unknown {
    const { onError } = this.settings.processor;
    if (onError === undefined) throw error;
    return onError(error, context);
  }
}

function areWell(ends: readonly (boolean | undefined)[]): boolean {
  return !ends.includes(false);
}

/** Where in the application a method of the logger was called. */
function placeOf(entry: LogEntry): LogFields | undefined {
  const site = callSite(entry);
  return site && { [CODE_FUNCTION]: site.function, [CODE_FILE]: site.file, [CODE_LINE]: site.line };
}

function redactorOf(option: LakeTraceLogRecordProcessorOptions['redaction']): Redactor {
  if (!isObject(option)) return createRedactor();
  if (typeof option['redactValue'] === 'function') return option as unknown as Redactor;
  const { mark: _, ...options } = option as RedactorOptions & { readonly mark?: boolean };
  return createRedactor(options);
}

/** Makes something of options: what it refuses is told under the name that its user knows. */
function asWritten<T>(paths: ReadonlyMap<string, string>, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!isOf<ConfigurationError>(error, 'ConfigurationError')) throw error;
    const option = error.option.startsWith('file.') ? error.option.slice('file.'.length) : error.option;
    const end = option.search(/\W/);
    const head = end === -1 ? option : option.slice(0, end);
    const path = paths.get(head);
    throw path === undefined ? error : error.renamed(`${path}${option.slice(head.length)}`);
  }
}
