// Reads a regular expression as an automaton: its states, and where each character leads from each of them.
import { type AST, parseRegExpLiteral } from '@eslint-community/regexpp';

/** More repetitions than this are read as any number: what a bound of hundreds allows is too much, too. */
const MOST_COPIES = 3;
/** Of each class of characters that an expression tells apart one is looked for among these. */
const ALPHABET: readonly string[] = [
  ...Array.from({ length: 0x180 }, (_, code) => String.fromCharCode(code)),
  ...'\u03bc\u1e9e\u2000\u2028\u212a\u4e00\u{ff11}\ud800',
];
const WORD = /\w/;

/** A step to another state for a character, in so many ways. */
interface Step {
  readonly to: number;
  readonly ways: number;
}

/** An automaton without empty steps. State 0 is the start. */
export interface Automaton {
  /** One character of each class that the expression tells apart. */
  readonly alphabet: readonly string[];
  /** Of each state and character of the alphabet where it leads. */
  readonly steps: readonly (readonly (readonly Step[])[])[];
  /** Whether the expression has matched where a state is reached: the matcher comes back to no earlier choice. */
  readonly isMatch: readonly boolean[];
  /** What was read loosely, so that the automaton takes more than the expression does. */
  readonly isLoose: boolean;
}

/** `again`: back to the start of a loop, which a matcher does not do where the last time round took no character. */
type Guard = 'none' | 'start' | 'end' | 'boundary' | 'inside' | 'ahead' | 'again';

/** A place between two characters of an expression. */
interface Place {
  /** Choices that take no character, the first that the matcher tries first. */
  readonly choices: { readonly to: Place; readonly guard: Guard }[];
  /** The character that leads on: an index into the sets of the expression. */
  reads?: { readonly set: number; readonly to: Place };
  readonly isEnd: boolean;
}

/** The automaton of an expression as a backtracking matcher goes through it, with the search for a place to begin. */
export function automatonOf(pattern: string, flags: string): Automaton {
  const builder = new Builder(flags);
  const { pattern: tree } = parseRegExpLiteral(`/${pattern}/${flags}`);
  const end: Place = { choices: [], isEnd: true };
  const whole = builder.alternatives(tree.alternatives, end);
  const start = flags.includes('y') ? whole : builder.searched(whole);
  return withoutEmptySteps(start, builder);
}

class Builder {
  /** The sets of characters that the expression reads, each as an expression of its own. */
  readonly sets: string[] = [];
  readonly flags: string;
  isLoose = false;
  readonly #setOf = new Map<string, number>();

  constructor(flags: string) {
    this.flags = flags;
  }

