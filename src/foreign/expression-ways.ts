// The ways through a regular expression, as an automaton that counts them.
import { NOT_READ, type Part } from './expression-tree.ts';

/** With more characters to read than this an expression is not looked at: its repetitions are counted each. */
const MOST_PLACES = 8000;
/** Ways to read nothing. */
const MOST_EMPTY_WAYS = 250;

/** Places of characters in an expression, each with the number of ways that lead there. */
export type Places = ReadonlyMap<number, number>;

/** The ways through a part: to the characters it may read first, and from those it may read last. */
interface Passage {
  readonly first: Places;
  readonly last: Places;
  /** Those of the last after which the part ends for sure. */
  readonly sureLast: ReadonlySet<number>;
  /** In how many ways it reads nothing. */
  readonly empty: number;
  /** Whether it reads nothing for sure in one of them. */
  readonly isEmptySure: boolean;
}

export const NOWHERE: Places = new Map();
/** References to references. */
const DEEPEST = 20;
const NOTHING: Passage = { first: NOWHERE, last: NOWHERE, sureLast: new Set(), empty: 1, isEmptySure: true };

export interface Automaton {
  /** For each place: the kinds of characters that it reads, of those that the expression distinguishes. */
  readonly reads: readonly (readonly number[])[];
  /** The kind of each character of Latin-1; that of all others at the end. */
  readonly kinds: Uint16Array;
  readonly first: Places;
  readonly next: readonly Places[];
  /** Whether the expression has matched after a place: the matcher comes back to no earlier choice. */
  readonly isMatch: Uint8Array;
  /** What looking behind takes at every step. */
  readonly lookBehind: number;
}

/** Builds the automaton of an expression. */
export class Ways {
  /** What each place reads. */
  readonly #sources: string[] = [];
  readonly #next: Map<number, number>[] = [];
  readonly #flags: string;
  /** The groups that are read again right now. */
  readonly #onWay: Part[] = [];
  #lookBehind = 1;

  constructor(flags: string) {
    this.#flags = flags.replace(/[gymd]/g, '');
  }

  of(part: Part): Passage {
    switch (part.kind) {
      case 'set':
        return this.#set(part.source);
      case 'sequence':
        return part.parts.reduce<Passage>((before, inner) => this.#joined(before, this.of(inner)), NOTHING);
      case 'choice':
        return part.parts.map((inner) => this.of(inner)).reduce(either);
      case 'repeat':
        return this.#repeated(part.part, part.min, part.max);
      case 'ahead':
        return { ...NOTHING, first: this.of(part.part).first, isEmptySure: false };
      case 'behind':
        this.#lookBehind += part.cost;
        return { ...NOTHING, isEmptySure: false };
      case 'again':
        return this.#again(part.groups);
      case 'place':
        return { ...NOTHING, isEmptySure: false };
    }
  }

  /** What a group read is read as whatever it may read, which it is. */
  #again(groups: readonly Part[]): Passage {
    if (this.#onWay.length > DEEPEST) throw NOT_READ;
    let passage: Passage = { ...NOTHING, isEmptySure: false };
    for (const group of groups) {
      // Within itself a group has read nothing yet.
      if (this.#onWay.includes(group)) continue;
      this.#onWay.push(group);
      passage = either(passage, this.of(group));
      this.#onWay.pop();
    }
    return { ...passage, sureLast: new Set() };
  }

  #set(source: string): Passage {
    const place = this.#sources.push(source) - 1;
    if (place >= MOST_PLACES) throw NOT_READ;
    this.#next.push(new Map());
    const itself = new Map([[place, 1]]);
    return { first: itself, last: itself, sureLast: new Set([place]), empty: 0, isEmptySure: false };
  }

  #joined(before: Passage, after: Passage): Passage {
    this.#link(before.last, after.first);
    return checked({
      first: sum(before.first, after.first, before.empty),
      last: sum(after.last, before.last, after.empty),
      sureLast: after.isEmptySure ? new Set([...before.sureLast, ...after.sureLast]) : after.sureLast,
      empty: before.empty * after.empty,
      isEmptySure: before.isEmptySure && after.isEmptySure,
    });
  }

