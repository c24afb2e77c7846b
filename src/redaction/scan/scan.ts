// One pass over a text: the folded byte view, the loop that stops only at pairs of bytes some detector asked for, the spans found.
import { Buffer } from 'node:buffer';
import { CLASS, foldInto, HEX, HIGH_LETTER, VALUE_END, WORD } from './byte-classes.ts';
import type { Detector } from './detector.ts';
import { COST, Effort, type Haste } from './effort.ts';
import { Decoder } from './encodings.ts';
import { ENTITY_NAMES, type Entity } from './entities.ts';
import { REPETITION_STEP, RULE_REACH, repetitionAt } from './repetition.ts';
import type { Rule } from './rule.ts';
import { SpanList } from './spans.ts';

/** Zero bytes behind the text: a lexer that goes on while a class holds stops there by itself, and the loop reads so far. */
const SENTINEL = 5;
/** A text is decoded so many times: `%2540` is an `@` that was encoded twice. */
const MOST_DECODINGS = 2;
/** Rules may look at so many characters twice and more before {@link LEAST_LOOK} holds. */
const FREE_LOOKS = 8192;
/** Enough of a value to judge it, where a text is hostile. */
const LEAST_LOOK = 32;
/** What a text with percent-encoding gets of the effort, and what it gets without: there it is looked at once more only. */
const SHARE_OF_ENCODED = 3 / 5;
const SHARE_OF_DECODED = 1 / 5;
/** What is left where a text is looked at a third time with blanks for its pluses. */
const SHARE_OF_BOTH = 1 / 4;
/** Expressions may read a text so many times over, and so many characters more, before {@link LEAST_READ} holds. */
const MOST_READS = 64;
const FREE_READS = 32_768;
/** Enough of a command or a sentence to know most, where a text is hostile. */
const LEAST_READ = 64;
/**
 * Where a text repeats itself, what is found may repeat itself with every second, third or fourth period only: a quote that
 * ends one value is not the one that opens the next.
 */
const PERIODS_AT_ONCE = 12;
/** Of the name that a text stands under, so much is looked at for words that say what it is: it is asked for each number. */
const LONGEST_NAME = 128;
/** A scratch buffer is doubled up to this, and then as long as the text. */
const MOST_SPARE = 1 << 20;
/** A scratch buffer that grew beyond this for one huge text is let go again. */
const KEPT_CAPACITY = 1 << 23;

/** What a plus for a blank may part. */
const OF_STATEMENTS: ReadonlySet<Entity> = new Set<Entity>(['CREDENTIAL', 'URL_PASSWORD', 'BEARER_TOKEN']);

type Find = Detector['find'];

/** What happens at a pair of bytes: `table[first << 8 | second]` is an index into the other lists, 0 for nothing. */
export interface TriggerTable {
  readonly table: Uint8Array;
  /** Classes of which the byte before the pair must have one; 0 for any byte. */
  readonly before: Uint16Array;
  /** Classes of which the byte after the pair must have one; 0 for any byte. */
  readonly after: Uint16Array;
  /** The rules of each list, by {@link Haste}. */
  readonly byHaste: readonly RuleLists[];
}

interface RuleLists {
  readonly finds: readonly Find[];
  /** What it costs to ask them. */
  readonly costs: readonly number[];
}

const HASTES: readonly Haste[] = [0, 1, 2, 3];

/** Builds the table for the detectors that can report one of the enabled entities. */
export function buildTriggers(detectors: readonly Detector[], enabled: ReadonlySet<Entity>): TriggerTable {
  const lists = new Map<number, Detector[]>();
  for (const detector of detectors) {
    if (!detector.entities.some((entity) => enabled.has(entity))) continue;
    for (const pair of new Set(detector.pairs)) {
      const list = lists.get(pair);
      if (list === undefined) lists.set(pair, [detector]);
      else list.push(detector);
    }
  }
  const table = new Uint8Array(65_536);
  const distinct: (readonly Detector[])[] = [[]];
  const idOf = new Map<string, number>();
  for (const [pair, list] of lists) {
    const key = list.map((detector) => detector.name).join(' ');
    const id = idOf.get(key) ?? distinct.push(list) - 1;
    idOf.set(key, id);
    table[pair] = id;
  }
  return {
    table,
    before: Uint16Array.from(distinct, (list) => anyOf(list.map(({ before = 0 }) => before))),
    after: Uint16Array.from(distinct, (list) => anyOf(list.map(({ after = 0 }) => after))),
    byHaste: HASTES.map((haste) => {
      const lists = distinct.map((list) =>
        list.filter(({ leftOutAt }) => leftOutAt === undefined || haste < leftOutAt),
      );
      return { finds: lists.map(findAll), costs: lists.map(({ length }) => length * COST.rule) };
    }),
  };
}

