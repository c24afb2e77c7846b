// Which records a verb takes: the options for it, and what they mean to the reader of files.
import type { Command } from 'commander';
import type { ReadLogRecordsOptions, StoredRecordFilter } from '../../read/read-options.ts';
import { parseSeverity } from '../../spec/severity.ts';
import { readTimePoint, TIME_POINT_FORMS } from '../../spec/time-point.ts';
import { parseTimeZone } from '../../spec/time-zone.ts';
import { UsageError } from '../usage-error.ts';
import type { VerbCall } from '../verb.ts';
import { isCondition, parseCondition } from './condition.ts';
import { fieldReader } from './record-fields.ts';
import { SoughtNames } from './sought-names.ts';
import { patternMatch, patternOf, searchedText, type TextMatch, textMatch } from './text-match.ts';

/** What {@link addSelection} declares. */
export interface SelectionOptions {
  readonly since?: string;
  readonly until?: string;
  readonly level?: string;
  readonly where?: readonly string[];
  readonly match?: readonly string[];
  readonly trace?: string;
  /** Of verbs that show times: times of the other options without an offset are in it as well. */
  readonly zone?: string;
}

/** Declares the options that choose records. */
export function addSelection(command: Command): void {
  command
    .optionsGroup('Which records:')
    .option(
      '--since <time>',
      'from this time on: 2h (ago), 2026-01-31, 2026-01-31T12:00Z; without an offset it is local time',
    )
    .option('--until <time>', 'before this time, written in the same ways')
    .option('--level <level>', 'of this level and above, such as warn')
    .option('--where <conditions...>', "of which all hold, such as stage=load 'rows>1000' (see below)")
    .option('--match <text>', 'that have a text, or /an expression/i; again: and this one', collect)
    .option('--trace <id>', 'of a trace: its id, or the beginning of it');
}

/**
 * Declares the time zone, for every verb that shows or takes times.
 * @param what times: those of which it is
 */
export function addTimeZone(
  command: Command,
  what = 'what is shown for people, and of --since, --until and time',
): void {
  command.option('--zone <zone>', `the time zone of ${what}: UTC, local (default) or a name such as Europe/Oslo`);
}

/** Gathers the values of an option that may be given again and again. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** What a verb reads, after its options were looked at. */
export interface Selection {
  /** Paths, without those that were conditions of `--where`. */
  readonly paths: readonly string[];
  readonly reading: Pick<ReadLogRecordsOptions, 'from' | 'to' | 'minimumSeverity' | 'filter'>;
  /** All of it in words, such as `level >= warn`: for who shows what was chosen. */
  readonly words: readonly string[];
  /** What `--match` looks for, to be shown. */
  readonly matches: readonly TextMatch[];
}

/**
 * Reads the options of {@link addSelection}.
 * @param args paths
 * @throws UsageError, ConfigurationError
 */
export function selectionOf(
  args: readonly string[],
  { options, atEnd }: Pick<VerbCall<SelectionOptions>, 'options' | 'atEnd'>,
): Selection {
  const { since, until, level, where = [], match = [], trace } = options;
  const [now, timeZone, sought] = [Date.now(), timeZoneOf(options), new SoughtNames()];
  atEnd(() => sought.missed());
  // `--where a=1 b>2 logs`: what is no condition is a path.
  const conditions = where.filter(isCondition);
  const paths = [...args, ...where.filter((text) => !isCondition(text))];
  const read = (text: string): StoredRecordFilter => parseCondition(text, { now, timeZone, sought });
  if (where.length > 0 && conditions.length === 0) read(where[0] as string);
  const matches = match.map(matchOf);
  const filter = conditions.map(read);
  if (trace !== undefined) filter.push(ofTrace(trace));
  for (const wanted of matches) filter.push((record) => wanted.test(searchedText(record)));
  const words = Object.entries({ since, until, level, trace }).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name} ${value}`],
  );
  return {
    paths,
    matches,
    words: [...words, ...conditions, ...match.map((text) => `match ${text}`)],
    reading: {
      from: timeOf(since, '--since', now, timeZone),
      to: timeOf(until, '--until', now, timeZone),
      minimumSeverity: level === undefined ? undefined : parseSeverity(level, '--level'),
      filter,
    },
  };
}

/**
 * The time zone of what is shown and of what is written on the command line.
 * @throws ConfigurationError
 */
export function timeZoneOf({ zone = 'local' }: Pick<SelectionOptions, 'zone'>): string {
  return parseTimeZone(zone, '--zone');
}

function timeOf(text: string | undefined, option: string, now: number, timeZone: string): number | undefined {
  if (text === undefined) return undefined;
  const time = readTimePoint(text, now, timeZone);
  if (time === undefined) throw new UsageError(`${option}: "${text}" is no time; write ${TIME_POINT_FORMS}`);
  return time;
}

const EXPRESSION = /^\/(.+)\/([imsu]*)$/s;

/** A text, or an expression between slashes. */
function matchOf(text: string): TextMatch {
  const [, source, flags = ''] = EXPRESSION.exec(text) ?? [];
  return source === undefined ? textMatch(text, false) : patternMatch(patternOf(source, '--match', `${flags}g`));
}

const TRACE_ID = /^[0-9a-f]{4,32}$/;

function ofTrace(id: string): StoredRecordFilter {
  const wanted = id.toLowerCase();
  if (!TRACE_ID.test(wanted)) {
    throw new UsageError(
      `--trace: "${id}" is no id of a trace; write its 32 hexadecimal digits, or the first 4 or more`,
    );
  }
  // One of 64 bits, as some tracers have it, is an attribute.
  const idOf = fieldReader('trace_id');
  return (record) =>
    String(idOf(record) ?? '')
      .toLowerCase()
      .startsWith(wanted);
}
