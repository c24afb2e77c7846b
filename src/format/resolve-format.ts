// What stands in a `format` option -> a format.
import { isOf } from '../foreign/shape.ts';
import { ConfigurationError } from '../spec/configuration-error.ts';
import { nearestName } from '../spec/option-remedy.ts';
import { customFormat, type FormatFunction } from './custom-format.ts';
import type { LogRecordFormat } from './format.ts';
import { FORMAT_MAKERS, FORMAT_NAMES, formatNamed } from './named-formats.ts';
import { template } from './template.ts';

const MEMBERS = ['name', 'extension', 'fileIdBytes', 'identify', 'recognizes', 'createEncoder'] as const;

/**
 * Reads the `format` option. A text with fields in braces stands for the call of `template`, which variables and files in JSON cannot write.
 * @param sanitizes `false`: a function's line keeps invisible characters; what ends a line, drives a terminal or reorders text is
 *   escaped all the same
 * @param moreNames other names that the option takes, for the message
 * @returns the format, or one made of the function: a line a record, in files that end in `.log`
 * @throws ConfigurationError naming the option, the value and what is accepted
 */
export function resolveFormat(
  value: unknown,
  option = 'format',
  sanitizes = true,
  moreNames: readonly string[] = [],
): LogRecordFormat {
  const call = FORMAT_MAKERS.get(value);
  if (call !== undefined) throw new ConfigurationError(option, value, `${call}: a call of it, not the function itself`);
  if (typeof value === 'function') return customFormat(value as FormatFunction, sanitizes);
  const named = typeof value === 'string' ? formatNamed(value, sanitizes) : undefined;
  if (named !== undefined) return named;
  if (typeof value === 'string' && value.includes('{')) return templateOf(value, option, sanitizes);
  const isFormat = typeof value === 'object' && value !== null && MEMBERS.every((member) => member in value);
  if (!isFormat) {
    const known = [...moreNames, ...FORMAT_NAMES];
    const names = known.map((name) => `'${name}'`).join(', ');
    const nearest = typeof value === 'string' ? nearestName(value, known) : undefined;
    const hint = nearest === undefined ? '' : `; did you mean '${nearest}'?`;
    throw new ConfigurationError(
      option,
      value,
      `one of ${names}, a template such as '{timestamp} {message}', a format such as flatJson({ … }), or a function (record) => string${hint}`,
    );
  }
  return value as LogRecordFormat;
}

function templateOf(pattern: string, option: string, sanitize: boolean): LogRecordFormat {
  try {
    return template(pattern, { sanitize });
  } catch (error) {
    throw isOf<ConfigurationError>(error, 'ConfigurationError') ? error.renamed(option) : error;
  }
}
