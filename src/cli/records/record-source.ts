// The records that a verb reads, from files or from standard input, with a bar that says how far it is.
import { listFiles } from '../../read/find-files.ts';
import { openAllRecords, openLastRecords } from '../../read/open-records.ts';
import {
  type ReadLogRecordsOptions,
  type ReadProblem,
  type ReadProgress,
  type ReadSettings,
  readSettings,
  type TailLogRecordsOptions,
} from '../../read/read-options.ts';
import type { StoredLogRecord } from '../../read/record/stored-record.ts';
import type { WantedRecords } from '../../read/record-reading.ts';
import { openStreamRecords } from '../../read/stream-records.ts';
import type { ExitCode } from '../exit-code.ts';
import { UsageError } from '../usage-error.ts';
import type { VerbCall } from '../verb.ts';
import { checkStdinAlone, inputPaths, noLogFiles, ReadProblems, STDIN, STDIN_NAME } from './log-input.ts';

/** What the reader of files is asked for, without what a {@link RecordSource} sees to itself. */
type Reading<Options> = Omit<Options, 'onProblem' | 'onProgress' | 'signal' | 'strict'>;

/** What is done with lines and bytes before they are parsed. */
type Look = Pick<ReadSettings, 'lineFilter' | 'isPassing' | 'onPlainBytes'> & {
  /** Whether one that is left out for want of a time or a level would be shown else. Default: all would */
  readonly isSought?: (record: StoredLogRecord) => boolean;
};

/** What it takes of a use of a verb. */
type Connections = Pick<VerbCall, 'stdin' | 'signal' | 'progress' | 'warn'>;

/** Opens the files of one use of a verb. */
export class RecordSource {
  readonly #call: Connections;
  readonly #paths: readonly string[];
  readonly #problems: ReadProblems;
  readonly #onProblem: (problem: ReadProblem) => void;
  /** How many files were read, once it is known. */
  #files: number | undefined;
  #hasProblem = false;
  #plainLines = 0;
  /** How many records were left out because they have none. */
  readonly #without = { time: 0, level: 0 };

  /**
   * @param paths as they were written; without one standard input is read, where something is piped in
   * @param example of a line with paths, without the name of the program
   * @param onProblem gets each problem as well, for a verb that shows them itself
   * @throws UsageError where there is nothing to read
   */
  constructor(
    call: Connections,
    paths: readonly string[],
    example: string,
    onProblem: (problem: ReadProblem) => void = () => undefined,
  ) {
    this.#onProblem = onProblem;
    this.#call = call;
    this.#problems = new ReadProblems(call);
    this.#paths = inputPaths(paths, call, example);
    checkStdinAlone(this.#paths);
  }

  /** Whether it is standard input. */
  get isStdin(): boolean {
    return this.#paths[0] === STDIN;
  }

  /**
   * All records.
   * @param look what is done with lines and bytes before they are parsed
   * @throws ConfigurationError that names an option of the command
   */
  async all(reading: Reading<ReadLogRecordsOptions>, look: Look = {}): Promise<WantedRecords> {
    const settings = await this.#settings(reading, 'limit', look);
    return this.isStdin ? openStreamRecords(this.#call.stdin, settings) : openAllRecords(settings);
  }

  /**
   * The last records, and with `follow` those that come. Of standard input the last ones are known when it ends.
   * @throws as {@link all}
   */
  async last(reading: Reading<TailLogRecordsOptions>): Promise<AsyncIterable<StoredLogRecord>> {
    const settings = await this.#settings(reading, 'lines');
    if (!this.isStdin) {
      // Whoever waits should know for what: a path may be written wrong.
      if (settings.follow && (await this.files()).length === 0)
        this.#call.warn(`there are no log files yet in ${this.#paths.join(', ')}; waiting for them`);
      return openLastRecords(settings);
    }
    const all = openStreamRecords(this.#call.stdin, { ...settings, limit: Number.POSITIVE_INFINITY });
    return settings.follow ? all : lastOf(all, settings.limit);
  }

  /**
   * Says how many problems there were besides those that were shown, and turns an exit code into that of files that could not be read. To be
   * called before a summary is printed.
   * @param isShown whether lines of text between those of JSON are seen as they are, so that their number need not be told
   * @throws NoInputError where there were no files
   */
  async end(code: ExitCode, isShown = false): Promise<ExitCode> {
    if (!isShown) this.#problems.notePlainLines(this.#plainLines);
    // Files whose time shows in their names may have been left out.
    if (this.#files === 0 && !this.#hasProblem && (await this.files()).length === 0) throw noLogFiles(this.#paths);
    this.#problems.noteLeftOut('time', this.#without.time);
    this.#problems.noteLeftOut('level', this.#without.level);
    return this.#problems.end(code);
  }

  /** The paths of the files that are there now; `-` for standard input. */
  async files(): Promise<string[]> {
    if (this.isStdin) return [STDIN];
    return (await listFiles(this.#paths, () => undefined)).map(({ path }) => path);
  }

  async #settings(reading: object, own: 'limit' | 'lines', { isSought, ...look }: Look = {}): Promise<ReadSettings> {
    const { signal } = this.#call;
    const progress = await this.#call.progress('reading');
    const options = {
      ...reading,
      signal,
      onProblem: (problem: ReadProblem) => {
        this.#hasProblem = true;
        this.#problems.report(problem);
        this.#onProblem(problem);
      },
      onProgress: ({ bytes, totalBytes, files, plainLines }: ReadProgress) => {
        this.#plainLines = plainLines;
        // Who wants no records has no files opened.
        if (!this.isStdin && settings.limit > 0) this.#files = files;
        progress.report(bytes, this.isStdin ? 0 : totalBytes);
      },
    };
    const paths = this.isStdin ? [STDIN_NAME] : this.#paths;
    // No time among the options is counted from now: `selectionOf` has read them.
    const settings = readSettings(paths, options, own, 0);
    if (settings.from >= settings.to)
      throw new UsageError('--until: is not after --since, so that nothing lies between them; write a later time');
    const onLeftOut: ReadSettings['onLeftOut'] = (record, lack) => {
      if (isSought?.(record) !== false) this.#without[lack]++;
    };
    return { ...settings, ...look, onLeftOut };
  }
}

async function* lastOf(
  records: AsyncIterable<StoredLogRecord>,
  most: number,
): AsyncGenerator<StoredLogRecord, void, undefined> {
  const last: StoredLogRecord[] = [];
  for await (const record of records) {
    last.push(record);
    if (last.length > most) last.shift();
  }
  yield* last;
}
