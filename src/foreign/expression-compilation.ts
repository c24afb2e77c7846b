// How much work it is for the engine to compile a regular expression, found by counting ways to its first characters.
import { NOT_READ, type Part, partsOfAny } from './expression-tree.ts';

/**
 * Beyond this many looks an expression is not compiled: the engine takes 0.1 to 1 µs for each, and no time limit can stop it.
 */
const MOST_LOOKS = 400_000;
/** How many characters the engine looks at from a choice on. */
const AHEAD = 4;

/**
 * Whether the engine compiles an expression, which it does when that is first run, in little time.
 *
 * From each choice on (alternatives, an optional part, a repetition) V8 looks at all ways to the next four characters, one by one
 * and without a memory. They multiply: `a?` fifty times before `aaaa` takes half a minute, and each `(?:a?|b?)` doubles them.
 * Here they are counted without being gone, rather too many: a repetition is gone through once, as the engine does, or as often as
 * it must be.
 */
export function isCompilable({ source, flags }: Pick<RegExp, 'source' | 'flags'>): boolean {
  try {
    const whole = partsOfAny(source, flags);
    const isNarrow = new Compilation(false).looksOf(whole) <= MOST_LOOKS;
    // For a text with characters beyond Latin-1 it is compiled anew, by pairs of surrogates.
    return isNarrow && (!/[uv]/.test(flags) || new Compilation(true).looksOf(whole) <= MOST_LOOKS);
  } catch (error) {
    if (error === NOT_READ) return false;
    throw error;
  }
}

/** Repetitions up to this are written out by the engine. */
const MOST_UNROLLED = 3;
/** How often the engine writes a part out at the most, where repetitions stand within repetitions. */
const MOST_COPIES = 6;

/** The looks that it takes to see 0, 1, 2, 3, 4 characters. */
type Looks = readonly number[];

const AT_END: Looks = [0, 0, 0, 0, 0];

/** What it is to look through a part. */
interface Passage {
  /** The looks within it. */
  readonly looks: Looks;
  /** In how many ways it reads 0, 1, 2, 3 characters, whereupon what follows is looked at. */
  readonly ways: readonly number[];
}

const THROUGH: Passage = { looks: AT_END, ways: [1, 0, 0, 0] };
const ONE_LOOK: Looks = [0, 1, 1, 1, 1];
const PLACE: Passage = { looks: ONE_LOOK, ways: [1, 0, 0, 0] };
/** Nothing is looked at beyond it. */
const STOP: Passage = { looks: ONE_LOOK, ways: [0, 0, 0, 0] };
/** A group that is read again may be nothing. */
const AGAIN: Passage = { looks: ONE_LOOK, ways: [1, 1, 0, 0] };

/** How a part stands in the whole: how often the engine writes it out, and whether it is read from its end on. */
interface Standing {
  readonly copies: number;
  readonly isBackward: boolean;
}

/** What one set of characters is to the engine. */
interface SetSize {
  /** In how many ways it reads pairs of surrogates, as far as that was seen to multiply. */
  readonly pairs: number;
  /** What it takes to write them out, in looks. */
  readonly writing: number;
}

const ONE_CHARACTER: SetSize = { pairs: 0, writing: 0 };
const ALL_BUT_SOME: SetSize = { pairs: 3, writing: 300 };
const BY_PROPERTY: SetSize = { pairs: 8, writing: MOST_LOOKS / 30 };
const STRINGS_BY_PROPERTY: SetSize = { pairs: 8, writing: MOST_LOOKS / 4 };

