// What a rule may do with the text that is scanned: read it within bounds, report hits, note encodings, remember numbers.
import { COST, Effort } from './effort.ts';
import { ENTITY_NAMES, type Entity } from './entities.ts';
import { Memory } from './memory.ts';
import type { Rule } from './rule.ts';
import { SpanList } from './spans.ts';
import { endOfValue, OpenTexts } from './text-ends.ts';
import { TextView } from './text-view.ts';

/** Rules may look at twice the characters of a text, and this many more, before {@link LEAST_LOOK} holds. */
const FREE_LOOKS = 8192;
/** Enough of a value to judge it, where a text is hostile. */
const LEAST_LOOK = 32;
/** Of the effort that a text may take: what is for one with encodings itself, and what for the same text without them. */
const SHARE_OF_ENCODED = 3 / 5;
const SHARE_OF_DECODED = 1 / 5;
/** What is for a text itself that is scanned a third time, with blanks for its pluses. */
const SHARE_OF_BOTH = 1 / 4;
/** Expressions may read a text this many times over, and this many characters more, before {@link LEAST_READ} holds. */
const MOST_READS = 64;
const FREE_READS = 32_768;
/** Enough of a command or a sentence to know most, where a text is hostile. */
const LEAST_READ = 64;
/** The end of an attribute's name that is looked at for words that say what its value is: each number asks for it. */
const LONGEST_NAME = 128;

/** The state of one scan. It is loaded with a text again and again, so that nothing is allocated for a clean one. */
export class Scan extends TextView {
  readonly spans: SpanList = new SpanList();
  /** What rules did in this text so far. */
  readonly effort: Effort = new Effort();
  /** What rules remember of this text. */
  readonly memory: Memory = new Memory();
  /** Which texts in quotes are open where. */
  readonly openTexts: OpenTexts = new OpenTexts();
  /** A character was seen that is written otherwise: percent-encoded, as an entity, as an escape. */
  hasEscapes = false;
  /** A plus was seen that stands for a blank. */
  hasPlusBlanks = false;
  /** The name under which the whole text stands (an attribute's), or empty. */
  name = '';

  readonly #enabled: Uint8Array;
  readonly #isDecoded: boolean;
  #lookedAt = 0;
  #read = 0;

  /** `isDecoded` where its texts are other texts without their encodings. */
  constructor(enabled: ReadonlySet<Entity>, isDecoded = false) {
    super();
    this.#enabled = Uint8Array.from(ENTITY_NAMES, (entity) => (enabled.has(entity) ? 1 : 0));
    this.#isDecoded = isDecoded;
  }

  /** Begins with a text; `name` is the attribute that it stands under. */
  load(text: string, name = ''): void {
    this.view(text);
    this.name = name.length > LONGEST_NAME ? name.slice(-LONGEST_NAME) : name;
    this.spans.clear();
    this.memory.clear();
    this.openTexts.clear();
    this.hasEscapes = false;
    this.hasPlusBlanks = false;
    this.#lookedAt = 0;
    this.#read = 0;
    this.effort.restart(text.length, this.#isDecoded ? SHARE_OF_DECODED : 1);
  }

  /** Notes that the text has encoded characters, and is to be scanned once more without. */
  noteEscapes(): void {
    this.hasEscapes = true;
    if (!this.#isDecoded) this.effort.reduceTo(this.hasPlusBlanks ? SHARE_OF_BOTH : SHARE_OF_ENCODED);
  }

  /** Notes that a plus stands for a blank somewhere, so that the text is scanned once more with blanks. */
  noteBlanks(): void {
    this.hasPlusBlanks = true;
    if (!this.#isDecoded) this.effort.reduceTo(SHARE_OF_BOTH);
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

  /**
   * Reports a hit; one of an entity that is off is forgotten. It ends with the text in quotes that it begins in, but for a private key,
   * whose lines may be texts each, and an address, which may have quotes of its own.
   */
  add(start: number, end: number, rule: Rule): void {
    if (end <= start || this.#enabled[rule.rank] === 0) return;
    this.effort.spend(COST.hit);
    const isWithinText = rule.entity !== 'PRIVATE_KEY' && rule.entity !== 'EMAIL';
    const stop = isWithinText ? endOfValue(this, start, end) : end;
    if (stop > start) this.spans.add(start, stop, rule);
  }
}
