// Scans texts: the loop that stops only at pairs of bytes some rule asked for, and the second look at a text without its encodings.
import { CLASS } from './byte-classes.ts';
import { Decoder } from './decoder.ts';
import type { Entity } from './entities.ts';
import { REPETITION_STEP, RULE_REACH, repetitionAt } from './repetition.ts';
import type { Rule } from './rule.ts';
import { Scan } from './scan.ts';
import type { SpanList } from './spans.ts';
import type { RuleLists, TriggerTable } from './trigger-table.ts';

/** How often a text is decoded at most: `%2540` is an `@` that was encoded twice. */
const MOST_DECODINGS = 2;
/**
 * Where a text repeats itself, what is found may repeat itself with every second, third or fourth period only: a quote that
 * ends one value is not the one that opens the next.
 */
const PERIODS_AT_ONCE = 12;

/** Runs the rules of a table over texts, one at a time. */
export class Scanner {
  readonly #scan: Scan;
  readonly #triggers: TriggerTable;
  readonly #table: Uint8Array;
  readonly #before: Uint16Array;
  readonly #after: Uint16Array;
  readonly #unhurried: RuleLists;
  readonly #entities: ReadonlySet<Entity>;
  readonly #decodings: number;
  #mayDecode = true;
  #decoded: Scanner | undefined;
  #decoder: Decoder | undefined;
  #askAt = REPETITION_STEP;

  constructor(triggers: TriggerTable, enabled: ReadonlySet<Entity>, decodings: number = MOST_DECODINGS) {
    this.#scan = new Scan(enabled, decodings < MOST_DECODINGS);
    this.#triggers = triggers;
    this.#table = triggers.table;
    this.#before = triggers.before;
    this.#after = triggers.after;
    this.#unhurried = triggers.byHaste[0] as RuleLists;
    this.#entities = enabled;
    this.#decodings = decodings;
  }

  /**
   * Finds everything in `text`, which stands under `name` (an attribute's).
   * @returns what was found, in order and without overlaps; it is valid until the next text
   */
  run(text: string, name = ''): SpanList {
    this.#load(text, name);
    this.#runRange(0, text.length);
    return this.#finish();
  }

  /** The same for some ranges of a text, each given by its start and its end; rules read beyond them. */
  #runRanges(text: string, name: string, ranges: readonly number[]): SpanList {
    this.#load(text, name);
    let at = 0;
    for (let i = 0; i < ranges.length; i += 2)
      at = this.#runRange(Math.max(at, ranges[i] as number), Math.min(ranges[i + 1] as number, text.length));
    return this.#finish();
  }

  #load(text: string, name: string): void {
    this.#scan.load(text, name);
    this.#askAt = REPETITION_STEP;
  }

  #finish(): SpanList {
    const scan = this.#scan;
    if (this.#decodings > 0 && this.#mayDecode) {
      if (scan.hasEscapes) this.#runDecoded(false);
      if (scan.hasPlusBlanks) this.#runDecoded(true);
    }
    scan.spans.putInOrder();
    scan.releaseSpare();
    return scan.spans;
  }

  /** Looks at the pairs from an index up to another; the index from which the scan continues. */
  #runRange(from: number, to: number): number {
    const table = this.#table;
    const { bytes } = this.#scan;
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
      const continueAt = this.#afterRepetition(at);
      if (continueAt > at) return continueAt;
    }
    const scan = this.#scan;
    const { bytes } = scan;
    const before = this.#before[id] as number;
    if (before !== 0 && (at === 0 || ((CLASS[bytes[at - 1] as number] as number) & before) === 0)) return at + 1;
    // Zero bytes follow the text, and are of no class that is asked for.
    const after = this.#after[id] as number;
    if (after !== 0 && ((CLASS[bytes[at + 2] as number] as number) & after) === 0) return at + 1;
    if (!scan.effort.isAtEase) return this.#dispatchInHaste(id, at);
    scan.effort.spend(this.#unhurried.costs[id] as number);
    return (this.#unhurried.finds[id] as RuleLists['finds'][number])(scan, at);
  }

  #dispatchInHaste(id: number, at: number): number {
    const scan = this.#scan;
    const haste = scan.effort.hasteAt(at);
    if (haste === 3 && this.#decodings < MOST_DECODINGS) return scan.length;
    const { finds, costs } = this.#triggers.byHaste[haste] as RuleLists;
    scan.effort.spend(costs[id] as number);
    return (finds[id] as RuleLists['finds'][number])(scan, at);
  }

  /**
   * Where a text repeats itself at an index, what was found in the last period is found in all that follow: the index in the
   * last ones, from which rules may see what comes after them. The index itself elsewhere.
   */
  #afterRepetition(at: number): number {
    this.#askAt = at + REPETITION_STEP;
    const { text, spans } = this.#scan;
    const repetition = repetitionAt(text, at);
    if (repetition === undefined) return at;
    const { end } = repetition;
    const period = repetition.period * PERIODS_AT_ONCE;
    const times = Math.floor((end - RULE_REACH - at) / period);
    if (times < 1 || !spans.repeat(at, period, times)) return at;
    return at + times * period;
  }

  /**
   * Scans the text once more without its encodings, around where it had some, and takes over what is found there: with blanks for
   * pluses only what stands in a statement or a command, as a plus is as often itself.
   */
  #runDecoded(hasBlanks: boolean): void {
    const { text, name, length, spans, effort } = this.#scan;
    this.#decoded ??= new Scanner(this.#triggers, this.#entities, this.#decodings - 1);
    this.#decoder ??= new Decoder();
    spans.putInOrder();
    const decoded = this.#decoder.decode(text, hasBlanks);
    const { origin } = this.#decoder;
    // In haste, what was found is not looked at again, although it might get a better name, and a text is decoded once only.
    const isHasty = effort.hasteAt(length) > 0;
    const ranges = this.#decoder.around(isHasty ? spans : undefined);
    this.#decoded.#mayDecode = !isHasty && !hasBlanks;
    const { size, starts, ends, rules } = this.#decoded.#runRanges(decoded, name, ranges);
    for (let i = 0; i < size; i++) {
      const rule = rules[i] as Rule;
      if (hasBlanks && !rule.isOfStatements) continue;
      const start = origin[starts[i] as number] as number;
      const end = this.#decoder.endOf(text, ends[i] as number);
      if (rule.needsEncoding && !text.slice(start, end).includes('%')) continue;
      spans.add(start, end, rule);
    }
  }
}
