// Filters that judge a record by what is in it: severity, text, attributes, scope.

import { isDeepStrictEqual } from 'node:util';
import { isRegExp } from 'node:util/types';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { ask } from '../../foreign/call.ts';
import { ConfigurationError } from '../../spec/configuration-error.ts';
import { parseSeverity } from '../../spec/severity.ts';
import { isGlob, type NamePattern, nameMatcher, textMatcher } from '../record/name-pattern.ts';
import { type NamedLogRecordFilter, withReason } from './filter.ts';
import { attributeOf, fieldReader, type RecordField, textOf } from './record-field.ts';

/** Texts are matched up to this length, in UTF-16 code units, which bounds what an expression costs. */
const LONGEST_MATCHED = 8_192;
const LAST_OF_LEVEL = 3;
const MOST_SCOPES = 1_000;

/**
 * Keeps records from a severity up, or within two.
 *
 * A record without a severity (0) is always kept, as OpenTelemetry's `minimum_severity` does.
 * @param min a level name or severity number, such as `'INFO'` or 9
 * @param max the same; a level's plain name means the whole level: `'INFO'` is up to 12, and so includes `SUCCESS` (10).
 *   Default: no limit
 * @throws ConfigurationError where one of them is no severity, or `max` is below `min`
 */
export function level(min: string | number, max?: string | number): NamedLogRecordFilter {
  const from = parseSeverity(min, 'filters.level(min)');
  const to = max === undefined ? Number.POSITIVE_INFINITY : lastOf(max, 'filters.level(max)');
  if (to < from) throw new ConfigurationError('filters.level(max)', max, `a severity that is not below min, ${from}`);
  return withReason('level', (record) => isWithin(record, from, to));
}

/**
 * Keeps records by the level that their scope has.
 *
 * An exact name goes before globs, and of two globs that match the longer one counts, in whatever order they stand.
 * @param overrides lowest severities by scope name or glob, such as `{ 'org.noisy.*': 'ERROR' }`
 * @param other the lowest severity of all other scopes. Default: all of their records are kept
 * @throws ConfigurationError where a severity or a name is none
 */
export function levels(
  overrides: Readonly<Record<string, string | number>>,
  other: string | number = 0,
): NamedLogRecordFilter {
  if (typeof overrides !== 'object' || overrides === null || Array.isArray(overrides)) {
    throw new ConfigurationError(
      'filters.levels(overrides)',
      overrides,
      "levels by scope, such as { 'org.noisy.*': 'ERROR' }",
    );
  }
  const rules = Object.entries(overrides)
    .map(([name, severity]) => ({
      isExact: !isGlob(name),
      length: name.length,
      matches: nameMatcher(name, 'filters.levels(overrides)'),
      severity: parseSeverity(severity, `filters.levels(overrides)['${name}']`),
    }))
    .sort((a, b) => Number(b.isExact) - Number(a.isExact) || b.length - a.length);
  const otherwise = parseSeverity(other, 'filters.levels(other)');
  const known = new Map<string, number>();
  return withReason('levels', (record) => {
    const { name } = record.instrumentationScope;
    let from = known.get(name);
    if (from === undefined) {
      from = rules.find((rule) => rule.matches(name))?.severity ?? otherwise;
      if (known.size >= MOST_SCOPES) known.clear();
      known.set(name, from);
    }
    return isWithin(record, from, Number.POSITIVE_INFINITY);
  });
}

/**
 * Keeps records in which a text is found: `filters.not(filters.pattern(…))` drops them.
 *
 * Only the first 8,192 UTF-16 code units of a text are looked at. An expression that takes more than 50 ms on a text, as one with
 * nested repetitions such as `(a+)+$` may, is stopped: the error is reported, and the record is kept.
 * @param pattern a regular expression, or the source of one, as `String.prototype.match` takes
 * @param on where it is looked for; a value that is not a text is looked at as JSON. Default `'body'`
 * @throws ConfigurationError where the pattern is none, or `on` no field
 */
export function pattern(pattern: RegExp | string, on: RecordField = 'body'): NamedLogRecordFilter {
  const matches = textMatcher(expressionOf(pattern), 'filters.pattern(pattern)');
  const read = fieldReader(on, 'filters.pattern(on)');
  return withReason('pattern', (record) => {
    const text = textOf(read(record));
    return text !== undefined && matches(text.slice(0, LONGEST_MATCHED));
  });
}

/**
 * Keeps records by an attribute.
 * @param key the attribute's key
 * @param expected a value that it must equal (arrays and objects by their content), a predicate, or a regular expression
 *   for its text. Default: it must be there
 * @throws ConfigurationError where the key is none
 */
export function attribute(key: string, expected?: unknown): NamedLogRecordFilter {
  if (typeof key !== 'string' || key === '')
    throw new ConfigurationError('filters.attribute(key)', key, 'an attribute key');
  const isAsExpected = expectation(expected);
  return withReason('attribute', (record) => {
    const value = attributeOf(record, key);
    return value !== undefined && isAsExpected(value);
  });
}

/**
 * Keeps records by the name of their instrumentation scope (the logger's name).
 * @param name a name, a glob such as `'org.noisy.*'`, or a regular expression
 * @throws ConfigurationError where it is none of them
 */
export function scope(name: NamePattern): NamedLogRecordFilter {
  const matches = nameMatcher(name, 'filters.scope(name)');
  return withReason('scope', (record) => matches(record.instrumentationScope.name));
}

function isWithin({ severityNumber }: ReadableLogRecord, from: number, to: number): boolean {
  const severity: number = severityNumber ?? 0;
  return severity === 0 || (severity >= from && severity <= to);
}

/** The highest severity that is meant by a maximum: the plain name of a level stands for its four severities. */
function lastOf(max: string | number, option: string): number {
  const severity = parseSeverity(max, option);
  const isPlainName = typeof max === 'string' && /^\s*[a-z]+\s*$/i.test(max) && severity % 4 === 1;
  return isPlainName ? severity + LAST_OF_LEVEL : severity;
}

function expressionOf(pattern: RegExp | string): RegExp {
  const accepted = 'a regular expression, or the source of one';
  if (isRegExp(pattern)) return pattern;
  if (typeof pattern !== 'string' || pattern === '')
    throw new ConfigurationError('filters.pattern(pattern)', pattern, accepted);
  try {
    return new RegExp(pattern);
  } catch (error) {
    throw new ConfigurationError('filters.pattern(pattern)', pattern, `${accepted} (${(error as Error).message})`);
  }
}

function expectation(expected: unknown): (value: unknown) => boolean {
  if (expected === undefined) return () => true;
  if (typeof expected === 'function')
    return (value) => Boolean(ask('a predicate', expected as (value: unknown) => unknown, value));
  if (isRegExp(expected)) {
    const matches = textMatcher(expected, 'filters.attribute(expected)');
    return (value) => {
      const text = textOf(value);
      return text !== undefined && matches(text.slice(0, LONGEST_MATCHED));
    };
  }
  // By content, and NaN equals NaN; -0 and 0 are the same number in a log.
  return (value) => value === expected || isDeepStrictEqual(value, expected);
}
