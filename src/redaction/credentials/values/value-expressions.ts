// Reads the expression of code that a name is given, and finds the texts that it may give: `isProd ? 'V' : null`, `env.PW || 'V'`, `'a' + 'b'`, `String::from('V')`.
import {
  BACKSLASH,
  BAR,
  BLANK,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  CLOSE_PARENTHESIS,
  COLON,
  COMMA,
  DOLLAR,
  EQUALS,
  GREATER,
  LINE_FEED,
  OPEN_BRACE,
  OPEN_BRACKET,
  OPEN_PARENTHESIS,
  QUESTION,
  TILDE,
} from '../../scan/ascii.ts';
import { DIGIT, LETTER, QUOTE, SPACE, UNDERSCORE } from '../../scan/byte-classes.ts';
import { COST } from '../../scan/effort.ts';
import { skipBackslashes } from '../../scan/quotes.ts';
import type { Scan } from '../../scan/scan.ts';
import { WordSet } from '../../scan/word-set.ts';
import { looksChosen } from '../judgement/randomness.ts';
import { credentialNameBefore } from '../names/credential-words.ts';
import { emptyEnd, gapEnd, isTextAt, LONGEST_GAP, memberStart, pathEnd, skipSpaces } from './expression-tokens.ts';
import { isFunctionWord, isProse } from './phrases.ts';
import type { Value } from './quoted-values.ts';
import { type Bracket, bracketsOf, isEncoding, isValueArgument } from './value-calls.ts';
import { hasAlnum, readValue } from './values.ts';

const LONGEST_EXPRESSION = 480;
const MOST_TOKENS = 64;
const MOST_LEVELS = 8;
const LONGEST_NAME = 64;

/** A text that an expression may give. */
export interface ExpressionText extends Value {
  /** Between which brackets it stands. */
  readonly kind: Bracket;
}

/** What an operator does: it compares what stands beside it, or gives what stands after it. */
type Operator = 'compares' | 'gives';

/** Longer ones before those that they begin with. */
const OPERATORS: ReadonlyMap<number, readonly (readonly [text: string, operator: Operator])[]> = Map.groupBy(
  [
    ...['===', '!==', '==', '!=', '=~', '!~', '<=', '>='].map((text) => [text, 'compares'] as const),
    ...['<>', '||', '??', '?:', '//', '&&', '++', '..', '=>', '->', '+', '.', '&', '~', '%'].map(
      (text) => [text, 'gives'] as const,
    ),
    ...['<', '>'].map((text) => [text, 'compares'] as const),
  ],
  ([text]) => text.charCodeAt(0),
);

const LITERAL_WORDS = new WordSet('null none nil undefined nan true false');
/** Words before an operand. */
const PREFIXES = new WordSet('await return not yield typeof');
const GIVING_WORDS = new WordSet('or and else then otherwise');
const CONDITIONS = new WordSet('if unless when');
const COMPARING_WORDS = new WordSet('eq ne is in like not');
/** Marks before an operand: `!flag`, `-1`, `&text`, `*text`, `@"…"`. */
const SIGNS = '!-&*@';

/** Brackets that are open. */
interface Level {
  readonly kind: Bracket;
  /** Whether the expression gives what the brackets give. */
  readonly gives: boolean;
  argument: number;
  /** Conditions whose second half is still to come: `? …`. */
  choices: number;
  /** Up to `then` or `else` there is a condition. */
  isCondition: boolean;
}

function level(kind: Bracket, gives: boolean): Level {
  return { kind, gives, argument: 0, choices: 0, isCondition: false };
}

class Reader {
  readonly texts: ExpressionText[] = [];
  at: number;
  readonly #scan: Scan;
  readonly #from: number;
  readonly #limit: number;
  readonly #levels: Level[] = [level('group', true)];
  /** Whether the operand that is read may be what the expression gives. */
  #gives = true;
  /** Whether the last operand was a text that was taken. */
  #isTextLast = false;
  /** Whether the last operand was a text at all. */
  #isAfterText = false;
  /** The quote that closed the last text, and how many backslashes stood before it. */
  #quote = 0;
  #depth = 0;
  /** The names of the last operand, for what is called. */
  #path = '';
  #isNew = false;

  constructor(scan: Scan, from: number) {
    this.#scan = scan;
    this.at = from;
    this.#from = from;
    this.#limit = Math.min(scan.length, from + scan.lookAhead(from, LONGEST_EXPRESSION));
  }