/** The union of sets of classes, in which 0 stands for every byte. */
function anyOf(classes: readonly number[]): number {
  return classes.includes(0) ? 0 : classes.reduce((union, one) => union | one, 0);
}

/** One function that runs all of some detectors; the scan goes on after the longest of what they read. */
function findAll(detectors: readonly Detector[]): Find {
  const [only] = detectors;
  if (detectors.length === 1 && only !== undefined) return only.find;
  const finds = detectors.map(({ find }) => find);
  const count = finds.length;
  const befores = Uint16Array.from(detectors, ({ before = 0 }) => before);
  const afters = Uint16Array.from(detectors, ({ after = 0 }) => after);
  return (scan, at) => {
    const { bytes } = scan;
    const classBefore = at > 0 ? (CLASS[bytes[at - 1] as number] as number) : 0;
    // Zero bytes stand behind the text, and are of no class that is asked for.
    const classAfter = CLASS[bytes[at + 2] as number] as number;
    let next = at + 1;
    for (let i = 0; i < count; i++) {
      const before = befores[i] as number;
      const after = afters[i] as number;
      if ((before !== 0 && (classBefore & before) === 0) || (after !== 0 && (classAfter & after) === 0)) continue;
      const goOnAt = (finds[i] as Find)(scan, at);
      if (goOnAt > next) next = goOnAt;
    }
    return next;
  };
}

/**
 * The state of one scan. It is loaded with a text again and again, so that nothing is allocated for a clean one.
 *
 * Rules read the text through `bytes`, one byte a code unit (see `foldInto`): an index there is an index into `text`. A zero
 * byte follows the last one and belongs to no class, so that a lexer that goes on while a class holds stops by itself.
 */
export class Scan {
  bytes: Uint8Array = new Uint8Array(0);
  text = '';
  length = 0;
  readonly spans: SpanList = new SpanList();
  /** What rules did in this text so far. */
  readonly effort: Effort = new Effort();

  /** The `@` before which there is the user of a URL, so that the address rule leaves it; -1 for none. */
  userInfoAt = -1;
  /** The `@` of the last user of the same URL, which may have several hosts. */
  userInfoLast = -1;
  /** Up to here everything is a URL already. */
  urlEnd = 0;
  /** Up to here everything is a credential's value already. */
  credentialEnd = 0;
  /** Up to here everything is a sentence about a password, which was looked at. */
  sentenceEnd = 0;
  /** Up to here everything is a statement, whose places for values were looked at. */
  statementEnd = 0;
  /** Up to here everything is a value that was no secret; only strong names are looked at in it. See {@link isRepetitive}. */
  rejectedEnd = 0;
  /** Up to here everything is a list of cookies, which was looked at. */
  cookiesEnd = 0;
  /** The rows of the last table that was found start here. */
  rowsStart = 0;
  /** Up to here they go. */
  rowsEnd = 0;
  /** What was spent on looking for tables so far. */
  spentOnTables = 0;
  /** Where a run ends that was no token of a format for want of capitals or digits: what is in it is none either. */
  readonly unmixedRuns: number[] = [];
  /** A percent-encoded character was seen, or one that is written otherwise. */
  hasPercentEscapes = false;
  /** A plus was seen that stands for a blank. */
  hasPlusBlanks = false;
  /** The name under which the whole text stands (an attribute's), or empty. */
  name = '';

  readonly #triggers: TriggerTable;
  readonly #unhurried: RuleLists;
  readonly #entities: ReadonlySet<Entity>;
  readonly #enabled: Uint8Array;
  readonly #decodings: number;
  #mayDecode = true;
  #decoded: Scan | undefined;
  #decoder: Decoder | undefined;
  #buffer: Buffer = Buffer.alloc(4096);
  #searchFrom = 0;
  #searchTo = -1;
  #lookedAt = 0;
  #read = 0;
  #askAt = REPETITION_STEP;

  constructor(triggers: TriggerTable, enabled: ReadonlySet<Entity>, decodings: number = MOST_DECODINGS) {
    this.#triggers = triggers;
    this.#unhurried = triggers.byHaste[0] as RuleLists;
    this.#entities = enabled;
    this.#decodings = decodings;
    this.#enabled = Uint8Array.from(ENTITY_NAMES, (entity) => (enabled.has(entity) ? 1 : 0));
  }