/** How a set is compiled for texts in UTF-16 under the flag `u` or `v`. */
function sizeOf(source: string): SetSize {
  if (/\\p\{(?:RGI_|Basic_Emoji|Emoji_Keycap)/.test(source)) return STRINGS_BY_PROPERTY;
  if (/\\[pP]\{/.test(source)) return BY_PROPERTY;
  return /^\.|^\[\^|\\[DSWu]|[^\0-\uffff]/u.test(source) ? ALL_BUT_SOME : ONE_CHARACTER;
}

/** One compilation: for texts of one byte a character, or for those with wide ones. */
class Compilation {
  readonly #isWide: boolean;
  /** Passages are needed once for each repetition around a part, so that they are kept: forward and backward. */
  readonly #passages: readonly [Map<Part, Passage>, Map<Part, Passage>] = [new Map(), new Map()];

  constructor(isWide: boolean) {
    this.#isWide = isWide;
  }

  looksOf(whole: Part): number {
    const standing = { copies: 1, isBackward: false };
    // A match is looked for from each place on, which is one choice more.
    return this.#looksFrom(whole, AT_END, standing) + this.#looksWithin(whole, AT_END, standing);
  }

  #passage(part: Part, isBackward: boolean): Passage {
    const passages = this.#passages[isBackward ? 1 : 0];
    const known = passages.get(part);
    if (known !== undefined) return known;
    const passage = this.#newPassage(part, isBackward);
    passages.set(part, passage);
    return passage;
  }

  #newPassage(part: Part, isBackward: boolean): Passage {
    switch (part.kind) {
      case 'set':
        // What stands before is not looked at.
        return isBackward ? STOP : this.#set(part.source);
      case 'sequence': {
        let passage = THROUGH;
        for (const inner of fromLast(part.parts, isBackward))
          passage = joined(this.#passage(inner, isBackward), passage);
        return passage;
      }
      case 'choice':
        if (part.parts.every(isLetter)) return isBackward ? STOP : this.#set('a');
        return eitherOf(part.parts.map((inner) => this.#passage(inner, isBackward)));
      case 'repeat':
        return this.#rounds(part, isBackward)[0] as Passage;
      case 'ahead':
        // What follows is seen as from its beginning, and in other versions of the engine through it.
        return part.isNot ? PLACE : eitherOf([THROUGH, this.#passage(part.part, false)]);
      case 'again':
        return AGAIN;
      case 'behind':
      case 'place':
        return PLACE;
    }
  }

  #set(source: string): Passage {
    const { pairs } = this.#isWide ? sizeOf(source) : ONE_CHARACTER;
    const looks = 1 + pairs;
    return { looks: [0, looks, looks, looks, looks], ways: [0, 1, pairs, 0] };
  }

  /** What is looked through from each round of a repetition on, and from its end on. */
  #rounds({ part, min, max }: Part & { kind: 'repeat' }, isBackward: boolean): readonly Passage[] {
    const round = this.#passage(part, isBackward);
    let passage = THROUGH;
    const rounds = [passage];
    const add = (before: Passage): void => {
      passage = before;
      rounds.unshift(before);
    };
    if (max - min > MOST_UNROLLED) add(eitherOf([THROUGH, joined(round, STOP)]));
    else for (let i = min; i < max; i++) add(eitherOf([THROUGH, joined(round, passage)]));
    // A round that must be reads something, or is not gone through again: later ones are not seen.
    for (let i = 0; i < Math.min(min, AHEAD); i++) add(joined(round, passage));
    return rounds;
  }

  #looksFrom(part: Part, after: Looks, { copies, isBackward }: Standing): number {
    return copies * (looksThrough(this.#passage(part, isBackward), after)[AHEAD] as number);
  }

  /** The looks from all choices within a part, where `after` is what follows it. */
  #looksWithin(part: Part, after: Looks, standing: Standing): number {
    const { copies, isBackward } = standing;
    switch (part.kind) {
      case 'set':
        return this.#isWide ? copies * sizeOf(part.source).writing : 0;
      case 'sequence': {
        let sum = 0;
        let next = after;
        for (const inner of fromLast(part.parts, isBackward)) {
          sum += this.#looksWithin(inner, next, standing);
          next = looksThrough(this.#passage(inner, isBackward), next);
        }
        return sum;
      }
      case 'choice': {
        const own = this.#looksFrom(part, after, standing);
        return part.parts.reduce((sum, inner) => sum + this.#looksWithin(inner, after, standing), own);
      }
      case 'repeat':
        return this.#looksWithinRounds(part, after, standing);
      case 'ahead':
      case 'behind': {
        const inner = { copies, isBackward: part.kind === 'behind' };
        return this.#looksWithin(part.part, part.isNot ? AT_END : after, inner);
      }
      default:
        return 0;
    }
  }

  #looksWithinRounds(part: Part & { kind: 'repeat' }, after: Looks, { copies, isBackward }: Standing): number {
    const rounds = this.#rounds(part, isBackward).map((passage) => looksThrough(passage, after));
    // A round is followed by the next one or by the end, whichever takes more.
    const next = rounds.reduce((one, other) => one.map((looks, i) => Math.max(looks, other[i] as number)));
    const all = Math.min(MOST_COPIES, copies * Math.max(1, rounds.length - 1));
    return all * (next[AHEAD] as number) + this.#looksWithin(part.part, next, { copies: all, isBackward });
  }
}

/** The parts, beginning with the one that is looked at last. */
function fromLast(parts: readonly Part[], isBackward: boolean): readonly Part[] {
  return isBackward ? parts : parts.toReversed();
}

/** Alternatives of one letter each are one set to the engine. */
function isLetter(part: Part): boolean {
  if (part.kind === 'sequence') return part.parts.length === 1 && isLetter(part.parts[0] as Part);
  return part.kind === 'set' && /^[^\\[.]$/.test(part.source);
}

function joined(before: Passage, after: Passage): Passage {
  const ways = [0, 0, 0, 0];
  for (let one = 0; one < AHEAD; one++) {
    for (let other = 0; one + other < AHEAD; other++) {
      (ways[one + other] as number) += product(before.ways[one] as number, after.ways[other] as number);
    }
  }
  return { looks: looksThrough(before, after.looks), ways };
}

function eitherOf(passages: readonly Passage[]): Passage {
  const looks = [...ONE_LOOK];
  const ways = [0, 0, 0, 0];
  for (const passage of passages) {
    for (let i = 0; i <= AHEAD; i++) (looks[i] as number) += passage.looks[i] as number;
    for (let i = 0; i < AHEAD; i++) (ways[i] as number) += passage.ways[i] as number;
  }
  return { looks, ways };
}

/** The looks that it takes through a part and what follows. */
function looksThrough({ looks, ways }: Passage, after: Looks): Looks {
  const all = [...looks];
  for (let sought = 1; sought <= AHEAD; sought++) {
    for (let read = 0; read < sought; read++) {
      (all[sought] as number) += product(ways[read] as number, after[sought - read] as number);
    }
  }
  return all;
}

/** No way to what takes for ever takes no time. */
function product(one: number, other: number): number {
  return one === 0 || other === 0 ? 0 : one * other;
}
