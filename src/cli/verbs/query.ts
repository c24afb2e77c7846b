// `laketrace query`: questions to the records in SQL, by DuckDB.
import { messageOf } from '../../foreign/shape.ts';
import { sanitizeText } from '../../format/sanitize-text.ts';
import type { PlainValue, Rows } from '../../query/duckdb.ts';
import { withLogDatabase } from '../../query/log-database.ts';
import { lineBytes, macros, VIEW, viewStatement } from '../../query/log-view.ts';
import { sortOut } from '../../query/native-files.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { jsonLine, jsonText, LinesOut } from '../lines-out.ts';
import { PATHS, ReadProblems, STDIN } from '../records/log-input.ts';
import { logFilesOf } from '../records/named-files.ts';
import { RecordSource } from '../records/record-source.ts';
import { Table } from '../table.ts';
import { UsageError } from '../usage-error.ts';
import type { Verb, VerbCall } from '../verb.ts';

interface Options {
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly printView?: boolean;
}

/** Rows by which the widths of a table are chosen. */
const FIRST_ROWS = 500;
/** A view that is printed is asked again when files have grown: as long as the lines of the macro's own default. */
const PRINTED_LINE = 16 * 1024 * 1024;

export const query: Verb<Options> = {
  description:
    `Asks questions in SQL. The table \`${VIEW}\` has one row a record, of files in every format and archive: time, severity, service_name, body, ` +
    'attributes and resource (maps of texts), scope, trace_id, span_id, event_name, severity_number, severity_text, record_id. Needs the package ' +
    '@duckdb/node-api. Times are in UTC.',
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
    { line: 'query --print-view logs > view.sql', meaning: 'for a DuckDB of your own: duckdb -init view.sql' },
  ],
  configure(command) {
    command
      .argument('[sql]', 'what is asked; several statements with ; between them answer with the last')
      .argument('[paths...]', PATHS)
      .option('--json', 'one JSON object a row')
      .option('--csv', 'CSV with a line of names (RFC 4180)')
      .option('--print-view', 'print the SQL that makes the table, and ask nothing');
  },
  async run(call: VerbCall<Options>): Promise<ExitCode> {
    const { args, options } = call;
    if (options.printView === true) return printView(call);
    const [sql, ...paths] = args;
    if (sql === undefined || /^[\s;]*$/.test(sql))
      throw new UsageError(`what is asked is missing; such as laketrace query "select * from ${VIEW} limit 10"`);
    if (options.json === true && options.csv === true)
      throw new UsageError('--json and --csv do not go together; choose one');
    const problems = new ReadProblems(call);
    const files = await logFilesOf(paths, call, problems, `query "select * from ${VIEW}" logs`);
    const progress = await call.progress('reading');
    const stdin = files[0] === STDIN ? new RecordSource(call, [STDIN], '') : undefined;
    const prepare = {
      open: stdin && (() => stdin.all({})),
      signal: call.signal,
      onProgress: (done: number, total: number) => progress.report(done, total),
      onProblem: problems.report,
    };
    await withLogDatabase('a question in SQL', files, prepare, async ({ database }) => {
      progress.end();
      try {
        const rows = await database.query(sql);
        if (rows !== undefined) await write(rows, call);
      } catch (error) {
        throw isOfUser(error) ? new UsageError(sentenceOf(error)) : error;
      }
    });
    return stdin?.end(EXIT.done) ?? problems.end(EXIT.done);
  },
};

/** What DuckDB says, without the picture of the place below it. */
function sentenceOf(error: unknown): string {
  const message = messageOf(error);
  const end = message.indexOf('\nLINE ');
  return (end < 0 ? message : message.slice(0, end)).replace('Failed to extract statements: ', '');
}

/** Whether the SQL is wrong, not what it reads. */
function isOfUser(error: unknown): boolean {
  return /^(?:Failed to extract statements: )?(?:Parser|Binder|Catalog|Syntax|Conversion) Error/.test(messageOf(error));
}

async function printView(call: VerbCall<Options>): Promise<ExitCode> {
  // Whatever stands first may be a question that was left on the line.
  const problems = new ReadProblems(call);
  const files = await logFilesOf(call.args, call, problems, 'query --print-view logs');
  const { native, others, longestLine } = await sortOut(files, call);
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
    const text = `not in it, as DuckDB does not read it as it lies there: ${sanitizeText(path)}`;
    await out.add(`-- ${text}\n`);
    call.warn(text);
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
        await out.add(jsonLine(Object.fromEntries(names.map((name, index) => [name, row[index] ?? null]))));
      if (output.isClosed) return;
    }
  } else if (options.csv === true) {
    const isShown = output.isTerminal;
    await out.add(csvLine(names, isShown));
    for await (const chunk of rows.chunks()) {
      for (const row of chunk) await out.add(csvLine(row.map(cellText), isShown));
      if (output.isClosed) return;
    }
  } else await writeTable(rows, out, output, colors);
  await out.flush();
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
