// What people look for in records: a text, or a regular expression; and the text of a record in which it is looked for.
import { isCompilable } from '../../foreign/expression-compilation.ts';
import { messageOf } from '../../foreign/shape.ts';
import { exceptionText } from '../../format/exception-text.ts';
import { textOf } from '../../format/json-value.ts';
import type { StoredLogRecord } from '../../read/record/stored-record.ts';
import { UsageError } from '../usage-error.ts';

/** Finds what is looked for. */
export interface TextMatch {
  /** Whether a text has it. */
  test(text: string): boolean;
  /** Where it is in a text, each from its first character to after its last: to be shown. */
  places(text: string): readonly (readonly [number, number])[];
}

/** Of a text with thousands of hits no more than these are shown. */
const MOST_PLACES = 1000;

/**
 * A regular expression that a user wrote.
 * @param flags besides `u` where the expression is one of Unicode
 * @throws UsageError naming the option
 */
export function patternOf(source: string, option: string, flags: string): RegExp {
  let pattern: RegExp;
  try {
    pattern = new RegExp(source, flags);
  } catch (error) {
    throw new UsageError(`${option}: ${messageOf(error)}; put a backslash before what stands for itself`);
  }
  if (isCompilable(pattern)) return pattern;
  throw new UsageError(
    `${option}: the compilation of this expression may not end; write one with fewer optional parts in a row`,
  );
}

/** Finds a text as it stands. */
export function textMatch(wanted: string, ignoresCase: boolean): TextMatch {
  if (ignoresCase) return patternMatch(new RegExp(escaped(wanted), 'giu'));
  return {
    test: (text) => text.includes(wanted),
    places(text) {
      const places: [number, number][] = [];
      if (wanted === '') return places;
      for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, at + wanted.length)) {
        if (places.push([at, at + wanted.length]) === MOST_PLACES) break;
      }
      return places;
    },
  };
}

/** Finds what an expression with the flag `g` matches. */
export function patternMatch(pattern: RegExp): TextMatch {
  return {
    test(text) {
      pattern.lastIndex = 0;
      return pattern.test(text);
    },
    places(text) {
      const places: [number, number][] = [];
      for (const { index, 0: found } of text.matchAll(pattern)) {
        if (found !== '' && places.push([index, index + found.length]) === MOST_PLACES) break;
      }
      return places;
    },
  };
}

/** Finds any of several. */
export function anyMatch(matches: readonly TextMatch[]): TextMatch {
  const [only] = matches;
  if (only !== undefined && matches.length === 1) return only;
  return {
    test: (text) => matches.some((match) => match.test(text)),
    places: (text) => matches.flatMap((match) => match.places(text)).sort(([a], [b]) => a - b),
  };
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/**
 * What of a record is searched: logger, message, fields as `name=value`, and what was thrown, as a line of `cat` shows them, but as
 * they are. Time and level have options of their own.
 */
export function searchedText(record: StoredLogRecord): string {
  const { loggerName, message, extra, exception, eventName } = record;
  let text = `${loggerName} ${message}`;
  if (eventName !== undefined && eventName !== message) text += ` ${eventName}`;
  for (const key of Object.keys(extra)) text += ` ${key}=${textOf(extra[key])}`;
  return exception === undefined ? text : `${text}\n${exceptionText(exception)}`;
}
