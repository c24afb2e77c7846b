// Severities: level names and OpenTelemetry severity numbers.
import { ConfigurationError } from './configuration-error.ts';
import { suggestionFor } from './option-remedy.ts';

// The short names of the OpenTelemetry logs data model ("Displaying Severity"), four numbers each, from 1.
const SHORT_NAMES = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'].flatMap((name) => [
  name,
  `${name}2`,
  `${name}3`,
  `${name}4`,
]);

const NUMBERS: ReadonlyMap<string, number> = new Map([
  ['UNSPECIFIED', 0],
  ...SHORT_NAMES.map((name, index) => [name, index + 1] as const),
  // The names of Python's logging, of loguru and of the Python LakeTrace.
  ['SUCCESS', 10],
  ['WARNING', 13],
  ['CRITICAL', 21],
]);

const ACCEPTED =
  'a level name (TRACE, DEBUG, INFO, SUCCESS, WARN or WARNING, ERROR, CRITICAL or FATAL, or with a degree, such as INFO2), ' +
  'or a SeverityNumber from 0 to 24';

/**
 * Parses a severity into an OpenTelemetry `SeverityNumber`.
 *
 * Names are those of the OpenTelemetry data model (`TRACE`, `TRACE2` ... `FATAL4`, `UNSPECIFIED`) and of the Python LakeTrace (`SUCCESS` is 10,
 * `WARNING` 13, `CRITICAL` 21), in any case. A number, or a string of its digits, is a severity number as it is; it is not a level of
 * Python or loguru, whose 20 is INFO.
 *
 * @param value the severity.
 * @param option the option's path for the error message. Default `severity`.
 * @returns a whole number from 0 (unspecified) to 24.
 * @throws {ConfigurationError} naming the option, the value and what is accepted.
 */
export function parseSeverity(value: string | number, option = 'severity'): number {
  const name = typeof value === 'string' ? value.trim() : '';
  // ASCII letters only, so that no exotic letter becomes one of ours when it is made upper case.
  const number = /^[a-z]+[2-4]?$/i.test(name) ? NUMBERS.get(name.toUpperCase()) : digitsOrNumber(value);
  if (number === undefined)
    throw new ConfigurationError(option, value, ACCEPTED + suggestionFor(name, [...NUMBERS.keys()]));
  return number;
}

function digitsOrNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\s*[0-9]{1,2}\s*$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) && number >= 0 && number <= 24 ? number : undefined;
}

/**
 * Returns the short name of a severity number, as the OpenTelemetry data model displays it: 9 is `INFO`, 10 `INFO2`, 13 `WARN`, 21 `FATAL`.
 * Absent, 0 and anything that is no severity number is `UNSPECIFIED`. A record's own `severityText` says better what its author
 * meant (`SUCCESS`, `WARNING`) and goes first where there is one.
 */
export function severityName(severityNumber: number | undefined): string {
  return SHORT_NAMES[(severityNumber ?? 0) - 1] ?? 'UNSPECIFIED';
}
