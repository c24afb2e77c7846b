// `laketrace grep`: the records that have a text.

import { sanitizeText } from '../../format/sanitize-text.ts';
import type { LineFilter } from '../../read/line-filter.ts';
import type { StoredLogRecord } from '../../read/record/stored-record.ts';
import type { WantedRecords } from '../../read/record-reading.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { jsonLine } from '../json-out.ts';
import { CONDITION_GRAMMAR } from '../records/condition.ts';
import { linePrefilter } from '../records/line-prefilter.ts';
import { PATHS } from '../records/log-input.ts';
import { MatchContext, type ShownGroup } from '../records/match-context.ts';
import { countOf, type LimitOptions, refuseDashCount } from '../records/record-limit.ts';
import { addRecordOutput, type RecordOutputOptions, recordOutputOf } from '../records/record-output.ts';
import { RecordPrinter } from '../records/record-printer.ts';
import { RecordSource } from '../records/record-source.ts';
import { addSelection, collect, type Selection, type SelectionOptions, selectionOf } from '../records/selection.ts';
import { anyMatch, patternMatch, patternOf, searchedText, type TextMatch, textMatch } from '../records/text-match.ts';
import { UsageError } from '../usage-error.ts';
import type { Verb, VerbCall } from '../verb.ts';

interface GrepOptions extends SelectionOptions, RecordOutputOptions, LimitOptions {
  readonly regexp?: readonly string[];
  readonly ignoreCase?: boolean;
  readonly invertMatch?: boolean;
  readonly count?: boolean;
  readonly filesWithMatches?: boolean;
  readonly afterContext?: number;
  readonly beforeContext?: number;
  readonly context?: number;
}

export const grep: Verb<GrepOptions> = {
  isPaged: true,
  description:
    'Shows the records that have a text in their message, logger, fields (as name=value) or exception. The text is taken as it ' +
    'stands; regular expressions are given with -e. The exit code is 1 where nothing matches.',
  examples: [
    { line: 'grep timeout logs', meaning: 'the records with a text' },
    { line: "grep -i 'access denied' logs --since 1d", meaning: 'in any case, of the last day' },
    { line: "grep -e 'user=\\d+' -e 'order=\\d+' logs", meaning: 'by expressions, any of them' },
    { line: 'grep -C 3 timeout logs', meaning: 'with what was before and after' },
    { line: 'grep -c timeout logs', meaning: 'how many, by file' },
  ],
  notes: CONDITION_GRAMMAR,
  hints: {
    '-r': 'a directory is searched as it is',
    '-R': 'a directory is searched as it is',
    '-E': 'a regular expression is written behind -e',
    '-P': 'a regular expression is written behind -e',
    '-F': 'a text is taken as it stands without -e',
    '-w': "whole words are found by -e '\\bword\\b'",
    '-x': "whole messages are found by --where 'message=…'",
    '-n': 'records have no numbers; -c and -l say in which file they are',
    '-o': "parts of a record are printed by --fields, or --format template:'{message}'",
    '-q': 'the exit code says whether something matches; send the output to /dev/null',
  },
  clashes: {
    count: ['files-with-matches', 'after-context', 'before-context', 'context', 'format', 'fields', 'hide'],
    'files-with-matches': ['after-context', 'before-context', 'context', 'format', 'fields', 'hide'],
  },
  configure(command) {
    command.argument('[text]', 'what is looked for; with -e, a path like the others').argument('[paths...]', PATHS);
    const context = (option: string) => (text: string) => countOf(text, option);
    command
      .optionsGroup('What is looked for:')
      .option('-e, --regexp <expression>', 'a regular expression of JavaScript; again: or this one', collect)
      .option(
        '-i, --ignore-case',
        'upper and lower case alike, as Unicode folds single letters: ſ is s, and the Kelvin sign is k',
      )
      .option('-v, --invert-match', 'the records that do not match')
      .optionsGroup('What is shown:')
      .option('-c, --count', 'how many match, by file')
      .option('-l, --files-with-matches', 'the files in which one matches')
      .option('-A, --after-context <count>', 'also so many records after each', context('--after-context'))
      .option('-B, --before-context <count>', 'also so many records before each', context('--before-context'))
      .option('-C, --context <count>', 'also so many before and after each', context('--context'))
      .option('-m, --limit <count>', 'no more than so many matches', context('--limit'));
    addSelection(command);
    addRecordOutput(command);
  },
  async run(call: VerbCall<GrepOptions>): Promise<ExitCode> {
    const { args, options } = call;
    const { regexp = [], ignoreCase = false } = options;
    const [text, ...others] = args;
    const isExpression = regexp.length > 0;
    refuseDashCount(isExpression ? args : others, '-C');
    const match = matchOf(regexp, text, ignoreCase);
    const search = new Search(call, match, isExpression ? args : others);
    const records = await search.open(isExpression || text === undefined ? undefined : linePrefilter(text, ignoreCase));
    if (options.count || options.filesWithMatches) return await search.printFiles(records);
    return await search.printRecords(records);
  },
};

