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
 * A regular expression that a user wrote. Where it takes no heed of case, it is made for texts that went through {@link folded}.
 * @throws UsageError naming the option
 */
export function patternOf(source: string, option: string, flags: string): RegExp {
  let pattern: RegExp;
  try {
    pattern = new RegExp(isFolding(flags) ? folded(source) : source, flags);
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
  if (ignoresCase) return patternMatch(new RegExp(folded(escaped(wanted)), 'gi'));
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

/** Finds what an expression of {@link patternOf} with the flag `g` matches. */
export function patternMatch(pattern: RegExp): TextMatch {
  const read = isFolding(pattern.flags) ? folded : (text: string) => text;
  return {
    test(text) {
      pattern.lastIndex = 0;
      return pattern.test(read(text));
    },
    places(text) {
      const places: [number, number][] = [];
      for (const { index, 0: found } of read(text).matchAll(pattern)) {
        if (found !== '' && places.push([index, index + found.length]) === MOST_PLACES) break;
      }
      return places;
    },
  };
}

/** Whether the engine takes letters for one by their capitals alone: with `u` it knows those below as well, but not all expressions. */
function isFolding(flags: string): boolean {
  return flags.includes('i') && !flags.includes('u');
}

/** Letters that are one with others where case does not matter (Unicode's simple case folding) without having the same capital. */
const FOLDED = /[\u017f\u03f4\u1e9e\u1f88-\u1f8f\u1f98-\u1f9f\u1fa8-\u1faf\u1fbc\u1fcc\u1ffc\u2126\u212a\u212b]/g;

/** A text of the same length, with such letters as the small ones that they are one with. */
function folded(text: string): string {
  return text.replace(FOLDED, (letter) => (letter === '\u017f' ? 's' : letter.toLowerCase()));
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
