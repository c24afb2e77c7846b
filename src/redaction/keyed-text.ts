// Masks the values of given names in a text: in JSON and OTLP/JSON, which stay valid, in logfmt and `name: value`.
import type { Redactor } from './redactor.ts';
import type { Explanation } from './text-redactor.ts';

/** A value, and what takes its place. */
interface KeyedValue {
  readonly start: number;
  readonly end: number;
  readonly mask: string;
}

const LABEL = '[REDACTED]';
/** Blanks between a name, its sign and its value are skipped up to this many. */
const MOST_BLANKS = 16;

/** The values of some names, in any case. */
export class KeyedText {
  readonly #names: readonly string[];

  /** @param names as they stand in the text, without quotes */
  constructor(names: readonly string[]) {
    this.#names = names.map((name) => name.toLowerCase()).filter((name) => name !== '');
  }

  /** The text with the values masked; the same string where there are none. */
  redact(text: string): string {
    const values = this.#find(text);
    if (values.length === 0) return text;
    let result = '';
    let from = 0;
    for (const { start, end, mask } of values) {
      result += text.slice(from, start) + mask;
      from = end;
    }
    return result + text.slice(from);
  }

  /** Where the values are. */
  explain(text: string): Explanation[] {
    const evidence = 'it stands under a name that was given';
    return this.#find(text).map(({ start, end }) => ({ entity: 'REDACTED', rule: 'keys', start, end, evidence }));
  }

  /** In order, without overlaps. */
  #find(text: string): KeyedValue[] {
    const folded = text.toLowerCase();
    // A letter whose lower case is longer would move all places behind it.
    if (folded.length !== text.length) return this.#findIn(text, text);
    return this.#findIn(text, folded);
  }

  #findIn(text: string, folded: string): KeyedValue[] {
    const found: KeyedValue[] = [];
    for (const name of this.#names) {
      let from = 0;
      for (let at = folded.indexOf(name, from); at >= 0; at = folded.indexOf(name, from)) {
        from = at + name.length;
        const value = valueAfter(text, at, from);
        if (value === undefined) continue;
        found.push(value);
        from = value.end;
      }
    }
    found.sort((a, b) => a.start - b.start || b.end - a.end);
    let end = -1;
    return found.filter((value) => {
      if (value.start < end) return false;
      end = value.end;
      return true;
    });
  }
}

/**
 * The same redactor, which in texts masks the values under some names as well.
 * @param names without any, the redactor as it is
 */
export function withKeys(redactor: Redactor, names: readonly string[]): Redactor {
  if (names.length === 0) return redactor;
  const keyed = new KeyedText(names);
  const counts: Record<string, number> = {};
  return {
    ...redactor,
    redactText(text) {
      const values = keyed.explain(text).length;
      if (values > 0) counts.REDACTED = (counts.REDACTED ?? 0) + values;
      return redactor.redactText(values > 0 ? keyed.redact(text) : text);
    },
    explain(text) {
      const named = keyed.explain(text);
      if (named.length === 0) return redactor.explain(text);
      const others = redactor
        .explain(text)
        .filter(({ start, end }) => !named.some((hit) => hit.start < end && start < hit.end));
      return [...named, ...others].sort((a, b) => a.start - b.start);
    },
    get counts() {
      return { ...redactor.counts, ...counts };
    },
  };
}

const NAME_CHARACTER = /[\w.-]/;
const BARE_END = /[\s"]/g;
const JSON_END = /[\s,}\]]/g;
/** What stands behind a value rather than in it, as in a list or in brackets. */
const BEHIND = ',;}])';
const OTLP_KEY = /"key"\s{0,16}:\s{0,16}"$/;
const OTLP_VALUE = /^"\s{0,16},\s{0,16}"value"\s{0,16}:\s{0,16}/;

/** The value of the name that stands at a place; nothing where it is only a part of a name, or has none. */
function valueAfter(text: string, start: number, end: number): KeyedValue | undefined {
  if (start > 0 && NAME_CHARACTER.test(text.charAt(start - 1))) return undefined;
  if (OTLP_KEY.test(text.slice(Math.max(0, start - 40), start))) {
    const between = OTLP_VALUE.exec(text.slice(end, end + 60));
    if (between === null) return undefined;
    const from = end + between[0].length;
    const to = endOfJson(text, from);
    return { start: from, end: to, mask: `{"stringValue":"${LABEL}"}` };
  }
  const quote = quoteAt(text, end);
  const isQuoted = quote !== '' && text.slice(start - quote.length, start) === quote;
  if (quote !== '' && !isQuoted) return undefined;
  const sign = skipBlanks(text, end + quote.length);
  const isSign = text.charAt(sign) === ':' || text.charAt(sign) === '=';
  if (!isSign) return undefined;
  const from = skipBlanks(text, sign + 1);
  const opening = quoteAt(text, from);
  if (opening !== '') {
    const inner = from + opening.length;
    const to = endOfQuoted(text, inner, opening);
    return to === inner ? undefined : { start: inner, end: to, mask: LABEL };
  }
  const isNested = text.charAt(from) === '{' || text.charAt(from) === '[';
  const to = isNested ? endOfJson(text, from) : isQuoted ? nextAt(JSON_END, text, from) : endOfBare(text, from);
  if (to === from) return undefined;
  // In JSON a mask is a text, or the line would be none any more.
  return { start: from, end: to, mask: isQuoted && quote !== "'" ? `${quote}${LABEL}${quote}` : LABEL };
}

/** The quote at a place, as a text within JSON writes it too: `"`, `'`, `\"`. */
function quoteAt(text: string, at: number): string {
  const character = text.charAt(at);
  if (character === '"' || character === "'") return character;
  return text.startsWith('\\"', at) ? '\\"' : '';
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < from + MOST_BLANKS && (text.charAt(at) === ' ' || text.charAt(at) === '\t')) at++;
  return at;
}

/** Where a quoted text ends: at its closing quote, or with the text where that is missing. */
function endOfQuoted(text: string, from: number, quote: string): number {
  if (quote.length > 1) {
    const end = text.indexOf(quote, from);
    return end < 0 ? text.length : end;
  }
  for (let at = from; at < text.length; at++) {
    if (text.charAt(at) === '\\') at++;
    else if (text.charAt(at) === quote) return at;
  }
  return text.length;
}

/** It is not known what belongs to a value without quotes: all up to a blank, but for what closes a list or brackets around it. */
function endOfBare(text: string, from: number): number {
  let end = nextAt(BARE_END, text, from);
  while (end > from && BEHIND.includes(text.charAt(end - 1))) end--;
  return end;
}

/** Where an expression matches next, or the end of the text. */
function nextAt(expression: RegExp, text: string, from: number): number {
  expression.lastIndex = from;
  return expression.exec(text)?.index ?? text.length;
}

const IN_JSON = /["{}[\],\n]/g;

/** Where an object, a list, or another value of JSON ends. */
function endOfJson(text: string, from: number): number {
  let depth = 0;
  for (let at = nextAt(IN_JSON, text, from); at < text.length; at = nextAt(IN_JSON, text, at + 1)) {
    switch (text.charAt(at)) {
      case '"':
        at = endOfQuoted(text, at + 1, '"');
        if (depth === 0) return Math.min(at + 1, text.length);
        break;
      case '{':
      case '[':
        depth++;
        break;
      case '}':
      case ']':
        if (depth <= 1) return at + depth;
        depth--;
        break;
      default:
        if (depth === 0) return at;
    }
  }
  return text.length;
}
