// Severities as files have them: names of levels, and the numbers of other loggers.

const NUMBERS: ReadonlyMap<string, number> = new Map<string, number>([
  ...['trace', 'debug', 'info', 'warn', 'error', 'fatal'].flatMap((name, index) =>
    ['', '2', '3', '4'].map((degree, by) => [name + degree, 4 * index + 1 + by] as const),
  ),
  ['verbose', 1],
  ['silly', 1],
  ['success', 10],
  ['notice', 10],
  ['information', 9],
  ['informational', 9],
  ['warning', 13],
  ['err', 17],
  ['severe', 17],
  ['critical', 21],
  ['crit', 21],
  ['alert', 22],
  ['emerg', 24],
  ['emergency', 24],
  ['panic', 24],
]);
const MOST_KEPT = 64;
const kept = new Map<string, number>();
// Records in a row mostly have the same level: to compare takes less than to look it up.
let lastName = '';
let lastNumber = 0;

/** The number of a level's name in any case; 0 for what is none. */
export function severityOfName(name: string): number {
  if (name !== lastName) [lastName, lastNumber] = [name, numberOfName(name)];
  return lastNumber;
}

function numberOfName(name: string): number {
  const known = kept.get(name);
  if (known !== undefined) return known;
  const number = NUMBERS.get(name.trim().toLowerCase()) ?? 0;
  if (kept.size < MOST_KEPT && name.length < MOST_KEPT) kept.set(name, number);
  return number;
}

/** The number of a level as pino and bunyan write it: 10 is trace, 60 fatal. Those of OpenTelemetry, up to 24, are what they are but for 10 and 20. */
function severityOfNumber(level: number): number {
  if (level >= 10 && level <= 60 && level % 10 === 0) return 4 * (level / 10) - 3;
  return Number.isInteger(level) && level > 0 && level <= 24 ? level : 0;
}

/** The number of a level, as a name or as a number; 0 for what is none. */
export function severityOf(level: unknown): number {
  if (typeof level === 'number') return severityOfNumber(level);
  return typeof level === 'string' ? severityOfName(level) : 0;
}