  #repeated(part: Part, min: number, max: number): Passage {
    if (min > MOST_PLACES || (max !== Number.POSITIVE_INFINITY && max > MOST_PLACES)) throw NOT_READ;
    let passage = NOTHING;
    for (let i = 0; i < min; i++) passage = this.#joined(passage, this.of(part));
    if (max === Number.POSITIVE_INFINITY) {
      const round = this.of(part);
      this.#link(round.last, round.first);
      return this.#joined(passage, either(round, NOTHING));
    }
    // x{0,3} is (?:x(?:x(?:x)?)?)?, not x?x?x?
    let rest = NOTHING;
    for (let i = min; i < max; i++) rest = either(this.#joined(this.of(part), rest), NOTHING);
    return this.#joined(passage, rest);
  }

  #link(from: Places, to: Places): void {
    for (const [place, ways] of from) {
      const next = this.#next[place] as Map<number, number>;
      for (const [then, more] of to) next.set(then, (next.get(then) ?? 0) + ways * more);
    }
  }

  toward(whole: Passage): Automaton {
    const { reads, kinds } = this.#readsOfPlaces();
    return {
      reads,
      kinds,
      first: whole.first,
      next: this.#next,
      lookBehind: this.#lookBehind,
      isMatch: Uint8Array.from(this.#sources, (_, place) => (whole.sureLast.has(place) ? 1 : 0)),
    };
  }

  /** The kinds of characters that the places distinguish, and which of them each place reads. */
  #readsOfPlaces(): Pick<Automaton, 'reads' | 'kinds'> {
    const distinct = [...new Set(this.#sources)];
    const tests = distinct.map((source) => new RegExp(`^(?:${source})$`, this.#flags));
    const numbers = new Map<string, number>();
    const kinds = new Uint16Array(0x101);
    for (let code = 0; code <= 0x100; code++) {
      const character = String.fromCharCode(code);
      // All characters beyond Latin-1 at once: each set that may have one of them has this.
      const kind =
        code === 0x100
          ? distinct.map((source) => (this.#isAsciiOnly(source) ? '0' : '1'))
          : tests.map((test) => (test.test(character) ? '1' : '0'));
      const key = kind.join('');
      const number = numbers.get(key) ?? numbers.size;
      numbers.set(key, number);
      kinds[code] = number;
    }
    const readsOf = new Map(
      distinct.map((source, index) => {
        const read = [...numbers].filter(([key]) => key.charAt(index) === '1');
        return [source, read.map(([, number]) => number)];
      }),
    );
    return { kinds, reads: this.#sources.map((source) => readsOf.get(source) as readonly number[]) };
  }

  /** Whether a set has only characters of ASCII: a class of such and of ranges between them, or one of few escapes. */
  #isAsciiOnly(source: string): boolean {
    // Under `iu` a letter of ASCII may stand for another, as for the sign of Kelvin.
    return ASCII_ONLY.test(source) && !(this.#flags.includes('i') && /[uv]/.test(this.#flags));
  }
}

const ASCII_ONLY =
  /^(?:[^\\[.\u0080-\uffff]|\\[dw\-.+*?^$()[\]{}|/\\tnrfv]|\[(?!\^)(?:[^\\[\]\u0080-\uffff]|\\[dw\-.\]/\\])+\])$/;

/** Either of two passages. */
function either(one: Passage, other: Passage): Passage {
  return {
    first: sum(one.first, other.first, 1),
    last: sum(one.last, other.last, 1),
    sureLast: new Set([...one.sureLast, ...other.sureLast]),
    empty: one.empty + other.empty,
    isEmptySure: one.isEmptySure || other.isEmptySure,
  };
}

function sum(one: Places, other: Places, times: number): Places {
  if (times === 0 || other.size === 0) return one;
  const both = new Map(one);
  for (const [place, ways] of other) both.set(place, (both.get(place) ?? 0) + times * ways);
  return both;
}

function checked(passage: Passage): Passage {
  // Each way to read nothing is gone anew at each step.
  if (passage.empty > MOST_EMPTY_WAYS) throw NOT_READ;
  return passage;
}