  /** Reads on from an operand; `first` is a text that was read before. */
  read(first?: Value): void {
    if (first !== undefined) this.#take(first);
    let isOperandNext = first === undefined;
    for (let n = 0; n < MOST_TOKENS && this.at < this.#limit; n++) {
      const goesOn = isOperandNext ? this.#readOperand(n > 0) : this.#readLink();
      if (goesOn === undefined) return;
      isOperandNext = goesOn;
    }
  }

  get #level(): Level {
    return this.#levels.at(-1) as Level;
  }

  /** Reads what may stand before an operand, and the operand; whether one is to come still, `undefined` where none can. */
  #readOperand(isInside: boolean): boolean | undefined {
    const scan = this.#scan;
    if (isInside) this.#skipGap(true);
    const { at } = this;
    const byte = scan.at(at);
    if (isTextAt(scan, at)) return this.#readText();
    if ((scan.classAt(at) & (LETTER | DIGIT | UNDERSCORE)) !== 0 || byte === DOLLAR) return this.#readPath();
    return isInside ? (this.#readInnerMark(byte) ?? this.#readMark(byte)) : this.#readMark(byte);
  }

  /** A mark before an operand: a bracket, the empty ones of Go's types, a sign. */
  #readMark(byte: number): boolean | undefined {
    if (byte === OPEN_PARENTHESIS) return this.#open(this.#level.kind === 'all' ? 'all' : 'group');
    if (byte === OPEN_BRACKET && this.#scan.at(this.at + 1) === CLOSE_BRACKET) return this.#skip(2, true);
    return SIGNS.includes(String.fromCharCode(byte || BLANK)) ? this.#skip(1, true) : undefined;
  }

  /** A mark that no expression begins with: of a list, of a block, of a function without a name. */
  #readInnerMark(byte: number): boolean | undefined {
    const next = this.#scan.at(this.at + 1);
    if (byte === OPEN_BRACKET && next !== CLOSE_BRACKET) return this.#open(this.#level.kind === 'all' ? 'all' : 'none');
    if (byte === OPEN_BRACE) return this.#open('group');
    // `unwrap_or_else(|| …)`
    if (byte === BAR && next === BAR) return this.#skip(2, true);
    return byte === CLOSE_PARENTHESIS || byte === CLOSE_BRACKET ? this.#noOperand() : undefined;
  }

  #skip(count: number, isOperandNext: boolean): boolean {
    this.at += count;
    return isOperandNext;
  }

  /** `f()` */
  #noOperand(): boolean {
    this.#isTextLast = false;
    this.#isAfterText = false;
    this.#path = '';
    return false;
  }

  #open(kind: Bracket): boolean | undefined {
    if (this.#levels.length === MOST_LEVELS) return undefined;
    this.#levels.push(level(kind, this.#gives));
    this.at++;
    this.#isNew = false;
    this.#startArgument();
    return true;
  }

  /** Whether the operand after an operator may be given. */
  #startArgument(): void {
    const { kind, gives, argument, isCondition } = this.#level;
    const isGiven = kind === 'first' ? argument === 0 : kind === 'later' ? argument > 0 : kind !== 'none';
    this.#gives = gives && isGiven && !isCondition;
  }

  #readText(): boolean | undefined {
    const scan = this.#scan;
    const empty = emptyEnd(scan, this.at);
    if (empty > 0) {
      this.at = empty;
      this.#isTextLast = false;
      this.#isAfterText = true;
      this.#path = '';
      return false;
    }
    const value = readValue(scan, this.at);
    if (value?.isQuoted !== true || value.isOverlong) return undefined;
    this.#take(value);
    return false;
  }

  #take(value: Value): void {
    this.#isTextLast = this.#gives;
    // A quote that closes a text before may seem to open one: `", "`.
    this.#isAfterText = hasAlnum(this.#scan, value);
    if (this.#gives) this.texts.push({ ...value, kind: this.#level.kind });
    this.#path = '';
    const close = skipBackslashes(this.#scan, value.end);
    this.#quote = this.#scan.at(close);
    this.#depth = close - value.end;
    this.at = (this.#scan.classAt(close) & QUOTE) === 0 ? value.end : close + 1;
    const { at } = this;
    if (this.#scan.at(at) === this.#scan.at(at - 1) && this.#scan.at(at + 1) === this.#scan.at(at)) this.at += 2;
  }

  /** A name, or names that are joined; a word that says what the next operand is. */
  #readPath(): boolean | undefined {
    const scan = this.#scan;
    const start = this.at;
    const end = pathEnd(scan, start);
    const word = scan.text.slice(start, end);
    this.at = end;
    if (word === 'new') this.#isNew = true;
    if (word === 'new' || PREFIXES.has(word)) return true;
    if (word === 'lambda') {
      while (this.at < end + LONGEST_GAP && scan.at(this.at) >= BLANK && scan.at(this.at) !== COLON) this.at++;
      return scan.at(this.at) === COLON ? this.#skip(1, true) : undefined;
    }
    if (CONDITIONS.has(word)) return this.#startCondition();
    this.#isTextLast = false;
    this.#isAfterText = false;
    this.#path = LITERAL_WORDS.has(word) ? '' : word;
    return this.#levels.length > 1 && this.#isArgumentName();
  }

  #startCondition(): boolean {
    this.#level.isCondition = true;
    this.#gives = false;
    return true;
  }

  /** `default="V"`: the name of an argument; what is not named as a value is none. */
  #isArgumentName(): boolean {
    const scan = this.#scan;
    const mark = skipSpaces(scan, this.at);
    const byte = scan.at(mark);
    const isName =
      byte === EQUALS
        ? scan.at(mark + 1) !== EQUALS && scan.at(mark + 1) !== GREATER && scan.at(mark + 1) !== TILDE
        : byte === COLON && scan.at(mark + 1) !== COLON && this.#level.choices === 0;
    if (!isName || this.#level.kind === 'group') return false;
    this.#gives = this.#level.gives && isValueArgument(this.#path);
    this.at = mark + 1;
    return true;
  }

  /** Reads what stands after an operand: whether another is next, `undefined` where the expression ends. */
  #readLink(): boolean | undefined {
    const scan = this.#scan;
    const byte = scan.at(this.at);
    if (byte === OPEN_PARENTHESIS && this.#path !== '') return this.#open(bracketsOf(this.#path, this.#isNew));
    if (byte === OPEN_BRACKET) return this.#open('none');
    const member = memberStart(scan, this.at);
    if (member > 0) {
      this.at = pathEnd(scan, member);
      this.#path = scan.text.slice(member, this.at);
      this.#isTextLast = this.#isTextLast && scan.at(this.at) === OPEN_PARENTHESIS;
      return false;
    }
    this.#skipGap(this.#levels.length > 1 || this.#isOperatorBelow());
    return this.#close(scan.at(this.at)) ?? this.#readOperator();
  }

  /** Closes a level, or goes to the next argument; `undefined` for anything else. */
  #close(byte: number): boolean | undefined {
    const isInside = this.#levels.length > 1;
    if (!isInside) return undefined;
    if (byte === CLOSE_PARENTHESIS || byte === CLOSE_BRACKET || byte === CLOSE_BRACE) {
      const { gives } = this.#levels.pop() as Level;
      this.#gives = gives;
      this.#isTextLast = false;
      this.#isAfterText = false;
      this.#path = '';
      this.at++;
      // `if (c) "V" else "V"`
      if (this.#level.isCondition && isTextAt(this.#scan, skipSpaces(this.#scan, this.at))) return this.#endCondition();
      return false;
    }
    if (byte !== COMMA) return undefined;
    this.#level.argument++;
    this.#level.choices = 0;
    this.at++;
    this.#startArgument();
    return true;
  }

  #endCondition(): boolean {
    this.#level.isCondition = false;
    this.#startArgument();
    return true;
  }

  #readOperator(): boolean | undefined {
    const scan = this.#scan;
    const { at } = this;
    const byte = scan.at(at);
    if (byte === OPEN_BRACE) return this.#readBlock();
    if ((scan.classAt(at) & LETTER) !== 0 && !isTextAt(scan, at)) return this.#readWordOperator();
    if (isTextAt(scan, at)) return this.#isJoinedAt(at) ? true : undefined;
    const found = OPERATORS.get(byte)?.find(([text]) => scan.hasExactlyAt(text, at));
    if (found !== undefined) {
      const [text, operator] = found;
      this.at += text.length;
      return operator === 'gives' ? this.#giveNext() : this.#compare();
    }
    if (byte === QUESTION) {
      this.#forgetText();
      this.#level.choices++;
      this.at++;
      return this.#giveNext();
    }
    if (byte !== COLON || this.#level.choices === 0) return undefined;
    this.#level.choices--;
    this.at++;
    return this.#giveNext();
  }

  /** Whether the text at an index is joined to the one before it: with a gap between, and in quotes of the same kind, as others belong to what is around. */
  #isJoinedAt(at: number): boolean {
    if (!this.#isAfterText || (this.#scan.classAt(at - 1) & SPACE) === 0) return false;
    // `password="V" "Mozilla/5.0"` is a line of a log.
    if (this.#levels.length === 1 && (this.#scan.classAt(this.#from - 1) & SPACE) === 0) return false;
    const quote = this.#scan.skip(at, LETTER, at + 2);
    const open = skipBackslashes(this.#scan, quote);
    return this.#scan.at(open) === this.#quote && open - quote === this.#depth;
  }

  #giveNext(): true {
    this.#startArgument();
    return true;
  }

  #compare(): true {
    this.#forgetText();
    this.#gives = false;
    return true;
  }

  /** What is compared is not given. */
  #forgetText(): void {
    if (this.#isTextLast) this.texts.pop();
    this.#isTextLast = false;
  }

  /** The braces of `if c { … }`, `else { … }`, `fetch('X') { … }`. */
  #readBlock(): boolean | undefined {
    if (this.#isAfterText) return undefined;
    this.#level.isCondition = false;
    this.#startArgument();
    return this.#open('group');
  }

  #readWordOperator(): boolean | undefined {
    const scan = this.#scan;
    const { at } = this;
    const end = scan.skip(at, LETTER, at + LONGEST_NAME);
    const word = scan.text.slice(at, end);
    if (GIVING_WORDS.has(word)) {
      this.at = end;
      if (word === 'else' || word === 'then') this.#level.isCondition = false;
      return this.#giveNext();
    }
    if (CONDITIONS.has(word)) {
      this.at = end;
      return this.#startCondition();
    }
    if (!COMPARING_WORDS.has(word)) return undefined;
    this.at = end;
    return this.#compare();
  }

  /** Blanks; line ends too where an expression continues after them. */
  #skipGap(hasLines: boolean): void {
    this.at = hasLines ? gapEnd(this.#scan, this.at) : skipSpaces(this.#scan, this.at);
  }

  /** Whether an operator begins the next line, or this one ends with a backslash. */
  #isOperatorBelow(): boolean {
    const scan = this.#scan;
    const lineEnd = skipSpaces(scan, this.at);
    const next = gapEnd(scan, lineEnd);
    if (next === lineEnd) return false;
    const byte = scan.at(next);
    if (byte === COLON || byte === QUESTION) return scan.at(next + 1) === BLANK;
    return (
      (scan.at(lineEnd) === BACKSLASH && scan.at(lineEnd + 1) === LINE_FEED) ||
      ('+|.&'.includes(String.fromCharCode(byte || BLANK)) && this.#isAfterText)
    );
  }
}

