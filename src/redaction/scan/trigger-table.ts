// Which rules look at which pairs of bytes: the table that the loop of a scan asks.
import { CLASS } from './byte-classes.ts';
import type { Detector } from './detector.ts';
import { COST, type Haste } from './effort.ts';
import type { Entity } from './entities.ts';
import { PAIRS, putIndex } from './pair-lists.ts';

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

/** What is run at each list's pairs. */
export interface RuleLists {
  readonly finds: readonly Find[];
  /** What it costs to ask them. */
  readonly costs: readonly number[];
}

const HASTES: readonly Haste[] = [0, 1, 2, 3];

/** Builds the table for the detectors that can report one of the enabled entities. */
export function buildTriggers(detectors: readonly Detector[], enabled: ReadonlySet<Entity>): TriggerTable {
  const running = detectors.filter(({ entities }) => entities.some((one) => enabled.has(one)));
  const { lists, listAt } = listsByPair(running);
  const table = new Uint8Array(PAIRS);
  const distinct: (readonly Detector[])[] = [[]];
  const ids: number[] = [];
  for (const { pairs } of running) {
    for (let i = 0; i < pairs.length; i++) {
      const pair = pairs[i] as number;
      if (table[pair] !== 0) continue;
      const list = listAt[pair] as number;
      ids[list] ??= distinct.push(lists[list] as readonly Detector[]) - 1;
      putIndex(table, pair, ids[list], 'the trigger table');
    }
  }
  const unhurried = ruleLists(distinct);
  return {
    table,
    before: Uint16Array.from(distinct, (list) => anyOf(list.map(({ before = 0 }) => before))),
    after: Uint16Array.from(distinct, (list) => anyOf(list.map(({ after = 0 }) => after))),
    byHaste: HASTES.map((haste) => inHaste(haste, distinct, unhurried)),
  };
}

/** The lists of detectors, the empty one first, and by pair the index of its own: lists that are alike are one. */
function listsByPair(detectors: readonly Detector[]): { lists: Detector[][]; listAt: Uint16Array } {
  const lists: Detector[][] = [[]];
  const listAt = new Uint16Array(PAIRS);
  // Plain loops over thousands of pairs: they run before the engine has compiled anything.
  for (const detector of detectors) {
    const { pairs } = detector;
    // By the index of a list that of the same with this detector as well.
    const longer: number[] = [];
    for (let i = 0; i < pairs.length; i++) {
      const pair = pairs[i] as number;
      const list = listAt[pair] as number;
      let next = longer[list];
      if (next === undefined) {
        next = lists.push([...(lists[list] as Detector[]), detector]) - 1;
        longer[list] = next;
        // A detector may name a pair twice.
        longer[next] = next;
      }
      listAt[pair] = next;
    }
  }
  return { lists, listAt };
}

function ruleLists(lists: readonly (readonly Detector[])[]): RuleLists {
  return { finds: lists.map(findAll), costs: lists.map(({ length }) => length * COST.rule) };
}

/** The same in haste: of most lists nothing is left out. */
function inHaste(haste: Haste, lists: readonly (readonly Detector[])[], unhurried: RuleLists): RuleLists {
  if (haste === 0) return unhurried;
  const finds = [...unhurried.finds];
  const costs = [...unhurried.costs];
  for (const [index, list] of lists.entries()) {
    if (list.every(({ leftOutAt = 4 }) => haste < leftOutAt)) continue;
    const left = list.filter(({ leftOutAt = 4 }) => haste < leftOutAt);
    finds[index] = findAll(left);
    costs[index] = left.length * COST.rule;
  }
  return { finds, costs };
}

/** The union of sets of classes, in which 0 stands for every byte. */
function anyOf(classes: readonly number[]): number {
  return classes.includes(0) ? 0 : classes.reduce((union, one) => union | one, 0);
}

/** One function that runs all of some detectors; the scan continues after the longest of what they read. */
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
    // Zero bytes follow the text, and are of no class that is asked for.
    const classAfter = CLASS[bytes[at + 2] as number] as number;
    let next = at + 1;
    for (let i = 0; i < count; i++) {
      const before = befores[i] as number;
      const after = afters[i] as number;
      if ((before !== 0 && (classBefore & before) === 0) || (after !== 0 && (classAfter & after) === 0)) continue;
      const continueAt = (finds[i] as Find)(scan, at);
      if (continueAt > next) next = continueAt;
    }
    return next;
  };
}
