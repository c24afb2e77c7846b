// Whether a long text repeats itself: padding, progress bars, dumps, and most of what is made to keep a scan busy.

/** A scan asks once in this many characters, so that a text costs nothing worth measuring where it does not repeat itself. */
export const REPETITION_STEP = 16_384;
/** No rule reads further than this from where it looks; what ends a longer run is remembered by the scan. */
export const RULE_REACH = 8192;

const LONGEST_PERIOD = 512;
const SAMPLE = 32;
const CHUNK = 4096;

/** A stretch in which every character is the one `period` characters before it. */
export interface Repetition {
  readonly period: number;
  /** Up to here, at least. */
  readonly end: number;
}

/** The repetition that has held for the last {@link REPETITION_STEP} characters before an index. */
export function repetitionAt(text: string, at: number): Repetition | undefined {
  const sampleStart = at - SAMPLE;
  const searchStart = sampleStart - LONGEST_PERIOD;
  const found = text.slice(searchStart, at - 1).lastIndexOf(text.slice(sampleStart, at));
  if (found < 0) return undefined;
  const period = LONGEST_PERIOD - found;
  const start = at - REPETITION_STEP;
  if (!isRepeated(text, start + period, at, period)) return undefined;
  let end = at;
  while (end + CHUNK <= text.length && isRepeated(text, end, end + CHUNK, period)) end += CHUNK;
  return { period, end };
}

function isRepeated(text: string, start: number, end: number, period: number): boolean {
  return text.slice(start, end) === text.slice(start - period, end - period);
}
