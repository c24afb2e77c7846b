// Medians, quantiles and spreads of what was measured.

/** @param part between 0 and 1 */
export function quantile(values: ArrayLike<number>, part: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

export const median = (values: ArrayLike<number>): number => quantile(values, 0.5);

/** How far the lowest and the highest are apart, as a share of the median. */
export const spread = (values: readonly number[]): number =>
  (Math.max(...values) - Math.min(...values)) / median(values);

/** The median of each number of the results of some rounds, which have the same form. */
export function medianOf<T extends Readonly<Record<string, number>>>(rounds: readonly T[]): T {
  const [first] = rounds;
  if (first === undefined) throw new Error('there was no round');
  const names = Object.keys(first);
  return Object.fromEntries(names.map((name) => [name, median(rounds.map((round) => round[name] ?? Number.NaN))])) as T;
}

/**
 * Rounds of all in turn, A B C A B C …, so that a change of the machine's speed meets all alike.
 * @param atOnce more than one where it is only to be seen that all of them run
 */
export async function interleaved<Key, Result>(
  keys: readonly Key[],
  rounds: number,
  measure: (key: Key, round: number) => Promise<Result>,
  atOnce = 1,
): Promise<Map<Key, Result[]>> {
  const results = new Map<Key, Result[]>(keys.map((key) => [key, []]));
  const turns = Array.from({ length: rounds }, (_, round) => keys.map((key) => ({ key, round }))).flat();
  const work = async (): Promise<void> => {
    for (let next = turns.shift(); next !== undefined; next = turns.shift()) {
      results.get(next.key)?.push(await measure(next.key, next.round));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return results;
}
