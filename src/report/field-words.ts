// The words in the name of a field: `stage`, `job.name` and `durationMs` say what their values are.

/** The words that name a part of a run. */
const STAGE_WORDS: ReadonlySet<string> = new Set(['stage', 'step', 'task', 'phase', 'job']);

/** How many milliseconds a unit has, by the words for it. */
const UNITS: ReadonlyMap<string, number> = new Map([
  ...['ns', 'nanos', 'nanoseconds'].map((word) => [word, 1e-6] as const),
  ...['us', 'micros', 'microseconds'].map((word) => [word, 1e-3] as const),
  ...['ms', 'msec', 'millis', 'milliseconds'].map((word) => [word, 1] as const),
  ...['s', 'sec', 'secs', 'seconds'].map((word) => [word, 1000] as const),
  ...['min', 'mins', 'minutes'].map((word) => [word, 60_000] as const),
  ...['h', 'hours'].map((word) => [word, 3_600_000] as const),
]);

/** Beside one of these words a number with a unit of time is a point in time or a setting, and not how long something took. */
const NO_DURATION: ReadonlySet<string> = new Set(
  'timeout timestamp epoch unix start started end ended deadline interval every limit ttl offset age delay backoff'.split(
    ' ',
  ),
);

/** Names that are longer are none that people write. */
const LONGEST_NAME = 100;

/** The words of a name, in lower case: parted by dots, underscores and hyphens, and where a capital begins one. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]/)
    .filter((word) => word !== '');
}

/**
 * What kind of stage the values of a field name: the word `stage`, `step`, `task`, `phase` or `job` at the end of the field's name, alone
 * or with `name` after it (`stage`, `etl.step`, `job.name`, `taskName`). `undefined` for any other field.
 */
export function stageKind(name: string): string | undefined {
  if (name.length > LONGEST_NAME) return undefined;
  const words = wordsOf(name);
  const last = words.at(-1) === 'name' ? words.at(-2) : words.at(-1);
  return last !== undefined && STAGE_WORDS.has(last) ? last : undefined;
}

/**
 * How many milliseconds the unit has that a field's name ends with: `milliseconds`, `duration_ms`, `elapsedSeconds`. `undefined` for a field
 * without a unit, and for one that is a point in time or a setting (`timeout_ms`, `start_ms`). A unit of one letter counts after
 * another word only (`took_s`).
 */
export function durationUnit(name: string): number | undefined {
  if (name.length > LONGEST_NAME) return undefined;
  const words = wordsOf(name);
  const unit = words.at(-1) ?? '';
  if ((unit.length === 1 && words.length === 1) || words.some((word) => NO_DURATION.has(word))) return undefined;
  return UNITS.get(unit);
}

/** Remembers the answer for each name: records have few names, again and again. */
export function remembered<T>(of: (name: string) => T): (name: string) => T {
  const answers = new Map<string, T>();
  return (name) => {
    const known = answers.get(name);
    if (known !== undefined || answers.has(name)) return known as T;
    // Names may come from data, and never end.
    if (answers.size >= MOST_NAMES) answers.clear();
    const answer = of(name);
    answers.set(name, answer);
    return answer;
  };
}

const MOST_NAMES = 10_000;