  /** Finds everything in `text`; the result is in {@link spans}, in order and without overlaps. */
  run(text: string, name = ''): SpanList {
    this.#load(text, name);
    this.#runRange(0, this.length);
    return this.#finish();
  }

  /** The same for some ranges of a text, each given by its start and its end; rules read beyond them. */
  #runRanges(text: string, name: string, ranges: readonly number[]): SpanList {
    this.#load(text, name);
    let at = 0;
    for (let i = 0; i < ranges.length; i += 2)
      at = this.#runRange(Math.max(at, ranges[i] as number), Math.min(ranges[i + 1] as number, this.length));
    return this.#finish();
  }

  #finish(): SpanList {
    if (this.#decodings > 0 && this.#mayDecode) {
      if (this.hasPercentEscapes) this.#runDecoded(false);
      if (this.hasPlusBlanks) this.#runDecoded(true);
    }
    this.spans.settle();
    if (this.#buffer.length > KEPT_CAPACITY) this.#buffer = Buffer.alloc(4096);
    return this.spans;
  }

  /** Looks at the pairs from an index up to another; the index from which the scan goes on. */
  #runRange(from: number, to: number): number {
    const { table } = this.#triggers;
    const bytes = this.bytes;
    let at = from;
    // Four pairs at a time: measured at 0.9 ns a byte where nothing triggers, against 1.9 one by one.
    while (at < to) {
      const first = bytes[at + 1] as number;
      const second = bytes[at + 2] as number;
      const third = bytes[at + 3] as number;
      const a = table[((bytes[at] as number) << 8) | first] as number;
      const b = table[(first << 8) | second] as number;
      const c = table[(second << 8) | third] as number;
      const d = table[(third << 8) | (bytes[at + 4] as number)] as number;
      if ((a | b | c | d) === 0) at += 4;
      else if (a !== 0) at = this.#dispatch(a, at);
      else if (b !== 0) at = this.#dispatch(b, at + 1);
      else if (c !== 0) at = this.#dispatch(c, at + 2);
      else at = this.#dispatch(d, at + 3);
    }
    return at;
  }

  #dispatch(id: number, at: number): number {
    if (at >= this.#askAt) {
      const goOnAt = this.#afterRepetition(at);
      if (goOnAt > at) return goOnAt;
    }
    const { before, after } = this.#triggers;
    if (!this.isBetween(at, before[id] as number, after[id] as number)) return at + 1;
    if (!this.effort.isAtEase) return this.#dispatchInHaste(id, at);
    this.effort.spend(this.#unhurried.costs[id] as number);
    return (this.#unhurried.finds[id] as Find)(this, at);
  }

  #dispatchInHaste(id: number, at: number): number {
    const haste = this.effort.hasteAt(at);
    if (haste === 3 && this.#isDecoded) return this.length;
    const { finds, costs } = this.#triggers.byHaste[haste] as RuleLists;
    this.effort.spend(costs[id] as number);
    return (finds[id] as Find)(this, at);
  }

  /**
   * Where a text repeats itself at an index, what was found in the last period is found in all that follow: the index in the
   * last ones, from which rules may see what comes behind them. The index itself elsewhere.
   */
  #afterRepetition(at: number): number {
    this.#askAt = at + REPETITION_STEP;
    const repetition = repetitionAt(this.text, at);
    if (repetition === undefined) return at;
    const { end } = repetition;
    const period = repetition.period * PERIODS_AT_ONCE;
    const times = Math.floor((end - RULE_REACH - at) / period);
    if (times < 1 || !this.spans.repeat(at, period, times)) return at;
    return at + times * period;
  }

  /** Whether the bytes before and after the pair at an index are of these classes; 0 stands for any byte. */
  isBetween(at: number, before: number, after: number): boolean {
    if (before !== 0 && (this.classAt(at - 1) & before) === 0) return false;
    return after === 0 || (this.classAt(at + 2) & after) !== 0;
  }

  /** Notes that the text has percent-encoded characters, and is to be scanned once more without. */
  noteEscapes(): void {
    this.hasPercentEscapes = true;
    if (!this.#isDecoded) this.effort.reduceTo(this.hasPlusBlanks ? SHARE_OF_BOTH : SHARE_OF_ENCODED);
  }

  /** Notes that a plus stands for a blank somewhere, so that the text is scanned once more with blanks. */
  noteBlanks(): void {
    this.hasPlusBlanks = true;
    if (!this.#isDecoded) this.effort.reduceTo(SHARE_OF_BOTH);
  }

  get #isDecoded(): boolean {
    return this.#decodings < MOST_DECODINGS;
  }

  /**
   * Scans the text once more without its encodings, around where it had some, and takes over what is found there: with blanks for
   * pluses only what stands in a statement or a command, as a plus is as often itself.
   */
  #runDecoded(hasBlanks: boolean): void {
    this.#decoded ??= new Scan(this.#triggers, this.#entities, this.#decodings - 1);
    this.#decoder ??= new Decoder();
    this.spans.settle();
    const decoded = this.#decoder.decode(this.text, hasBlanks);
    const { origin } = this.#decoder;
    // In haste, what was found is not looked at again, although it might get a better name, and a text is decoded once only.
    const isHasty = this.effort.hasteAt(this.length) > 0;
    const ranges = this.#decoder.around(isHasty ? this.spans : undefined);
    this.#decoded.#mayDecode = !isHasty && !hasBlanks;
    const { size, starts, ends, rules } = this.#decoded.#runRanges(decoded, this.name, ranges);
    for (let i = 0; i < size; i++) {
      const rule = rules[i] as Rule;
      const start = origin[starts[i] as number] as number;
      const end = this.#decoder.endOf(this.text, ends[i] as number);
      // An address with nothing encoded in it was judged before: decoding a password before it must not make it one.
      if (rule.entity === 'EMAIL' && (hasBlanks || !this.text.slice(start, end).includes('%'))) continue;
      if (hasBlanks && !OF_STATEMENTS.has(rule.entity)) continue;
      this.spans.add(start, end, rule);
    }
  }

  #load(text: string, name: string): void {
    const length = text.length;
    if (this.#buffer.length < length + SENTINEL) {
      const doubled = Math.min(2 * this.#buffer.length, MOST_SPARE);
      this.#buffer = Buffer.allocUnsafeSlow(Math.max(doubled, length + SENTINEL));
    }
    const bytes = this.#buffer;
    foldInto(bytes, text);
    for (let i = 0; i < SENTINEL; i++) bytes[length + i] = 0;
    this.bytes = bytes;
    this.text = text;
    this.name = name.length > LONGEST_NAME ? name.slice(-LONGEST_NAME) : name;
    this.length = length;
    this.spans.clear();
    this.userInfoAt = -1;
    this.userInfoLast = -1;
    this.urlEnd = 0;
    this.credentialEnd = 0;
    this.sentenceEnd = 0;
    this.statementEnd = 0;
    this.rejectedEnd = 0;
    this.cookiesEnd = 0;
    this.rowsStart = 0;
    this.rowsEnd = 0;
    this.spentOnTables = 0;
    if (this.unmixedRuns.length > 0) this.unmixedRuns.length = 0;
    this.hasPercentEscapes = false;
    this.hasPlusBlanks = false;
    this.#lookedAt = 0;
    this.#read = 0;
    this.effort.restart(length, this.#isDecoded ? SHARE_OF_DECODED : 1);
    this.#askAt = REPETITION_STEP;
    this.#searchFrom = 0;
    this.#searchTo = -1;
  }

  /** Whether an entity was asked for. */
  isEnabled(rule: Rule): boolean {
    return this.#enabled[rule.rank] === 1;
  }

  /**
   * How many characters a rule may look at from an index on, at most `wanted`. Values seldom overlap: when a text makes rules
   * look at its characters again and again, they get {@link LEAST_LOOK} only, which keeps every text linear.
   */
  lookAhead(at: number, wanted: number): number {
    return this.isRepetitive(at) ? Math.min(wanted, LEAST_LOOK) : wanted;
  }

  /** Whether the text has made rules look at its characters again and again up to an index. */
  isRepetitive(at: number): boolean {
    return this.#lookedAt > 2 * at + FREE_LOOKS;
  }

  /** Counts the characters that a rule looked at. */
  hasLookedAt(count: number): void {
    this.#lookedAt += count;
    this.effort.spend(count * COST.character);
  }

  /**
   * What stands before an index, for an expression: at most `reach` characters, and fewer in a text that gives expressions more to
   * read than {@link MOST_READS} times its length.
   */
  textBefore(at: number, reach: number): string {
    return this.text.slice(Math.max(0, at - this.#readable(at, reach)), Math.max(0, at));
  }

  /** What stands from an index on, for an expression, as in {@link textBefore}. */
  textAfter(at: number, reach: number): string {
    return this.text.slice(at, at + this.#readable(at, reach));
  }

  #readable(at: number, reach: number): number {
    const most = this.#read > MOST_READS * at + FREE_READS ? Math.min(reach, LEAST_READ) : reach;
    this.#read += most;
    this.effort.spend(COST.expression + most * COST.readCharacter);
    return most;
  }

  /** Reports a hit; one of an entity that is off is forgotten. */
  add(start: number, end: number, rule: Rule): void {
    if (end <= start || this.#enabled[rule.rank] === 0) return;
    this.effort.spend(COST.hit);
    this.spans.add(start, end, rule);
  }

  /** The byte at an index, 0 outside the text. */
  at(index: number): number {
    return index < 0 || index >= this.length ? 0 : (this.bytes[index] as number);
  }

  /** The classes of the byte at an index, none outside the text. */
  classAt(index: number): number {
    return index < 0 || index >= this.length ? 0 : (CLASS[this.bytes[index] as number] as number);
  }

  /** The index of the first byte from `from` on that is of none of `classes`, at most `limit`. */
  skip(from: number, classes: number, limit: number): number {
    const bytes = this.bytes;
    const stop = Math.min(limit, this.length);
    let at = from;
    while (at < stop && ((CLASS[bytes[at] as number] as number) & classes) !== 0) at++;
    return at;
  }

  /** The index after the last byte before `from` that is of none of `classes`, at least `limit`. */
  skipBack(from: number, classes: number, limit: number): number {
    const bytes = this.bytes;
    const stop = Math.max(limit, 0);
    let at = from;
    while (at > stop && ((CLASS[bytes[at - 1] as number] as number) & classes) !== 0) at--;
    return at;
  }

  /** Whether `word` (lower-case ASCII) stands at an index, in any case. */
  hasWordAt(word: string, at: number): boolean {
    if (at < 0 || at + word.length > this.length) return false;
    const bytes = this.bytes;
    for (let i = 0; i < word.length; i++) {
      const byte = bytes[at + i] as number;
      const expected = word.charCodeAt(i);
      if (byte !== expected && !((byte | 0x20) === expected && expected >= 0x61 && expected <= 0x7a)) return false;
    }
    return true;
  }

  /** Whether `word` stands at an index, exactly. */
  hasExactlyAt(word: string, at: number): boolean {
    if (at < 0 || at + word.length > this.length) return false;
    for (let i = 0; i < word.length; i++) if (this.bytes[at + i] !== word.charCodeAt(i)) return false;
    return true;
  }

  /**
   * Whether a token may start at an index: no letter, digit or underscore before it, but for one that belongs to an escape
   * (`\n`, `\u003c`, `%3D`, `ESC[31m`).
   */
  startsToken(at: number): boolean {
    return at === 0 || (this.classAt(at - 1) & WORD) === 0 || this.endsEscape(at);
  }

  /** Whether no letter, digit or underscore follows at an index. */
  endsToken(at: number): boolean {
    return (this.classAt(at) & WORD) === 0;
  }

  /** Whether an escape sequence of JSON, a URL or a terminal ends right before an index. */
  endsEscape(at: number): boolean {
    return this.escapeBefore(at) < at;
  }

  /** Where the escape sequence that ends right before an index starts; the index itself where there is none. */
  escapeBefore(at: number): number {
    const last = this.at(at - 1);
    if (this.at(at - 2) === 0x5c && (last === 0x6e || last === 0x72 || last === 0x74)) return at - 2;
    if (last === 0x6d && (this.classAt(at - 2) & HIGH_LETTER) === 0) {
      // ESC [ 3 1 m
      let start = at - 2;
      while (start > at - 12 && ((this.at(start) >= 0x30 && this.at(start) <= 0x39) || this.at(start) === 0x3b))
        start--;
      if (this.at(start) === 0x5b && this.at(start - 1) === 0x1b) return start - 1;
    }
    if ((this.classAt(at - 1) & HEX) === 0 || (this.classAt(at - 2) & HEX) === 0) return at;
    if (this.at(at - 3) === 0x25) return at - 3;
    const isUnicodeEscape = this.at(at - 6) === 0x5c && this.at(at - 5) === 0x75 && this.at(at - 4) === 0x30;
    return isUnicodeEscape ? at - 6 : at;
  }

  /** The next `@`, or what ends an address (a space, quote, control character, `<` or `>`), from an index on. */
  nextAtSign(from: number): number {
    // Rules ask from many places in one stretch: what was searched once is remembered, which keeps hostile input linear.
    if (from >= this.#searchFrom && from <= this.#searchTo) return this.#searchTo;
    const bytes = this.bytes;
    let at = from;
    while (at < this.length) {
      const byte = bytes[at] as number;
      if (byte === 0x40 || ((CLASS[byte] as number) & VALUE_END) !== 0) break;
      at++;
    }
    this.#searchFrom = from;
    this.#searchTo = at;
    return at;
  }
}
