// `laketrace convert`: the records of files in one file of another format.
import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Option } from 'commander';
import { codecOfFile } from '../../archive/codecs.ts';
import { flatJson } from '../../format/flat-json.ts';
import type { LogRecordFormat } from '../../format/format.ts';
import { otlpJson } from '../../format/otlp-json.ts';
import { ROOM_FOR_FILES } from '../../query/duckdb.ts';
import { withLogDatabase } from '../../query/log-database.ts';
import { COLUMN_NAMES, VIEW } from '../../query/log-view.ts';
import { linesOf } from '../../query/query-sources.ts';
import { SPREADSHEET, spreadsheetText } from '../../query/spreadsheet-text.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { refuseInput } from '../input-file.ts';
import { jsonLines } from '../json-out.ts';
import { writeChunks } from '../lines-out.ts';
import { writeNewFile } from '../new-file.ts';
import { PATHS, ReadProblems, STDIN } from '../records/log-input.ts';
import { logFilesOf } from '../records/named-files.ts';
import { RecordSource } from '../records/record-source.ts';
import { UsageError } from '../usage-error.ts';
import type { Verb, VerbCall } from '../verb.ts';

interface Options {
  readonly to?: 'flat' | 'otlp' | 'csv' | 'parquet';
  readonly output?: string;
  readonly force?: boolean;
  readonly spreadsheet?: boolean;
}

const FORMATS: Readonly<Record<'flat' | 'otlp', () => LogRecordFormat>> = {
  flat: () => flatJson(),
  otlp: () => otlpJson(),
};

/** CSV has texts alone: maps as JSON, the time as RFC 3339 has it. `strftime` does not know nanoseconds. */
const FOR_CSV = `SELECT * REPLACE (
  replace(time::VARCHAR, ' ', 'T') || 'Z' AS time, attributes::JSON AS attributes, resource::JSON AS resource
) FROM (FROM ${VIEW} ORDER BY time)`;
/** All but what never holds a text of the log. */
const TEXTS = COLUMN_NAMES.filter((name) => name !== 'time' && name !== 'severity_number');
const FOR_SPREADSHEET = `SELECT * REPLACE (${TEXTS.map(
  (name) => `${spreadsheetText(`${name}::VARCHAR`)} AS ${name}`,
).join(', ')}) FROM (${FOR_CSV})`;
/** Each thread has a group of rows in memory while it is written. DuckDB's own is twice as many. */
const ROWS_OF_GROUP = 61_440;
const FOR_PARQUET = `FROM ${VIEW} ORDER BY time`;

export const convert: Verb<Options> = {
  description:
    'Writes the records of files of any format and archive into one file, in the order of their times: flat JSON or OTLP/JSON, one record or more a ' +
    'line; CSV or Parquet, with the columns of `laketrace query`, which need the package @duckdb/node-api. The file is there as a whole or ' +
    'not at all. A name that ends in .gz, .zst, .bz2 or .zip is an archive.',
  examples: [
    { line: 'convert logs --to parquet -o logs.parquet', meaning: 'for a lake' },
    { line: 'convert logs --to csv --spreadsheet -o logs.csv', meaning: 'for a spreadsheet' },
    { line: 'convert logs --to flat | jq .message', meaning: 'one flat object a record' },
    { line: "convert 'logs/*.bz2' --to otlp -o logs.jsonl.zst", meaning: 'for DuckDB and collectors' },
  ],
  notes:
    'Memory: flat JSON and OTLP/JSON are written as they are read. For CSV and Parquet DuckDB sorts by time in 256 MiB, and puts what is more into TMPDIR; ' +
    'with its readers and writers the command took 590 MB over 1.6 GB of text, on two cores.',
  needs: { force: ['output'] },
  configure(command) {
    command
      .argument('[paths...]', PATHS)
      .addOption(
        new Option('--to <format>', 'what is written')
          .choices(['flat', 'otlp', 'csv', 'parquet'])
          .makeOptionMandatory(),
      )
      .option('-o, --output <path>', 'the file (default: standard output; Parquet needs a file)')
      .option('--force', 'replace a file that is there')
      .option('--spreadsheet', `with --to csv: ${SPREADSHEET}`);
  },
  async run(call: VerbCall<Options>): Promise<ExitCode> {
    const { args, options } = call;
    const { to = 'flat' } = options;
    if (options.spreadsheet === true && to !== 'csv')
      throw new UsageError('--spreadsheet has no effect without --to csv; leave it out');
    if (to === 'parquet' && options.output === undefined)
      throw new UsageError('--to parquet needs a file: -o logs.parquet');
    if (to === 'flat' || to === 'otlp') {
      const example = `convert logs --to ${to}`;
      // No file is made of what is not there; what else is wrong is told when it is read.
      const files = await logFilesOf(args, call, new ReadProblems({ warn: () => undefined }), example);
      if (options.output !== undefined) await refuseInput(options.output, '--output', files);
      const source = new RecordSource(call, args, example);
      await writeLines(linesOf(await source.all({}), FORMATS[to]()), call);
      return source.end(EXIT.done);
    }
    return writeTable(to, call);
  },
};

