// The forms in which a handler is given: a file, the console, a stream, a function, an exporter.
import { basename, dirname, extname, join, resolve } from 'node:path';
import type { Writable } from 'node:stream';
import type { LogRecordExporter, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { FILE_OPTIONS, type RotatingFileLogRecordExporterOptions } from '../file/options/file-options.ts';
import { RotatingFileLogRecordExporter } from '../file/rotating-file-log-record-exporter.ts';
import type { Failed } from '../foreign/call.ts';
import type { LogRecordFormat } from '../format/format.ts';
import { RecordView } from '../format/record-view.ts';
import type { LogRecordFilter } from '../processor/filters/filter.ts';
import { ConsoleLogRecordSink } from '../processor/sinks/console-sink.ts';
import type { SinkOptions } from '../processor/sinks/sink.ts';
import { isStream } from '../processor/sinks/stream-sink.ts';
import { ConfigurationError } from '../spec/configuration-error.ts';
import { checkKeys, isObject, requireOptions } from '../spec/option-checks.ts';
import type { ErrorHandler } from '../telemetry/error-reporter.ts';
import { DEFAULT_ROTATION, defaultRetention } from './default-retention.ts';
import { readFilters } from './filter-forms.ts';
import { formatsOf, withFormatOfLogger } from './logger-formats.ts';
import { type LevelName, readLevel } from './logger-levels.ts';
import type { LineFormatterFunction, LoggerFilter, LoggerFormat } from './logger-options.ts';

/** A function that gets each record as people see it, and its line. What it returns is waited for by a flush. */
export type HandlerFunction = (record: RecordView, line: string) => unknown;

/** What each handler may have of its own. */
export interface HandlerOptions {
  /** The lowest level that it gets, also below that of the logger. Default: the logger's. */
  readonly level?: LevelName | number;
  /** Which records it gets; it sees them masked. Default: all of the level. */
  readonly filter?: LoggerFilter;
  /** How its lines look; an exporter has none. Default: as those of the logger. */
  readonly format?: LoggerFormat;
  /** Gives the line of a record. Default: none. */
  readonly formatter?: LineFormatterFunction;
  /**
   * For messages and `handlers`. A second handler of one name takes the place of the first, as where a cell of a notebook runs again.
   * Default: the kind of the handler, and its id.
   */
  readonly name?: string;
}

/** A file as a handler: options of the file exporter, and the handler's own. Its directory is that of the logger by default. */
export type FileHandlerOptions = Omit<RotatingFileLogRecordExporterOptions, 'format'> & Omit<HandlerOptions, 'name'>;

/** What a handler writes to. */
export type Handler = string | HandlerFunction | Writable | LogRecordExporter | FileHandlerOptions;

/** A handler, read. */
export interface HandlerTarget {
  readonly sink: Pick<SinkOptions, 'sink' | 'format'>;
  /** What a handler of the same identity is replaced by: its name, or its file. */
  readonly identity: string | undefined;
  /** The path of its file, where it is one. */
  readonly file: string | undefined;
  readonly name: string | undefined;
  readonly level: number | undefined;
  readonly filters: readonly LogRecordFilter[];
  handOver(): void;
}

/** What handlers take from their logger. */
export interface HandlerDefaults {
  readonly directory: string;
  readonly format: LogRecordFormat;
  /** Whether somebody has chosen that format. */
  readonly isChosen: boolean;
  readonly sanitizes: boolean;
  readonly addsRuntimeContext: boolean;
  readonly onError: ErrorHandler | undefined;
  /** Gets the errors of formatters. */
  readonly failed: Failed;
}

const OWN = ['level', 'filter', 'format', 'formatter', 'name'] as const;
const CONSOLES = ['console', 'stdout', 'stderr'];
const ACCEPTED =
  "a path, 'console', 'stderr', a function (record, line) => void, a Writable, a LogRecordExporter, or options of a file";
const NOTHING = (): void => undefined;

/**
 * Reads a handler.
 * @throws ConfigurationError naming the option, its value and what is accepted
 */
export function readHandler(handler: unknown, options: unknown, defaults: HandlerDefaults): HandlerTarget {
  if (isFileOptions(handler)) return readFileHandler(handler, options, defaults);
  const own = readOwn(options, 'handler');
  if (typeof handler === 'string' && !CONSOLES.includes(handler)) return pathHandler(handler, own, defaults);
  const named = {
    ...conditionsOf(own),
    identity: own.name === undefined ? undefined : `name ${own.name}`,
    file: undefined,
    name: own.name,
    handOver: NOTHING,
  };
  if (typeof handler === 'string') return { ...named, sink: { sink: consoleOf(handler, own, defaults) } };
  if (typeof handler === 'function') return { ...named, sink: functionSink(handler as HandlerFunction, own, defaults) };
  if (isExporter(handler)) {
    if (own.format !== undefined || own.formatter !== undefined) {
      throw new ConfigurationError('handler.format', own.format, 'no format here: an exporter has its own');
    }
    return { ...named, sink: { sink: handler } };
  }
  if (isStream(handler)) return { ...named, sink: { sink: handler, format: formatOf(own, defaults) } };
  throw ConfigurationError.ofKind('handler', handler, ACCEPTED);
}

/** `{ sink: … }` is a handler with its options in one object. */
function readOwn(options: unknown, path: string): HandlerOptions {
  if (options === undefined) return {};
  checkKeys(options, path, { known: OWN, synonyms: { minimumseverity: 'level', filters: 'filter' } });
  const { name } = options as HandlerOptions;
  if (name !== undefined && (typeof name !== 'string' || name === '')) {
    throw new ConfigurationError(`${path}.name`, name, 'a name that is not empty');
  }
  return options as HandlerOptions;
}

function conditionsOf({
  level,
  filter,
}: Pick<HandlerOptions, 'level' | 'filter'>): Pick<HandlerTarget, 'level' | 'filters'> {
  return {
    level: level === undefined ? undefined : readLevel(level, 'handler.level'),
    filters: filter === undefined ? [] : readFilters(filter, 'handler.filter'),
  };
}

function formatOf({ format, formatter }: HandlerOptions, defaults: HandlerDefaults): LogRecordFormat {
  if (format === undefined && formatter === undefined) return defaults.format;
  const given = (value: unknown, name: string) =>
    value === undefined ? undefined : { value, path: `handler.${name}` };
  const { sanitizes, addsRuntimeContext, failed } = defaults;
  const choice = { json: undefined, serialize: false, sanitizes, addsRuntimeContext };
  return formatsOf({ ...choice, format: given(format, 'format'), formatter: given(formatter, 'formatter') }, failed)
    .format;
}

function consoleOf(which: string, own: HandlerOptions, defaults: HandlerDefaults): ConsoleLogRecordSink {
  const { sanitizes: sanitize, onError } = defaults;
  const isChosen = defaults.isChosen || own.format !== undefined || own.formatter !== undefined;
  const options = {
    sanitize,
    ...(which === 'stderr' && { stream: process.stderr }),
    ...(onError !== undefined && { onError }),
  };
  return new ConsoleLogRecordSink(withFormatOfLogger(options, { format: formatOf(own, defaults), isChosen }));
}

/** The line is made only where the function takes it. */
function functionSink(handler: HandlerFunction, own: HandlerOptions, defaults: HandlerDefaults): HandlerTarget['sink'] {
  const sink = (record: ReadableLogRecord, line = '') => handler(new RecordView(record), line);
  // By it `handlers` and messages call a handler that has no name of its own.
  Object.defineProperty(sink, 'name', { value: handler.name === '' ? 'function' : handler.name });
  const takesLine = handler.length !== 1 || own.format !== undefined || own.formatter !== undefined;
  return takesLine ? { sink, format: formatOf(own, defaults) } : { sink };
}

function isExporter(value: unknown): value is LogRecordExporter {
  return isObject(value) && typeof value['export'] === 'function';
}

function isFileOptions(value: unknown): value is Record<string, unknown> {
  return isObject(value) && !Array.isArray(value) && !isExporter(value) && !isStream(value);
}

const SUFFIX_OF_JSON: readonly string[] = ['.jsonl', '.ndjson', '.json'];

/** A path: its directory, its name, and a format by its extension. */
function pathHandler(path: string, own: HandlerOptions, defaults: HandlerDefaults): HandlerTarget {
  if (/[/\\]$/.test(path)) {
    throw new ConfigurationError(
      'handler',
      path,
      `the path of a file, such as '${join(path, 'app.log')}', or { directory, name }`,
    );
  }
  const extension = extname(path);
  const { name: _, ...rest } = own;
  const isJson = SUFFIX_OF_JSON.includes(extension);
  const format =
    own.format ?? (isJson === (defaults.format.extension === '.jsonl') ? undefined : isJson ? 'json' : 'text');
  return readFileHandler(
    {
      directory: dirname(path),
      name: basename(path, extension),
      ...(extension !== '' && { extension }),
      ...rest,
      ...(format !== undefined && { format }),
    },
    undefined,
    defaults,
  );
}

function readFileHandler(given: Record<string, unknown>, more: unknown, defaults: HandlerDefaults): HandlerTarget {
  const { name: _, ...further } = readOwn(more, 'handler') as Record<string, unknown>;
  const options = { ...given, ...further };
  requireOptions(options, 'handler');
  checkKeys(options, 'handler', {
    known: [...new Set([...FILE_OPTIONS, ...OWN])],
    synonyms: { minimumseverity: 'level', path: 'directory', filename: 'name' },
  });
  const { level, filter, format, formatter, ...file } = options as HandlerOptions &
    RotatingFileLogRecordExporterOptions;
  if (file.name === undefined)
    throw new ConfigurationError('handler.name', undefined, 'the first part of the names of the files');
  const own = { ...(format !== undefined && { format }), ...(formatter !== undefined && { formatter }) };
  const exporter = new RotatingFileLogRecordExporter({
    directory: defaults.directory,
    rotation: DEFAULT_ROTATION,
    retention: defaultRetention(file.rotation ?? DEFAULT_ROTATION),
    ...(defaults.onError !== undefined && { onError: defaults.onError }),
    ...file,
    format: formatOf(own as HandlerOptions, defaults),
  });
  const extension = file.extension ?? formatOf(own as HandlerOptions, defaults).extension;
  const path = resolve(join(file.directory ?? defaults.directory, `${file.name}${extension}`));
  return {
    ...conditionsOf({ ...(level !== undefined && { level }), ...(filter !== undefined && { filter }) }),
    sink: { sink: exporter },
    identity: `file ${path}`,
    file: path,
    name: path,
    handOver: () => exporter.handOver(),
  };
}