/**
 * The texts that the expression may give that starts at an index, in order; `value` is what was read there, with which it begins if
 * that is a text.
 */
export function textsOfExpression(scan: Scan, from: number, value: Value | undefined): readonly ExpressionText[] {
  if (value?.isOverlong === true || (value !== undefined && isClosedBehind(scan, value))) return [];
  scan.effort.spend(COST.neighbourhood);
  const reader = new Reader(scan, from);
  reader.read(value?.isQuoted === true ? value : undefined);
  scan.hasLookedAt(reader.at - from);
  return reader.texts;
}

/** Whether a bare value ends at the quote of what is around it: `"password: winter~","ok":…`; a text in brackets is an argument. */
function isClosedBehind(scan: Scan, { end, isQuoted }: Value): boolean {
  if (isQuoted || '([{'.includes(String.fromCharCode(scan.at(end - 1) || BLANK))) return false;
  return (scan.classAt(skipBackslashes(scan, end)) & QUOTE) !== 0;
}

/** Whether a bare value is the code that an expression with texts begins with, and no secret: `isProd ? …`, `prefix + …`. */
export function isCodeBefore(scan: Scan, { start, end, isQuoted }: Value, texts: readonly ExpressionText[]): boolean {
  const first = texts[0];
  if (isQuoted || first === undefined || first.start < end) return false;
  let from = start;
  while (from < end && '!('.includes(String.fromCharCode(scan.at(from)))) from++;
  return !looksChosen(scan.text.slice(from, end), false);
}

/** Whether a text that an expression may give can be a secret: no sentence, and not the name that one is looked up by. */
export function mayBeSecret(scan: Scan, { start, end, kind }: ExpressionText): boolean {
  const text = scan.text.slice(start, end);
  if (ESCAPES_ONLY.test(text) || (kind !== 'group' && (text.length < SHORTEST_ARGUMENT || isEncoding(text))))
    return false;
  if (kind === 'later' && credentialNameBefore(scan, end) !== undefined) return false;
  return !text.includes(' ') || text.split(' ').every((word) => word !== '' && !isProse(word) && !isFunctionWord(word));
}

const SHORTEST_ARGUMENT = 3;
/** `"\\n"` */
const ESCAPES_ONLY = /^(?:\\[a-z0])+$/;