async function writeLines(
  lines: AsyncGenerator<Uint8Array>,
  { options, output, signal }: VerbCall<Options>,
): Promise<void> {
  const { output: path } = options;
  if (path === undefined) {
    await writeChunks(output, jsonIn(lines, output.isTerminal));
    return;
  }
  const codec = codecOfFile(path);
  await writeNewFile(path, { mayReplace: options.force === true, signal }, async (temporary) => {
    const target = createWriteStream(temporary);
    const source = Readable.from(jsonIn(lines, false), { objectMode: false });
    if (codec === undefined) await pipeline(source, target);
    else await pipeline(source, codec.createCompressor({ name: 'log.jsonl', modified: new Date(0) }), target);
  });
}

async function* jsonIn(blocks: AsyncIterable<Uint8Array>, isTerminal: boolean): AsyncGenerator<Uint8Array | string> {
  for await (const lines of blocks) yield jsonLines(lines, isTerminal);
}

async function writeTable(to: 'csv' | 'parquet', call: VerbCall<Options>): Promise<ExitCode> {
  const { args, options, output, signal } = call;
  const { output: path } = options;
  const problems = new ReadProblems(call);
  const files = await logFilesOf(args, call, problems, `convert logs --to ${to}`);
  if (path !== undefined) await refuseInput(path, '--output', files);
  const stdin = files[0] === STDIN ? new RecordSource(call, [STDIN], '') : undefined;
  const progress = await call.progress('reading');
  const prepare = {
    ...{ signal, room: ROOM_FOR_FILES },
    open: stdin && (() => stdin.all({})),
    onProblem: problems.report,
    onPlainLines: (count: number) => problems.notePlainLines(count),
    onTimesBeyond: (count: number) => problems.noteTimesBeyond(count),
    onProgress: (done: number, total: number) => progress.report(done, total),
  };
  const sql = to === 'parquet' ? FOR_PARQUET : options.spreadsheet === true ? FOR_SPREADSHEET : FOR_CSV;
  const purpose = `a file of ${to === 'csv' ? 'CSV' : 'Parquet'}`;
  await withLogDatabase(purpose, files, prepare, async ({ database, temporary }) => {
    progress.end();
    const waiting = await call.progress('converting');
    waiting.wait();
    if (path === undefined) {
      const made = join(temporary, 'records.csv');
      await database.copy(sql, made, formatOf(to, ''));
      waiting.end();
      await writeChunks(output, createReadStream(made));
    } else
      await writeNewFile(path, { mayReplace: options.force === true, signal }, (file) =>
        database.copy(sql, file, formatOf(to, path)),
      );
    waiting.end();
  });
  return stdin?.end(EXIT.done) ?? problems.end(EXIT.done);
}

function formatOf(to: 'csv' | 'parquet', path: string): string {
  const suffix = codecOfFile(path)?.suffix;
  if (to === 'parquet') {
    if (suffix !== undefined)
      throw new UsageError('--output: Parquet is compressed in itself; end the name in .parquet');
    return `FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${ROWS_OF_GROUP}`;
  }
  if (suffix === '.bz2' || suffix === '.zip')
    throw new UsageError(`--output: DuckDB writes no ${suffix}; end the name in .csv, .csv.gz or .csv.zst`);
  const compression = suffix === '.gz' ? 'gzip' : suffix === '.zst' ? 'zstd' : 'none';
  return `FORMAT csv, HEADER, COMPRESSION ${compression}`;
}
