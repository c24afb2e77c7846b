// The SQL by which DuckDB sees log files as a flat table: the macros of examples/lakehouse, and a view of them.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** What the table is called in queries. */
export const VIEW = 'logs';

/** The columns of the view: those of the macro, those that people ask for most in front. */
const COLUMNS = [
  'time',
  'laketrace_severity(severity_text, severity_number) AS severity',
  'service_name',
  'body',
  'attributes',
  'resource',
  'scope',
  'trace_id',
  'span_id',
  'event_name',
  'severity_number',
  'severity_text',
  'record_id',
];

/** The macros, as people get them with the package. */
export function macros(): string {
  // By the package's own name: sources and build lie at different depths.
  const root = dirname(createRequire(import.meta.url).resolve('laketrace/package.json'));
  return readFileSync(join(root, 'examples/lakehouse/laketrace.sql'), 'utf8');
}

/**
 * The statement that makes the view.
 * @param files paths of OTLP/JSON, plain, `.gz` or `.zst`; at least one
 */
export function viewStatement(files: readonly string[]): string {
  const list = files.map((file) => `  ${literal(asPattern(file))}`).join(',\n');
  return `CREATE OR REPLACE VIEW ${VIEW} AS SELECT\n  ${COLUMNS.join(',\n  ')}\nFROM laketrace_files([\n${list}\n]);\n`;
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
