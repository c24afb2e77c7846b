// `laketrace query`: questions to the records in SQL, by DuckDB.
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { messageOf } from '../../foreign/shape.ts';
import { sanitizeText } from '../../format/sanitize-text.ts';
import type { Database, PlainValue, Rows } from '../../query/duckdb.ts';
import { withLogDatabase } from '../../query/log-database.ts';
import { COLUMN_NAMES, lineBytes, macros, VIEW, viewStatement } from '../../query/log-view.ts';
import { sortOut } from '../../query/native-files.ts';
import { asSpreadsheetShows, SPREADSHEET } from '../../query/spreadsheet-text.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { jsonLine, jsonText } from '../json-out.ts';
import { LinesOut } from '../lines-out.ts';
import { PATHS, ReadProblems, STDIN } from '../records/log-input.ts';
import { logFilesOf } from '../records/named-files.ts';
import { RecordSource } from '../records/record-source.ts';
import { Table } from '../table.ts';
import { UsageError } from '../usage-error.ts';
import type { Verb, VerbCall } from '../verb.ts';

interface Options {
  readonly file?: string;
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly spreadsheet?: boolean;
  readonly printView?: boolean;
}

/** Rows by which the widths of a table are chosen. */
const FIRST_ROWS = 500;
/** A view that is printed is asked again when files have grown: as long as the lines of the macro's own default. */
const PRINTED_LINE = 16 * 1024 * 1024;

export const query: Verb<Options> = {
  description:
    `Asks questions in SQL. The table \`${VIEW}\` has one row a record, of files in every format and archive: ${COLUMN_NAMES.join(', ')}. attributes ` +
    "and resource are maps of texts, attributes['rows']::int; in them, and in body, a list or a map is JSON: attributes['user'] ->> '$.name'. " +
    'Times are in UTC, and NULL before 1677-09-22 and after 2262-04-11, which is what DuckDB has of nanoseconds; how many are is said. Needs the package @duckdb/node-api, 1.3 or newer.',
  isPaged: ({ json, csv, printView }) => json !== true && csv !== true && printView !== true,
  examples: [
    { line: `query 'select severity, count(*) from ${VIEW} group by all' logs`, meaning: 'how many of each' },
    {
      line: `query "select time, body from ${VIEW} where severity_number >= 17 order by time desc limit 20" logs`,
      meaning: 'the last errors',
    },
    {
      line: `query "select attributes['stage'] stage, max(attributes['ms']::double) ms from ${VIEW} group by stage" logs --csv`,
      meaning: 'numbers of attributes',
    },
    { line: `query "describe ${VIEW}" logs`, meaning: 'the columns' },
    { line: 'query --file question.sql logs --json', meaning: 'a question of a file' },
    { line: 'query --print-view logs > view.sql', meaning: 'for a DuckDB of your own: duckdb -init view.sql' },
  ],
  notes:
    'Memory: files are read as a stream, of any size. What is sorted, or grouped by many values, goes to TMPDIR where it takes more than 640 MiB, and ' +
    `some answers need more: "set memory_limit = '4GB'; select …". Files of other formats than OTLP/JSON, .bz2, .zip, what is damaged and files with ` +
    'a line that is not quite OTLP/JSON are written to TMPDIR first, compressed.',
  needs: { spreadsheet: ['csv'] },
  clashes: { 'print-view': ['file', 'json', 'csv'] },
  configure(command) {
    command
      .argument('[sql]', 'what is asked; several statements with ; between them answer with the last')
      .argument('[paths...]', PATHS)
      .option('-f, --file <path>', 'what is asked stands in a file; - is standard input')
      .option('--json', 'one JSON object a row')
      .option('--csv', 'CSV with a line of names (RFC 4180)')
      .option('--spreadsheet', `with --csv: ${SPREADSHEET}`)
      .option('--print-view', 'print the SQL that makes the table, and ask nothing');
  },
  async run(call: VerbCall<Options>): Promise<ExitCode> {
    const { options } = call;
    if (options.printView === true) return printView(call);
    if (options.json === true && options.csv === true)
      throw new UsageError('--json and --csv do not go together; choose one');
    const { sql, paths } = await questionOf(call);
    const problems = new ReadProblems(call);
    const files = await logFilesOf(paths, call, problems, `query "select * from ${VIEW}" logs`);
    const stdin = files[0] === STDIN ? new RecordSource(call, [STDIN], '') : undefined;
    if (stdin !== undefined && options.file === STDIN)
      throw new UsageError('standard input is the question, and cannot be the log as well; name files or a directory');
    const progress = await call.progress('reading');
    const prepare = {
      open: stdin && (() => stdin.all({})),
      signal: call.signal,
      onProgress: (done: number, total: number) => progress.report(done, total),
      onProblem: problems.report,
      onPlainLines: (count: number) => problems.notePlainLines(count),
      onTimesBeyond: (count: number) => problems.noteTimesBeyond(count),
      // What is wrong with the question is said before gigabytes are read.
      before: (database: Database) => database.check(sql),
    };
    try {
      await withLogDatabase('a question in SQL', files, prepare, async ({ database }) => {
        progress.end();
        const waiting = await call.progress('answering');
        waiting.wait();
        const rows = await database.query(sql);
        if (rows !== undefined) await write(rows, call);
        waiting.end();
      });
    } catch (error) {
      if (!isOfUser(error)) throw error;
      for (const line of problemOf(error)) call.warn(line);
      return EXIT.usage;
    }
    return stdin?.end(EXIT.done) ?? problems.end(EXIT.done);
  },
};

