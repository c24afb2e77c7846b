// The exporter and the sink that the options `file` and `console` ask for.
import type { RotatingFileLogRecordExporterOptions } from '../file/options/file-options.ts';
import { RotatingFileLogRecordExporter } from '../file/rotating-file-log-record-exporter.ts';
import { tellDiag } from '../foreign/diagnostics.ts';
import { isOf } from '../foreign/shape.ts';
import { resolveFormat } from '../format/resolve-format.ts';
import type { DetectedRuntime } from '../resource/index.ts';
import { under } from '../spec/option-checks.ts';
import { PROCESSOR_OPTIONS } from './processor-option-names.ts';
import type { ConsoleOptions, LakeTraceLogRecordProcessorOptions } from './processor-options.ts';
import { ConsoleLogRecordSink } from './sinks/console-sink.ts';
import type { SinkOptions } from './sinks/sink.ts';

/**
 * The file exporter that the `file` option asks for, unless this is a Spark executor.
 * @throws ConfigurationError
 */
export function createFileExporter(
  { file = true, executors = 'off', sanitize = true, onError }: LakeTraceLogRecordProcessorOptions,
  { role }: DetectedRuntime,
): RotatingFileLogRecordExporter | undefined {
  if (file === false) return undefined;
  const exporter = isOf<RotatingFileLogRecordExporter>(file, 'RotatingFileLogRecordExporter')
    ? file
    : under(
        'file',
        () => {
          const options = file === true ? {} : withUnsanitizedFormat(file, sanitize);
          return new RotatingFileLogRecordExporter(onError === undefined ? options : { onError, ...options });
        },
        PROCESSOR_OPTIONS.known,
      );
  if (role !== 'executor' || executors === 'on') return exporter;
  tellDiag('info', "this is a Spark executor, which writes no log files (executors: 'on' lets it)");
  return undefined;
}

/** An exporter makes a format of a function or a name by itself, one that sanitizes. */
function withUnsanitizedFormat(
  options: RotatingFileLogRecordExporterOptions,
  sanitize: boolean,
): RotatingFileLogRecordExporterOptions {
  const { format } = options;
  return sanitize || (typeof format !== 'function' && typeof format !== 'string')
    ? options
    : { ...options, format: resolveFormat(format, 'format', false) };
}

/**
 * The console that the `console` option asks for.
 * @throws ConfigurationError
 */
export function consoleSink(
  console: true | ConsoleOptions,
  { onError, sanitize = true }: LakeTraceLogRecordProcessorOptions,
): SinkOptions {
  const { minimumSeverity, filter, ...options } = console === true ? {} : console;
  const sink = under(
    'console',
    () => new ConsoleLogRecordSink({ sanitize, ...(onError && { onError }), ...options }),
    PROCESSOR_OPTIONS.known,
  );
  return {
    sink,
    name: 'console',
    ...(minimumSeverity !== undefined && { minimumSeverity }),
    ...(filter !== undefined && { filter }),
  };
}
