// The forms of a logger's filter, as filters of the processor.
import { isRegExp } from 'node:util/types';
import { RecordView } from '../format/record-view.ts';
import { isFilter, type LogRecordFilter, type NamedLogRecordFilter, withReason } from '../processor/filters/filter.ts';
import { filters } from '../processor/filters/filters.ts';
import { ConfigurationError } from '../spec/configuration-error.ts';
import { checkKeys, isObject } from '../spec/option-checks.ts';
import { nearestName } from '../spec/option-remedy.ts';
import { LEVELS, readLevel } from './logger-levels.ts';
import type { RecordPredicate } from './logger-options.ts';

const ACCEPTED =
  'a synchronous function (record) => boolean, the name of a lowest level, an expression for the message, { level }, { pattern }, or a list of these';
const DEEPEST_LIST = 16;
const LEVEL_NAMES = [...Object.keys(LEVELS), 'WARN', 'FATAL'];

/**
 * Reads a filter.
 * @param path of the option, as its user wrote it
 * @throws ConfigurationError naming the option, the value and what is accepted
 */
export function readFilters(value: unknown, path: string, depth = 0): LogRecordFilter[] {
  if (Array.isArray(value)) {
    if (value.length === 0 || depth > DEEPEST_LIST) throw new ConfigurationError(path, value, ACCEPTED);
    return value.flatMap((one, index) => readFilters(one, `${path}[${index}]`, depth + 1));
  }
  if (typeof value === 'function') return [predicate(value, path)];
  if (isRegExp(value)) return [patternFilter(value, path)];
  if (typeof value === 'string') return [textFilter(value, path)];
  if (isObject(value)) return objectFilters(value, path);
  throw new ConfigurationError(path, value, ACCEPTED);
}

/** One of `filters` is given on as it is: it may summarize what it drops. Others get records as people see them. */
function predicate(value: unknown, path: string): LogRecordFilter {
  if (!isFilter(value)) throw new ConfigurationError(path, value, ACCEPTED);
  if (typeof (value as Partial<NamedLogRecordFilter>).reason === 'string') return value;
  const asked = value as unknown as RecordPredicate;
  return withReason(value.name === '' ? 'filter' : value.name, (record) => asked(new RecordView(record)));
}

/** A level, or a pattern; what is nearly the name of a level is a slip. */
function textFilter(text: string, path: string): LogRecordFilter {
  const name = text.trim().toUpperCase();
  if (LEVEL_NAMES.includes(name)) return filters.level(name);
  const nearest = /^[a-z]+$/i.test(text) ? nearestName(text, LEVEL_NAMES) : undefined;
  if (nearest === undefined) return patternFilter(text, path);
  throw new ConfigurationError(path, text, `${ACCEPTED}: did you mean ${nearest}, or { pattern: … }?`);
}

function objectFilters(value: Readonly<Record<string, unknown>>, path: string): LogRecordFilter[] {
  checkKeys(value, path, {
    known: ['level', 'pattern'],
    synonyms: { regex: 'pattern', message: 'pattern', min: 'level' },
  });
  const { level, pattern } = value;
  if (level === undefined && pattern === undefined) throw new ConfigurationError(path, value, ACCEPTED);
  return [
    ...(level === undefined ? [] : [filters.level(readLevel(level, `${path}.level`))]),
    ...(pattern === undefined ? [] : [patternFilter(pattern as RegExp | string, `${path}.pattern`)]),
  ];
}

function patternFilter(pattern: RegExp | string, path: string): LogRecordFilter {
  try {
    return filters.pattern(pattern);
  } catch (error) {
    throw (error as ConfigurationError).renamed(path);
  }
}
