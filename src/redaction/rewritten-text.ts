// Puts a text together from what is kept of it and what takes the place of its hits; a number of JSON becomes a text, or it were no JSON.

/** Longer ones are no numbers that anybody masks. */
const LONGEST_LITERAL = 48;
/** Blanks and line ends between a name, its colon and its value. */
const MOST_BLANKS = 64;
/** How far before the hit before it the start of a list is looked for. */
const FARTHEST_OPEN = 256;

const LITERAL = /^(?:-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null)$/;
const IN_LITERAL = /[\w.+-]/;
/** What stands between the items of a list beside texts: literals, blanks, and escaped line ends. */
const BETWEEN_TEXTS = /[\d\s.,:+\-\\truefalsnE]/;
const ENDS_VALUE = /[\s,}\]\\]/;
const TO_ESCAPE = /["\\\p{Cc}]/u;

/** A text that is written anew, hit by hit in their order. */
export class RewrittenText {
  readonly #text: string;
  #result = '';
  #from = 0;
  /** The last item of a list that was masked, and the quotes that it got. */
  #itemEnd = 0;
  #itemQuote = '';

  constructor(text: string) {
    this.#text = text;
  }

  /** Puts a mask in the place of a hit; `next` is where the next one starts. */
  put(start: number, end: number, mask: string, next: number): void {
    const text = this.#text;
    const from = literalStart(text, start, this.#from);
    const to = literalEnd(text, end, next);
    const quote = from < 0 || to < 0 ? '' : this.#quoteFor(from, to);
    if (quote === '' || mask === text.slice(start, end)) {
      this.#result += text.slice(this.#from, start) + mask;
      this.#from = end;
      return;
    }
    const shown = escaped(text.slice(from, start) + mask + text.slice(end, to), quote);
    this.#result += text.slice(this.#from, from) + quote + shown + quote;
    this.#from = to;
  }

  /** The whole, with what follows the last hit. */
  finish(): string {
    return this.#result + this.#text.slice(this.#from);
  }

  /** The quotes of the name that a literal stands under, alone or in a list; empty where it has none, or is none. */
  #quoteFor(from: number, to: number): string {
    const text = this.#text;
    const sign = blanksStart(text, from);
    const before = text[sign - 1];
    if ((before !== ':' && before !== ',' && before !== '[') || !LITERAL.test(text.slice(from, to))) return '';
    if (before === ':') return closingQuote(text, sign - 1);
    const quote = this.#quoteOfList(sign);
    this.#itemEnd = to;
    this.#itemQuote = quote;
    return quote;
  }

  /** The quotes of the name of the list around an index. */
  #quoteOfList(before: number): string {
    const text = this.#text;
    for (let at = this.#openBefore(before); at >= 0 && text[at] !== '{'; at = this.#openBefore(at)) {
      if (at === this.#itemEnd - 1) return this.#itemQuote;
      const sign = blanksStart(text, at);
      if (text[sign - 1] === ':') return closingQuote(text, sign - 1);
    }
    return '';
  }

  /** The bracket that is open before an index, or the end of the last item of its list; -1 where none is near, or it is no JSON. */
  #openBefore(before: number): number {
    const text = this.#text;
    // What was looked through for an earlier hit is not looked through again for each.
    const limit = Math.max(0, this.#from - FARTHEST_OPEN);
    let depth = 0;
    let isInText = false;
    for (let at = before - 1; at >= limit; at--) {
      const character = text[at] as string;
      if (character === '"') isInText = !isInText;
      if (isInText || character === '"') continue;
      const isOpening = character === '[' || character === '{';
      if (depth === 0 && (isOpening || at === this.#itemEnd - 1)) return at;
      if (isOpening) depth--;
      else if (character === ']' || character === '}') depth++;
      else if (depth === 0 && !BETWEEN_TEXTS.test(character)) return -1;
    }
    return -1;
  }
}

/** Where the word starts that a hit is in, not before the end of the last one; -1 where it is none of JSON's. */
function literalStart(text: string, start: number, last: number): number {
  let from = start;
  while (from > last && start - from < LONGEST_LITERAL && IN_LITERAL.test(text[from - 1] as string)) from--;
  return IN_LITERAL.test(text[start] ?? '') ? from : -1;
}

function literalEnd(text: string, end: number, next: number): number {
  let to = end;
  while (to < text.length && to - end < LONGEST_LITERAL && IN_LITERAL.test(text[to] as string)) to++;
  return to <= next && (to === text.length || ENDS_VALUE.test(text[to] as string)) ? to : -1;
}

/** Where the blanks before an index start, also escaped line ends. */
function blanksStart(text: string, before: number): number {
  const limit = before - MOST_BLANKS;
  let at = before;
  while (at > limit) {
    const last = text[at - 1] ?? '-';
    if (' \t\n\r'.includes(last)) at--;
    else if (text[at - 2] === '\\' && 'nrt'.includes(last)) {
      at -= 2;
      while (at > limit && text[at - 1] === '\\') at--;
    } else break;
  }
  return at;
}

/** The quote before an index and a blank, with what escapes it: backslashes, or in a cell of CSV a second quote. */
function closingQuote(text: string, before: number): string {
  const end = blanksStart(text, before);
  if (text[end - 1] !== '"') return '';
  let start = end - 1;
  if (text[start - 1] === '"' && /\w/.test(text[start - 2] ?? '')) return '""';
  while (start > end - MOST_BLANKS && text[start - 1] === '\\') start--;
  return text.slice(start, end);
}

/** A text as it stands between quotes: a function may give any. */
function escaped(text: string, quote: string): string {
  if (!TO_ESCAPE.test(text)) return text;
  let result = text;
  for (let backslashes = quote.length - 1; ; backslashes >>= 1) {
    result = JSON.stringify(result).slice(1, -1);
    if (backslashes === 0 || quote === '""') break;
  }
  return quote === '""' ? result.replaceAll('"', '""') : result;
}
