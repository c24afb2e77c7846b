// How the lines of a logger look, by its options `json`, `serialize`, `format` and `formatter`.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { Failed } from '../foreign/call.ts';
import { lineOfFunction } from '../format/custom-format.ts';
import { withExtension } from '../format/extension.ts';
import { flatJson } from '../format/flat-json.ts';
import type { LogRecordFormat } from '../format/format.ts';
import { LineEncoder } from '../format/line-encoder.ts';
import { resolveFormat } from '../format/resolve-format.ts';
import { text } from '../format/template.ts';
import type { ConsoleOptions } from '../processor/processor-options.ts';
import { isForPeople } from '../processor/sinks/console-style.ts';
import { ConfigurationError } from '../spec/configuration-error.ts';
import type { GivenOption } from './given-options.ts';
import type { LineFormatterFunction } from './logger-options.ts';

/** The options that say how lines look. */
export interface FormatChoice {
  /** `undefined`: nobody has said so. */
  readonly json: boolean | undefined;
  readonly serialize: boolean;
  readonly format: GivenOption | undefined;
  readonly formatter: GivenOption | undefined;
  readonly addsRuntimeContext: boolean;
  /** Whether invisible characters in text are escaped as well. */
  readonly sanitizes: boolean;
}

/** The formats of a logger. */
export interface LoggerFormats {
  /** Of its file, and of handlers without one of their own. */
  readonly format: LogRecordFormat;
  /** Whether somebody has chosen it: a console that people look at is not given JSON that nobody asked for. */
  readonly isChosen: boolean;
}

/**
 * Reads the choice: `formatter` gives the lines, else `format`, else JSON, or text with `json: false`. `serialize` says how much is in JSON.
 * @param failed gets the errors of the formatter
 * @throws ConfigurationError naming the option, its value and what is accepted
 */
export function formatsOf(choice: FormatChoice, failed: Failed): LoggerFormats {
  const { json, format, formatter, serialize } = choice;
  const base = baseFormat(choice);
  const isChosen = json === true || serialize || format !== undefined || formatter !== undefined;
  if (formatter === undefined) return { format: base, isChosen };
  if (typeof formatter.value !== 'function') {
    throw new ConfigurationError(formatter.path, formatter.value, 'a function (record) => string');
  }
  const lines = linesOf(formatter.value as LineFormatterFunction, base, choice.sanitizes, failed);
  return { format: withExtension(lines, json === true ? '.jsonl' : '.log'), isChosen };
}

/**
 * People get what they read best, unless somebody has chosen a format; all others get the lines of the file. Colours that are asked for of this
 * console go before a format that was chosen for the whole logger.
 */
export function withFormatOfLogger<Options extends ConsoleOptions>(
  options: Options,
  { format, isChosen }: LoggerFormats,
): Options | (Options & Required<Pick<ConsoleOptions, 'format'>>) {
  const stream = (options.stream ?? process.stdout) as { readonly isTTY?: boolean };
  const isForEyes = options.colors === true || (!isChosen && isForPeople(options, stream, process.env));
  return isForEyes ? options : { format, ...options };
}

function baseFormat({ json, serialize, format, addsRuntimeContext, sanitizes }: FormatChoice): LogRecordFormat {
  const makeJson = () => flatJson({ serialize, runtimeContext: addsRuntimeContext });
  if (format === undefined) return json === false && !serialize ? text({ sanitize: sanitizes }) : makeJson();
  const { value, path } = format;
  if (value === 'json') return makeJson();
  return resolveFormat(value, path, sanitizes);
}

/** The lines that a function gives. A record for which it fails is not lost: it gets the line of the base format. */
function linesOf(
  formatter: LineFormatterFunction,
  base: LogRecordFormat,
  sanitizes: boolean,
  failed: Failed,
): LogRecordFormat {
  const lineOf = lineOfFunction('the formatter', formatter, sanitizes);
  const { inTimeZone } = base;
  return {
    name: 'formatter',
    extension: base.extension,
    fileIdBytes: 0,
    identify: (lines) => lines,
    recognizes: () => true,
    ...(inTimeZone && { inTimeZone: (zone: string) => linesOf(formatter, inTimeZone(zone), sanitizes, failed) }),
    createEncoder: () => {
      const encoder = base.createEncoder();
      return new LineEncoder((record) => {
        try {
          return lineOf(record);
        } catch (error) {
          failed(error);
          return baseLine(encoder, record);
        }
      });
    },
  };
}

function baseLine(encoder: ReturnType<LogRecordFormat['createEncoder']>, record: ReadableLogRecord): string {
  encoder.stage(record);
  encoder.commit();
  return Buffer.from(encoder.take()).toString().replace(/\n$/, '');
}
