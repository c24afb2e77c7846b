// Counts of files: 5, "5", "5 files".

const FILE_COUNT = /^\s*([0-9]{1,16})(?:\s*files?)?\s*$/i;

/** Returns the number of files that a value counts, or undefined where it is no count of at least `minimum` files. */
export function readFileCount(value: unknown, minimum: number): number | undefined {
  const count = typeof value === 'string' ? Number(FILE_COUNT.exec(value)?.[1]) : value;
  return Number.isSafeInteger(count) && (count as number) >= minimum ? (count as number) : undefined;
}
