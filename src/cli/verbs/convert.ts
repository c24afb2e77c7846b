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
import { withLogDatabase } from '../../query/log-database.ts';
import { VIEW } from '../../query/log-view.ts';
import { linesOf } from '../../query/query-sources.ts';
import { readLogRecords } from '../../read/read-log-records.ts';
import { checkArchives } from '../../verify/check-archives.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { writeChunks } from '../lines-out.ts';
import { writeNewFile } from '../new-file.ts';
import { PATHS, ReadProblems } from '../records/log-input.ts';
import { logFilesOf } from '../records/named-files.ts';
import { UsageError } from '../usage-error.ts';
import type { Verb, VerbCall } from '../verb.ts';

interface Options {
  readonly to?: 'flat' | 'otlp' | 'csv' | 'parquet';
  readonly output?: string;
  readonly force?: boolean;
}

const FORMATS: Readonly<Record<'flat' | 'otlp', () => LogRecordFormat>> = {
  flat: () => flatJson(),
  otlp: () => otlpJson(),
};

/** Maps as JSON: CSV has texts alone. */
const FOR_CSV = `SELECT * REPLACE (attributes::JSON AS attributes, resource::JSON AS resource) FROM ${VIEW} ORDER BY time`;
const FOR_PARQUET = `FROM ${VIEW} ORDER BY time`;

export const convert: Verb<Options> = {
  description:
    'Writes the records of files of any format and archive into one file, in the order of their times: flat JSON or OTLP/JSON, one record or more a ' +
    'line; CSV or Parquet, with the columns of `laketrace query`, which need the package @duckdb/node-api. The file is there as a whole or ' +
    'not at all. A name that ends in .gz, .zst, .bz2 or .zip is an archive.',
  examples: [
    { line: 'convert logs --to parquet -o logs.parquet', meaning: 'for a lake' },
    { line: 'convert logs --to csv -o logs.csv.gz', meaning: 'for a spreadsheet' },
    { line: 'convert logs --to flat | jq .message', meaning: 'one flat object a record' },
    { line: "convert 'logs/*.bz2' --to otlp -o logs.jsonl.zst", meaning: 'for DuckDB and collectors' },
  ],
  configure(command) {
    command
      .argument('[paths...]', PATHS)
      .addOption(
        new Option('--to <format>', 'what is written')
          .choices(['flat', 'otlp', 'csv', 'parquet'])
          .makeOptionMandatory(),
      )
      .option('-o, --output <path>', 'the file (default: standard output; Parquet needs a file)')
      .option('--force', 'replace a file that is there');
  },
  async run(call: VerbCall<Options>): Promise<ExitCode> {
    const { args, options } = call;
    const { to = 'flat' } = options;
    if (to === 'parquet' && options.output === undefined)
      throw new UsageError('--to parquet needs a file: -o logs.parquet');
    const problems = new ReadProblems(call);
    const files = await logFilesOf(args, call, problems, 'convert');
    const progress = await call.progress('converting');
    const reading = { signal: call.signal, onProblem: problems.report };
    if (to === 'flat' || to === 'otlp') {
      const onProgress = ({ bytes, totalBytes }: { bytes: number; totalBytes: number }) =>
        progress.report(bytes, totalBytes);
      const lines = linesOf(readLogRecords(files, { ...reading, onProgress }), FORMATS[to]());
      await writeLines(lines, call);
    } else {
      const onProgress = (done: number, total: number) => progress.report(done, total);
      await writeTable(to, files, { ...reading, onProgress }, call);
    }
    progress.end();
    return problems.end(EXIT.done);
  },
};

async function writeLines(lines: AsyncGenerator<Uint8Array>, { options, output }: VerbCall<Options>): Promise<void> {
  const { output: path } = options;
  if (path === undefined) {
    await writeChunks(output, lines);
    return;
  }
  const codec = codecOfFile(path);
  await writeNewFile(path, options.force === true, async (temporary) => {
    const target = createWriteStream(temporary);
    const source = Readable.from(lines, { objectMode: false });
    if (codec === undefined) await pipeline(source, target);
    else await pipeline(source, codec.createCompressor({ name: 'log.jsonl', modified: new Date(0) }), target);
  });
}

type Reading = Parameters<typeof withLogDatabase>[2];

async function writeTable(
  to: 'csv' | 'parquet',
  files: readonly string[],
  reading: Reading,
  { options, output, signal }: VerbCall<Options>,
): Promise<void> {
  const { output: path } = options;
  const sql = to === 'csv' ? FOR_CSV : FOR_PARQUET;
  await withLogDatabase(
    `a file of ${to === 'csv' ? 'CSV' : 'Parquet'}`,
    files,
    reading,
    async ({ database, temporary, native }) => {
      for (const broken of await checkArchives(native, signal))
        reading.onProblem?.({ ...broken, line: 0, kind: 'archive' });
      if (path === undefined) {
        const made = join(temporary, 'records.csv');
        await database.copy(sql, made, formatOf(to, ''));
        await writeChunks(output, createReadStream(made));
        return;
      }
      await writeNewFile(path, options.force === true, (file) => database.copy(sql, file, formatOf(to, path)));
    },
  );
}

function formatOf(to: 'csv' | 'parquet', path: string): string {
  if (to === 'parquet') return 'FORMAT parquet, COMPRESSION zstd';
  const suffix = codecOfFile(path)?.suffix;
  if (suffix === '.bz2' || suffix === '.zip')
    throw new UsageError(`--output: DuckDB writes no ${suffix}; end the name in .csv, .csv.gz or .csv.zst`);
  const compression = suffix === '.gz' ? 'gzip' : suffix === '.zst' ? 'zstd' : 'none';
  return `FORMAT csv, HEADER, COMPRESSION ${compression}`;
}