/** One search. */
class Search {
  readonly #call: VerbCall<GrepOptions>;
  readonly #match: TextMatch;
  readonly #selection: Selection;
  readonly #source: RecordSource;
  /** How many records match in each file that was read. */
  readonly #counts = new Map<string, number>();

  constructor(call: VerbCall<GrepOptions>, match: TextMatch, args: readonly string[]) {
    this.#call = call;
    this.#match = match;
    this.#selection = selectionOf(args, call);
    this.#source = new RecordSource(call, this.#selection.paths, 'grep timeout logs');
  }

  /** @param prefilter tells lines in which nothing matches */
  open(prefilter: LineFilter | undefined): Promise<WantedRecords> {
    const { context, beforeContext = context, afterContext = context, invertMatch } = this.#call.options;
    // Where others are shown as well, all are parsed.
    const isAll = invertMatch || (beforeContext ?? 0) + (afterContext ?? 0) > 0;
    return this.#source.all(this.#selection.reading, {
      lineFilter: isAll ? undefined : prefilter,
      onPlainBytes: (file) => this.#countHits(file, 0),
      isSought: (record) => this.#isHit(record),
    });
  }

  /** Prints how many records match in each file, or the files alone. */
  async printFiles(records: WantedRecords): Promise<ExitCode> {
    const { options, output } = this.#call;
    const { json = false, filesWithMatches = false } = options;
    let left = options.limit ?? Number.POSITIVE_INFINITY;
    await records.each((record) => {
      const { file } = record.source;
      const isHit = left > 0 && this.#isHit(record);
      this.#countHits(file, isHit ? 1 : 0);
      return !isHit || --left > 0;
    });
    const found = [...this.#counts].filter(([, count]) => count > 0);
    for (const [file, count] of filesWithMatches ? found : this.#counts) {
      const line = filesWithMatches ? file : `${file}:${count}`;
      await output.write(json ? jsonLine({ file, count }, output) : `${sanitizeText(line)}\n`);
    }
    return this.#source.end(found.length > 0 ? EXIT.done : EXIT.no, true);
  }

  #countHits(file: string, more: number): void {
    this.#counts.set(file, (this.#counts.get(file) ?? 0) + more);
  }

  /** Prints the records that match, and those around them. */
  async printRecords(found: WantedRecords): Promise<ExitCode> {
    const call = this.#call;
    const { context = 0, beforeContext = context, afterContext = context, invertMatch, limit } = call.options;
    const marks = call.colors && !invertMatch ? this.#match : undefined;
    const printer = new RecordPrinter(recordOutputOf(call), call.output, marks);
    if (this.#source.isStdin) printer.showAsTheyCome();
    const shown = new MatchContext(beforeContext, afterContext);
    let left = limit ?? Number.POSITIVE_INFINITY;
    let hits = 0;
    await found.each((record) => {
      if (left === 0 && !shown.isFollowing) return false;
      const isHit = left > 0 && this.#isHit(record);
      if (isHit) {
        hits++;
        left--;
      }
      return printGroup(printer, shown.take(record, isHit));
    });
    await printer.flush();
    return this.#source.end(hits > 0 ? EXIT.done : EXIT.no, true);
  }

  #isHit(record: StoredLogRecord): boolean {
    return this.#match.test(searchedText(record)) !== (this.#call.options.invertMatch ?? false);
  }
}

/** To be waited for where it gives a promise. */
function printGroup(printer: RecordPrinter, { isApart, records }: ShownGroup): Promise<void> | undefined {
  const [only] = records;
  if (only !== undefined && records.length === 1 && !isApart) return printer.print(only);
  return records.length === 0 ? undefined : printSeveral(printer, isApart, records);
}

async function printSeveral(printer: RecordPrinter, isApart: boolean, records: ShownGroup['records']): Promise<void> {
  if (isApart) await printer.separate();
  for (const record of records) await printer.print(record);
}

function matchOf(regexp: readonly string[], text: string | undefined, ignoresCase: boolean): TextMatch {
  if (regexp.length > 0) {
    const flags = ignoresCase ? 'gi' : 'g';
    return anyMatch(regexp.map((source) => patternMatch(patternOf(source, '--regexp', flags))));
  }
  if (text === undefined)
    throw new UsageError('there is nothing to look for; write a text, such as laketrace grep timeout logs');
  return textMatch(text, ignoresCase);
}
