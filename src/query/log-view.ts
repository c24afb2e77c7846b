// The SQL by which DuckDB sees log files as a flat table: the macros of examples/lakehouse, and a view of them.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';

/** What the table is called in queries. */
export const VIEW = 'logs';

/** The columns of the view: those of the macro, those that people ask for most in front. */
const COLUMNS: Readonly<Record<string, string>> = {
  time: 'time',
  severity: 'laketrace_severity(severity_text, severity_number) AS severity',
  service_name: 'service_name',
  body: 'body',
  attributes: 'attributes',
  resource: 'resource',
  scope: orNothing('scope', "''"),
  trace_id: orNothing('trace_id', "''"),
  span_id: orNothing('span_id', "''"),
  event_name: orNothing('event_name', "''"),
  severity_number: orNothing('severity_number', '0'),
  severity_text: orNothing('severity_text', "''"),
  record_id: 'record_id',
};

/** To OTLP what is not there and its default, such as an empty text, are the same. */
function orNothing(column: string, byDefault: string): string {
  return `nullif(${column}, ${byDefault}) AS ${column}`;
}

/** Their names. */
export const COLUMN_NAMES: readonly string[] = Object.keys(COLUMNS);

/** The macros, as people get them with the package. */
export function macros(): string {
  // By the package's own name: sources and build lie at different depths.
  const root = dirname(createRequire(import.meta.url).resolve('laketrace/package.json'));
  return readFileSync(join(root, 'examples/lakehouse/laketrace.sql'), 'utf8');
}

const MIB = 1024 * 1024;
/** Each thread has several lines of this length in memory, and each file. With less, DuckDB reads slower. */
const LEAST_LINE = 4 * MIB;

/** How long DuckDB has to expect lines to be, where this is the longest. */
export function lineBytes(longest: number): number {
  return Math.max(LEAST_LINE, Math.ceil((longest + 2) / MIB) * MIB);
}

/**
 * The statement that makes the view.
 * @param files paths of OTLP/JSON, plain, `.gz` or `.zst`; at least one
 * @param longestLine as {@link lineBytes} gives it
 */
export function viewStatement(files: readonly string[], longestLine: number): string {
  const source = `laketrace_files(${listOf(files)}, longest_line := ${longestLine})`;
  return `CREATE OR REPLACE VIEW ${VIEW} AS SELECT\n  ${Object.values(COLUMNS).join(',\n  ')}\nFROM ${source};\n`;
}

function listOf(files: readonly string[]): string {
  return `[\n${files.map((file) => `  ${literal(asPattern(resolve(file)))}`).join(',\n')}\n]`;
}

/** A text of SQL. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/**
 * A path as a pattern that only it matches. DuckDB takes a path that is there for itself, whatever is in it; one that went away would be a
 * pattern. In a pattern a backslash is no letter, so that a path with one is left to that.
 */
function asPattern(path: string): string {
  return path.includes('\\') ? path : path.replaceAll(/[[*?]/g, '[$&]');
}