/** What is asked, and of which paths. */
async function questionOf({
  args,
  options,
  stdin,
}: VerbCall<Options>): Promise<{ sql: string; paths: readonly string[] }> {
  const { file } = options;
  const [first = '', ...rest] = args;
  if (file === undefined) {
    if (!/^[\s;]*$/.test(first)) return { sql: first, paths: rest };
    throw new UsageError(`what is asked is missing; such as laketrace query "select * from ${VIEW} limit 10"`);
  }
  const sql = file === STDIN ? await text(stdin) : await readFile(file, 'utf8');
  if (/^[\s;]*$/.test(sql)) throw new UsageError(`--file: there is no question in ${file}; write one into it`);
  return { sql, paths: args };
}

const OF_USER = /^(?:Failed to extract statements: )?(?:Parser|Binder|Catalog|Syntax|Conversion|Invalid Input) Error: /;

/** Whether the SQL is wrong, not what it reads. */
function isOfUser(error: unknown): boolean {
  return OF_USER.test(messageOf(error));
}

/** What is wrong with the question, in lines: what DuckDB says, the place, and what there is. */
function problemOf(error: unknown): string[] {
  const message = messageOf(error).replace(OF_USER, '').trimEnd();
  const at = message.indexOf('\nLINE ');
  const lines = (at < 0 ? message : message.slice(0, at)).split('\n').map((line) => line.trim());
  const said = lines.filter((line) => line !== '').join('; ');
  const place = at < 0 ? [] : message.slice(at + 1).split('\n');
  const table = /^Table with name (.+?) does not exist!/.exec(said)?.[1];
  if (table !== undefined)
    return [`there is no table ${table}; the records are in ${VIEW}: select … from ${VIEW}`, ...place];
  const isColumn = said.startsWith('Referenced column') || said.includes('does not have a column named');
  return [said, ...place, ...(isColumn ? [`the columns of ${VIEW}: ${COLUMN_NAMES.join(', ')}`] : [])];
}

async function printView(call: VerbCall<Options>): Promise<ExitCode> {
  // Whatever stands first may be a question that was left on the line.
  const problems = new ReadProblems(call);
  const files = await logFilesOf(call.args, call, problems, 'query --print-view logs');
  const progress = await call.progress('reading');
  let bytes = 0;
  const { native, others, longestLine } = await sortOut(files, {
    signal: call.signal,
    onBytes: (more) => {
      bytes += more;
      progress.report(bytes);
    },
  });
  if (native.length === 0) {
    throw new UsageError(
      'none of the files is OTLP/JSON that DuckDB reads as it lies there (plain, .gz, .zst): laketrace convert --to otlp makes one of them',
    );
  }
  const out = new LinesOut(call.output);
  await out.add(
    `${macros()}\n-- The records of these files. Their times are in UTC: SET TimeZone = 'UTC' for now() to go with them.\n`,
  );
  await out.add(viewStatement(native, Math.max(PRINTED_LINE, lineBytes(longestLine))));
  for (const path of others) {
    const message = `not in it, as DuckDB does not read it as it lies there: ${sanitizeText(path)}`;
    await out.add(`-- ${message}\n`);
    call.warn(message);
  }
  await out.flush();
  return problems.end(EXIT.done);
}

async function write(rows: Rows, { options, output, colors }: VerbCall<Options>): Promise<void> {
  const out = new LinesOut(output);
  const names = rows.columns.map(({ name }) => name);
  if (options.json === true) {
    for await (const chunk of rows.chunks()) {
      for (const row of chunk)
        await out.add(jsonLine(Object.fromEntries(names.map((name, index) => [name, row[index] ?? null])), output));
      if (output.isClosed) return;
    }
  } else if (options.csv === true) await writeCsv(rows, out, output, options.spreadsheet === true);
  else await writeTable(rows, out, output, colors);
  await out.flush();
}

async function writeCsv(
  rows: Rows,
  out: LinesOut,
  output: VerbCall['output'],
  isForSpreadsheet: boolean,
): Promise<void> {
  const written = isForSpreadsheet ? asSpreadsheetShows : String;
  await out.add(
    csvLine(
      rows.columns.map(({ name }) => written(name)),
      output.isTerminal,
    ),
  );
  for await (const chunk of rows.chunks()) {
    for (const row of chunk)
      await out.add(
        csvLine(
          row.map((value) => written(cellText(value))),
          output.isTerminal,
        ),
      );
    if (output.isClosed) return;
  }
}

async function writeTable(rows: Rows, out: LinesOut, output: VerbCall['output'], hasColors: boolean): Promise<void> {
  const columns = rows.columns.map(({ name, isNumber }) => ({
    title: name,
    align: isNumber ? ('right' as const) : ('left' as const),
  }));
  let table: Table | undefined;
  let first: string[][] = [];
  const begin = async (): Promise<Table> => {
    table = new Table(columns, first, output, hasColors);
    await out.add(table.head());
    for (const cells of first) await out.add(table.row(cells));
    first = [];
    return table;
  };
  for await (const chunk of rows.chunks()) {
    for (const row of chunk) {
      const cells = row.map(cellText);
      if (table !== undefined) await out.add(table.row(cells));
      else {
        first.push(cells);
        if (first.length === FIRST_ROWS) await begin();
      }
    }
    if (output.isClosed) return;
  }
  if (table === undefined) await begin();
}

function cellText(value: PlainValue): string {
  if (value === null) return '';
  return typeof value === 'object' ? jsonText(value) : String(value);
}

/** A line of CSV. On a terminal its values are made safe; in a file they are what they are. */
function csvLine(cells: readonly string[], isShown: boolean): string {
  const written = cells.map((cell) => {
    const text = isShown ? sanitizeText(cell) : cell;
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  });
  return `${written.join(',')}\r\n`;
}
