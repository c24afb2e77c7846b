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
  scope: 'scope',
  trace_id: 'trace_id',
  span_id: 'span_id',
  event_name: 'event_name',
  severity_number: 'severity_number',
  severity_text: 'severity_text',
  record_id: 'record_id',
};

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

/** The last nanosecond of DuckDB's times, and the first, from the epoch; before and after that a time is NULL. */
const LAST_TIME = '9223372036854775806';
/** How a time is written that may lie beyond: most lines are known by that to have none. */
const LIKE_BEYOND = 'UnixNano": *"?(-|[0-9]{20}|9[2-9][0-9]{17})';

/**
 * The query for files, by their paths, that have something which the view has not as our reader has it:
 *
 * - `is_broken`: a line that is no JSON, or no OTLP by the reader's rule (`isOtlp`). It would give no row, without a word, or one of another record.
 * - `beyond`: how many records have times that DuckDB has not.
 * @param files, longestLine as in {@link viewStatement}; all their lines begin with `resourceLogs`
 */
export function unlikeFilesQuery(files: readonly string[], longestLine: number): string {
  const source = `laketrace_lines(${listOf(files)}, longest_line := ${longestLine})`;
  const others = "list_filter(TRY(json_keys(line))[2:], lambda key: NOT starts_with(key, 'laketrace'))";
  const scopes = 'list_transform(laketrace_resources(line), lambda r: r.scopeLogs)';
  const records = `flatten(list_transform(flatten(${scopes}), lambda s: s.logRecords))`;
  const time = `coalesce(${['timeUnixNano', 'observedTimeUnixNano']
    .map((key) => `nullif(TRY_CAST(n->>'${key}' AS HUGEINT), 0)`)
    .join(', ')})`;
  const beyond = `len(list_filter(${records}, lambda n: ${time} NOT BETWEEN -${LAST_TIME} AND ${LAST_TIME}))`;
  return `SELECT filename, bool_or(is_broken) AS is_broken, sum(beyond)::BIGINT AS beyond FROM (
    SELECT filename, coalesce(len(${others}) > 0, true) AS is_broken,
      CASE WHEN regexp_matches(line, ${literal(LIKE_BEYOND)}) THEN coalesce(${beyond}, 0) ELSE 0 END AS beyond
    FROM ${source} WHERE line <> ''
  ) WHERE is_broken OR beyond > 0 GROUP BY filename`;
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
