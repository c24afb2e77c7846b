// How many steps the engine's backtracking takes for a regular expression at the most, found by counting the ways through it.
import { NOT_READ, type Part, partsOf } from './expression-tree.ts';
import { type Automaton, NOWHERE, type Places, Ways } from './expression-ways.ts';

/** What is known of an expression's time. */
export interface ExpressionCost {
  /** The most steps for each character of the text and each place where a match may begin. */
  readonly perStart: number;
  /** The most steps for each character of the text, for all places together; infinite where that is not known. */
  readonly perCharacter: number;
  /** The ways, by which the steps that one text takes are counted; `undefined` where the expression could not be read. */
  readonly automaton: Automaton | undefined;
}

const UNKNOWN: ExpressionCost = {
  perStart: Number.POSITIVE_INFINITY,
  perCharacter: Number.POSITIVE_INFINITY,
  automaton: undefined,
};

/** With more ways at once, or more steps a character, what an expression takes is too much to be run without a limit. */
const MOST_WAYS = 250;
const MOST_STEPS = 1000;
/** How many steps from one set of ways to another are looked at: some tens of milliseconds, once for an expression. */
const MOST_LOOKS = 100_000;

/**
 * What an expression may take, whatever the text.
 *
 * A backtracking matcher goes every way through the expression that the text allows, until one leads to the end. So its steps are
 * at the most the ways to read each beginning of the text, and what it tries from there. Those are counted here for all texts at
 * once: from one set of ways another follows by each kind of character, and where a bounded number of sets comes of it, each of a
 * bounded number of ways, that is a proof. Repetitions with bounds are counted out, and places (`\b`) and what is looked for ahead always hold, so that the
 * ways are rather too many.
 */
export function costOf(source: string, flags: string): ExpressionCost {
  try {
    const ways = new Ways(flags);
    const parts = partsOf(source, flags);
    const automaton = ways.toward(ways.of(parts));
    const perStart = mostSteps(automaton, false) * automaton.lookBehind;
    if (flags.includes('y') || perStart === Number.POSITIVE_INFINITY)
      return { perStart, perCharacter: perStart, automaton };
    // What reads few characters from each place is begun at few places that read one character.
    const perCharacter = Math.min(mostSteps(automaton, true) * automaton.lookBehind, perStart * longestOf(parts));
    return { perStart, perCharacter, automaton };
  } catch (error) {
    if (error === NOT_READ) return UNKNOWN;
    throw error;
  }
}

/** How many characters a part reads at the most. */
function longestOf(part: Part): number {
  switch (part.kind) {
    case 'set':
      return 1;
    case 'sequence':
      return part.parts.reduce((sum, inner) => sum + longestOf(inner), 0);
    case 'choice':
      return Math.max(...part.parts.map(longestOf));
    case 'repeat':
      return part.max === 0 ? 0 : part.max * longestOf(part.part) || 0;
    case 'ahead':
      return longestOf(part.part);
    case 'again':
      return Number.POSITIVE_INFINITY;
    default:
      return 0;
  }
}

/** Ways to places: place, number of ways, place, number of ways, …, in the order of the places. */
type WaysTo = readonly number[];

/** The most steps that are taken for one character of any text; infinite where no bound was found. */
function mostSteps(automaton: Automaton, isSearched: boolean): number {
  const seen = new Set<string>();
  const waiting: WaysTo[] = [[]];
  let most = 0;
  let looks = 0;
  for (let i = 0; i < waiting.length; i++) {
    const options = optionsFrom(automaton, waiting[i] as WaysTo, isSearched || i === 0 ? automaton.first : NOWHERE);
    let steps = 1;
    for (const [place, ways] of options) {
      steps += ways;
      looks += 1 + (automaton.reads[place] as readonly number[]).length;
    }
    most = Math.max(most, steps);
    if (most > MOST_STEPS || looks > MOST_LOOKS) return Number.POSITIVE_INFINITY;
    for (const next of waysAfter(automaton, options)) {
      if (sumOfWays(next) > MOST_WAYS) return Number.POSITIVE_INFINITY;
      const key = next.join();
      if (seen.has(key)) continue;
      seen.add(key);
      waiting.push(next);
    }
  }
  return most;
}

function sumOfWays(ways: WaysTo): number {
  let total = 0;
  for (let i = 1; i < ways.length; i += 2) total += ways[i] as number;
  return total;
}

/** Which places are tried for the next character, and in how many ways. */
function optionsFrom({ next }: Automaton, ways: WaysTo, begins: Places): Places {
  const options = new Map(begins);
  for (let i = 0; i < ways.length; i += 2) {
    const count = ways[i + 1] as number;
    for (const [place, more] of next[ways[i] as number] as Places)
      options.set(place, (options.get(place) ?? 0) + count * more);
  }
  return options;
}

/** The ways that each character leaves. A character that is read nowhere leaves none, as the beginning has. */
function waysAfter({ reads, isMatch }: Automaton, options: Places): Iterable<WaysTo> {
  const after = new Map<number, number[]>();
  for (const place of [...options.keys()].sort((one, other) => one - other)) {
    // What has matched is not tried in another way, nor from a later place on.
    const left = isMatch[place] === 1 ? 1 : (options.get(place) as number);
    for (const character of reads[place] as readonly number[]) {
      const ways = after.get(character);
      if (ways === undefined) after.set(character, [place, left]);
      else ways.push(place, left);
    }
  }
  return after.values();
}

/**
 * How many steps are taken at the most for this text; infinite beyond `limit`. To count them takes some ten nanoseconds for each way
 * at each character.
 */
export function stepsOn(automaton: Automaton, isUnicode: boolean, text: string, limit: number): number {
  const { first, next, reads, kinds, isMatch, lookBehind } = automaton;
  let ways: ReadonlyMap<number, number> = NOWHERE;
  let steps = 1;
  for (let at = 0; at < text.length; at++) {
    let code = text.charCodeAt(at);
    if (isUnicode && code >= 0xd800 && code < 0xdc00 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00) at++;
    if (code > 0x100) code = 0x100;
    const kind = kinds[code] as number;
    const after = new Map<number, number>();
    const go = (count: number, to: Places): void => {
      for (const [place, more] of to) {
        steps += count * more;
        if (!(reads[place] as readonly number[]).includes(kind)) continue;
        after.set(place, isMatch[place] === 1 ? 1 : (after.get(place) ?? 0) + count * more);
      }
    };
    go(1, first);
    for (const [place, count] of ways) go(count, next[place] as Places);
    if (steps * lookBehind > limit) return Number.POSITIVE_INFINITY;
    ways = after;
  }
  return steps * lookBehind;
}
