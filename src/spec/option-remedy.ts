// What to write instead of an option that does not exist: the nearest name, or the level that it belongs on.

/** The names that an object of options may have. */
export interface OptionNames {
  readonly known: readonly string[];
  /** What one of them is called. Default `option`. */
  readonly noun?: string;
  /** The options of objects within this one, by the option that takes the object. */
  readonly below?: Readonly<Record<string, readonly string[]>>;
  /** The options of the object that this one stands in, and the name that it has there. */
  readonly above?: { readonly name: string; readonly options: readonly string[] };
  /** Names that other logging libraries have for the same thing, in lower case, and ours: `{ maxfiles: 'retention' }`. */
  readonly synonyms?: Readonly<Record<string, string>>;
  /** Names of other libraries for what is said elsewhere, or needs no word, in lower case, and what to do. */
  readonly elsewhere?: Readonly<Record<string, string>>;
}

/** The second half of a message: what was probably meant, else the names that there are. */
export function remedyFor(key: string, names: OptionNames): string {
  const { known, below = {}, above, synonyms = {}, elsewhere = {} } = names;
  const normal = normalName(key);
  const meant = known.find((name) => normalName(name) === normal) ?? own(synonyms, normal);
  if (meant !== undefined) return `did you mean ${meant}?`;
  const otherwise = own(elsewhere, normal);
  if (otherwise !== undefined) return otherwise;
  for (const [level, options] of Object.entries(below)) {
    const option = options.find((name) => normalName(name) === normal);
    if (option !== undefined) return `it belongs in ${level}: { ${option}: … }`;
  }
  const beside = above?.options.find((name) => normalName(name) === normal);
  if (beside !== undefined) return `${beside} belongs beside ${above?.name}, not in it`;
  const near = nearestName(key, [...known, ...Object.keys(synonyms)]);
  const nearest = near === undefined ? nearestBelow(key, below) : (own(synonyms, near) ?? near);
  return nearest === undefined ? `there are ${known.join(', ')}` : `did you mean ${nearest}?`;
}

function nearestBelow(key: string, below: Readonly<Record<string, readonly string[]>>): string | undefined {
  for (const [level, options] of Object.entries(below)) {
    const nearest = nearestName(key, options);
    if (nearest !== undefined) return `${level}.${nearest}`;
  }
  return undefined;
}

/** The end of a message: the name that was probably meant, where there is one. */
export function suggestionFor(written: unknown, names: readonly string[]): string {
  const nearest = typeof written === 'string' ? nearestName(written, names) : undefined;
  return nearest === undefined ? '' : `; did you mean ${nearest}?`;
}

/** The name that differs least from what was written, where it differs by little: a third of its characters at most. */
export function nearestName(written: string, names: readonly string[]): string | undefined {
  const normal = normalName(written).slice(0, LONGEST_NAME);
  let nearest: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const name of names) {
    const candidate = normalName(name);
    // `scheduledDelay` for `scheduledDelayMillis`.
    const isBeginning = normal.length >= SHORTEST_BEGINNING && candidate.startsWith(normal);
    const edits = isBeginning ? 1 : editsBetween(normal, candidate);
    if (edits < least && edits <= Math.max(1, Math.floor(Math.min(candidate.length, normal.length) / 3))) {
      nearest = name;
      least = edits;
    }
  }
  return nearest;
}

const LONGEST_NAME = 60;
const SHORTEST_BEGINNING = 6;

/** A name as it reads in any case and any way of joining words: `minimum_severity` is `minimumSeverity`. */
export function normalName(name: string): string {
  return name.replace(/[_\-\s]/g, '').toLowerCase();
}

function own(record: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** How many characters to add, take away, change or exchange with their neighbour make one text of the other (optimal string alignment). */
function editsBetween(from: string, to: string): number {
  let before: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const changed = (last[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      let least = Math.min(changed, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]) {
        least = Math.min(least, (before[j - 2] ?? 0) + 1);
      }
      row.push(least);
    }
    before = last;
    last = row;
  }
  return last[to.length] ?? 0;
}
