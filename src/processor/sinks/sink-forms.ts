// The forms in which a user may give a sink, and what the processor makes of each.
import type { LogRecordExporter } from '@opentelemetry/sdk-logs';
import type { RotatingFileLogRecordExporter } from '../../file/rotating-file-log-record-exporter.ts';
import { isOf } from '../../foreign/shape.ts';
import { resolveFormat } from '../../format/resolve-format.ts';
import { within } from '../../lifecycle/timeout.ts';
import { ConfigurationError } from '../../spec/configuration-error.ts';
import { checkKeys, isObject } from '../../spec/option-checks.ts';
import { parseSeverity } from '../../spec/severity.ts';
import type { ErrorCleaner, ErrorReporter } from '../../telemetry/error-reporter.ts';
import type { ErrorPolicy } from '../errors/error-policy.ts';
import { FilterChain, parseFilters } from '../filters/filter-chain.ts';
import type { SinkConditions } from './attached-sink.ts';
import type { ConsoleLogRecordSink } from './console-sink.ts';
import { exporterSink } from './exporter-sink.ts';
import { FunctionSink } from './function-sink.ts';
import { lineFormatter } from './line-formatter.ts';
import type { RecordSink, Sink, SinkFunction, SinkOptions } from './sink.ts';
import { isStream, StreamSink } from './stream-sink.ts';

const ACCEPTED =
  'a LogRecordExporter, a function (record) => void, or an object { sink, minimumSeverity?, filter?, format?, name? } around one of these or a Writable';
const KEYS = ['sink', 'minimumSeverity', 'filter', 'format', 'name'];

/** A sink, made ready. */
export interface PreparedSink extends SinkConditions {
  readonly sink: RecordSink;
}

/** What all sinks of a processor are made with. */
export interface SharedParts {
  readonly errors: ErrorPolicy;
  readonly reporter: ErrorReporter;
  /** Cleans the errors that LakeTrace's own exporters report by themselves. */
  readonly cleaner: ErrorCleaner | undefined;
  /** Whether the lines of format functions are made safe to print, invisible characters included. */
  readonly sanitizes: boolean;
  /** How long a sink has to close, in milliseconds. */
  readonly shutdownTimeout: number;
}

/**
 * Makes a sink ready.
 * @param path the option that it was given as, such as `sinks[0]`
 * @param id the id that it will have
 * @throws ConfigurationError for what is no sink
 */
export function prepareSink(given: Sink, path: string, id: number, shared: SharedParts): PreparedSink {
  const isWrapped = isSinkOptions(given);
  const options = isWrapped ? given : { sink: given };
  if (isWrapped) checkKeys(options, path, { known: KEYS, synonyms: { level: 'minimumSeverity', filters: 'filter' } });
  const name = readName(options.name, `${path}.name`) ?? `${kindOf(options.sink)} ${id}`;
  const { minimumSeverity } = options;
  return {
    name,
    minimumSeverity: minimumSeverity === undefined ? 0 : parseSeverity(minimumSeverity, `${path}.minimumSeverity`),
    filters: FilterChain.of(parseFilters(options.filter, `${path}.filter`), shared.errors, name),
    sink: recordSink(options, { name, path, sinkPath: isWrapped ? `${path}.sink` : path, ...shared }),
  };
}

/** The file exporter as a sink: it takes records one by one, without an `export` in between. */
export function fileSink(
  exporter: RotatingFileLogRecordExporter,
  { cleaner, errors }: Pick<SharedParts, 'cleaner' | 'errors'>,
): RecordSink {
  if (cleaner !== undefined) exporter.cleanErrors(cleaner);
  if (!errors.contains) exporter.tellUnformatted((error) => errors.caught(error, 'format', 'file'));
  return {
    isReentrant: true,
    isCrashSafe: true,
    emit: (record) => exporter.append(record),
    get lost(): number {
      const { format, buffer_full, shutdown } = exporter.stats().records.dropped;
      return format + buffer_full + shutdown;
    },
    forceFlush: () => exporter.forceFlush(),
    shutdown: () => exporter.shutdown(),
  };
}

/** What one sink is made with. */
interface SinkParts extends SharedParts {
  readonly name: string;
  readonly path: string;
  readonly sinkPath: string;
}

function recordSink({ sink, format }: SinkOptions, parts: SinkParts): RecordSink {
  const { name, path, sinkPath, reporter, cleaner, sanitizes } = parts;
  const lineOf = format === undefined ? undefined : lineFormatter(resolveFormat(format, `${path}.format`, sanitizes));
  if (typeof sink === 'function') return new FunctionSink(sink as SinkFunction, lineOf, name, reporter);
  if (isExporter(sink)) {
    if (lineOf !== undefined) {
      throw new ConfigurationError(`${path}.format`, format, 'no format here: an exporter has its own');
    }
    if (isOf<RotatingFileLogRecordExporter>(sink, 'RotatingFileLogRecordExporter')) return fileSink(sink, parts);
    if (!isOf<ConsoleLogRecordSink>(sink, 'ConsoleLogRecordSink')) {
      return exporterSink(sink, name, reporter, parts.shutdownTimeout);
    }
    if (cleaner !== undefined) sink.cleanErrors(cleaner);
    return consoleSinkOf(sink, name);
  }
  if (!isStream(sink)) throw ConfigurationError.ofKind(sinkPath, sink, ACCEPTED);
  if (lineOf === undefined) {
    throw new ConfigurationError(`${path}.format`, format, 'the format of the lines that go to a Writable');
  }
  return new StreamSink(sink, lineOf, name, reporter);
}

/** The console as a sink: alone it has a time of its own to close, here the time that all sinks share. */
function consoleSinkOf(sink: ConsoleLogRecordSink, name: string): RecordSink {
  return {
    emit: (record) => sink.emit(record),
    get lost(): number {
      return sink.lost;
    },
    forceFlush: () => sink.forceFlush(),
    shutdown: ({ left }) => within(sink.shutdown(), left, `the sink ${name} did not finish`),
  };
}

function isSinkOptions(sink: Sink): sink is SinkOptions {
  return isObject(sink) && 'sink' in sink && !isExporter(sink);
}

function isExporter(sink: unknown): sink is LogRecordExporter {
  return typeof (sink as Partial<LogRecordExporter> | null | undefined)?.export === 'function';
}

function kindOf(sink: unknown): string {
  if (typeof sink === 'function') return sink.name === '' ? 'function' : sink.name;
  return (sink as object | null | undefined)?.constructor?.name ?? 'sink';
}

function readName(name: unknown, path: string): string | undefined {
  if (name === undefined || (typeof name === 'string' && name !== '')) return name;
  throw new ConfigurationError(path, name, 'a name that is not empty');
}