  alternatives(alternatives: readonly AST.Alternative[], next: Place): Place {
    const [only] = alternatives;
    if (alternatives.length === 1 && only !== undefined) return this.#sequence(only.elements, next);
    return choice(alternatives.map(({ elements }) => this.#sequence(elements, next)));
  }

  /** The expression from any place of the text on. */
  searched(whole: Place): Place {
    const start: Place = { choices: [{ to: whole, guard: 'none' }], isEnd: false };
    const skip: Place = { choices: [], isEnd: false, reads: { set: this.#set('[^]'), to: start } };
    start.choices.push({ to: skip, guard: 'none' });
    return start;
  }

  #sequence(elements: readonly AST.Element[], next: Place): Place {
    return elements.reduceRight((to, element) => this.#element(element, to), next);
  }

  #element(element: AST.Element, next: Place): Place {
    switch (element.type) {
      case 'Character':
      case 'CharacterSet':
      case 'CharacterClass':
      case 'ExpressionCharacterClass':
        return { choices: [], isEnd: false, reads: { set: this.#set(element.raw), to: next } };
      case 'Group':
      case 'CapturingGroup':
        return this.alternatives(element.alternatives, next);
      case 'Quantifier':
        return this.#quantifier(element, next);
      case 'Assertion':
        return this.#assertion(element, next);
      case 'Backreference':
        return this.#backreference(element, next);
    }
  }

  #quantifier({ min, max, greedy, element }: AST.Quantifier, next: Place): Place {
    const order = (into: Place, past: Place): Place => choice(greedy ? [into, past] : [past, into]);
    let to = next;
    if (max - min > MOST_COPIES || min > MOST_COPIES) {
      const loop: Place = { choices: [], isEnd: false };
      const around = this.#element(element, guarded(loop, 'again'));
      loop.choices.push(...order(around, next).choices);
      if (max !== Number.POSITIVE_INFINITY) this.isLoose = true;
      to = loop;
    } else {
      for (let i = min; i < max; i++) to = order(this.#element(element, to), next);
    }
    for (let i = 0; i < Math.min(min, MOST_COPIES); i++) to = this.#element(element, to);
    return to;
  }

  #assertion(assertion: AST.Assertion, next: Place): Place {
    switch (assertion.kind) {
      case 'start':
        return guarded(next, this.flags.includes('m') ? 'ahead' : 'start');
      case 'end':
        return guarded(next, this.flags.includes('m') ? 'ahead' : 'end');
      case 'word':
        return guarded(next, assertion.negate ? 'inside' : 'boundary');
      default: {
        this.isLoose = true;
        // What is looked at is read from here as well, and led to nothing further.
        const seen = this.alternatives(assertion.alternatives, { choices: [], isEnd: false });
        return {
          choices: [
            { to: seen, guard: 'none' },
            { to: next, guard: 'ahead' },
          ],
          isEnd: false,
        };
      }
    }
  }

  /** What a group matched is read as whatever it may match. */
  #backreference({ resolved }: AST.Backreference, next: Place): Place {
    this.isLoose = true;
    const groups = Array.isArray(resolved) ? resolved : [resolved];
    return choice(groups.map((group) => this.alternatives(group.alternatives, next)));
  }

  #set(raw: string): number {
    const known = this.#setOf.get(raw);
    if (known !== undefined) return known;
    this.#setOf.set(raw, this.sets.length);
    return this.sets.push(raw) - 1;
  }
}

function choice(places: readonly Place[]): Place {
  return { choices: places.map((to) => ({ to, guard: 'none' as const })), isEnd: false };
}

function guarded(to: Place, guard: Guard): Place {
  return { choices: [{ to, guard }], isEnd: false };
}

/** What stands before a state, as far as a guard asks. */
type Before = 'nothing' | 'word' | 'other';

/** A way from a place over empty steps: to a character, or to the end. */
interface Way {
  readonly reads: Place['reads'];
  /** What the next character must be for the way to be open. */
  readonly next: 'any' | 'word' | 'other' | 'none';
  readonly isSure: boolean;
}

function withoutEmptySteps(start: Place, { sets, flags, isLoose }: Builder): Automaton {
  const tests = sets.map((raw) => new RegExp(`^(?:${raw})$`, flags.replace(/[gym]/g, '')));
  const alphabet = distinctCharacters(tests);
  const numbers = new Map<Place, Partial<Record<Before, number>>>();
  const waiting: { readonly place: Place; readonly before: Before }[] = [];
  const numberOf = (place: Place, before: Before): number => {
    const known = numbers.get(place) ?? {};
    numbers.set(place, known);
    known[before] ??= waiting.push({ place, before }) - 1;
    return known[before];
  };
  numberOf(start, 'nothing');
  const steps: Step[][][] = [];
  const isMatch: boolean[] = [];
  for (let state = 0; state < waiting.length; state++) {
    const { place, before } = waiting[state] as (typeof waiting)[number];
    const ways = waysFrom(place, before);
    isMatch.push(ways.some(({ reads, isSure }) => reads === undefined && isSure));
    steps.push(
      alphabet.map((character) => {
        const kind = WORD.test(character) ? 'word' : 'other';
        const targets = new Map<number, number>();
        for (const { reads, next } of ways) {
          if (reads === undefined || (next !== 'any' && next !== kind)) continue;
          if (!(tests[reads.set] as RegExp).test(character)) continue;
          const to = numberOf(reads.to, kind);
          targets.set(to, (targets.get(to) ?? 0) + 1);
        }
        return Array.from(targets, ([to, ways]) => ({ to, ways }));
      }),
    );
  }
  return { alphabet, steps, isMatch, isLoose };
}

/** One character for each combination of sets that there is. */
function distinctCharacters(tests: readonly RegExp[]): string[] {
  const seen = new Map<string, string>();
  // Letters and digits first, so that what is printed of a text can be read.
  for (const character of [...ALPHABET].sort((a, b) => Number(WORD.test(b)) - Number(WORD.test(a)))) {
    const kind = [WORD, ...tests].map((test) => (test.test(character) ? '1' : '0')).join('');
    if (!seen.has(kind)) seen.set(kind, character);
  }
  return [...seen.values()];
}

/** All ways over empty steps. */
function waysFrom(place: Place, before: Before): Way[] {
  const found: Way[] = [];
  const onWay: Place[] = [];
  const walk = (at: Place, next: Way['next'], isSure: boolean): void => {
    if (at.isEnd || at.reads !== undefined) found.push({ reads: at.reads, next, isSure });
    onWay.push(at);
    for (const { to, guard } of at.choices) {
      if (guard === 'again' && onWay.includes(to)) continue;
      const after = narrowed(next, guard, before);
      if (after !== undefined) walk(to, after, isSure && (guard === 'none' || guard === 'again'));
    }
    onWay.pop();
  };
  walk(place, 'any', true);
  return found;
}

/** What a guard leaves for the next character; `undefined` where it does not hold. */
function narrowed(next: Way['next'], guard: Guard, before: Before): Way['next'] | undefined {
  if (guard === 'none' || guard === 'ahead' || guard === 'again') return next;
  if (guard === 'start') return before === 'nothing' ? next : undefined;
  const wanted = guard === 'end' ? 'none' : (before === 'word') === (guard === 'boundary') ? 'other' : 'word';
  if (next === 'any' || next === wanted) return wanted;
  // The end of a text is no word character either.
  if ((next === 'none' && wanted === 'other') || (next === 'other' && wanted === 'none')) return 'none';
  return undefined;
}
