// Movies: 3,201 rows with real faults, such as titles that are numbers, and releases in a future century.
import type { JobLogger } from './job-logger.ts';

type Row = Readonly<Record<string, string | number | null>>;

/** The gross of a distributor. */
export interface DistributorGross {
  readonly distributor: string;
  readonly movies: number;
  readonly gross: number;
}

interface Movie {
  readonly title: string;
  readonly distributor: string;
  readonly gross: number;
  readonly year: number;
}

/** Reads a row as a movie. @throws TypeError or RangeError where a column does not hold what it should */
function readMovie(row: Row): Movie {
  const { Title: title, Distributor: distributor, 'Worldwide Gross': gross, 'Release Date': released } = row;
  if (typeof title !== 'string') throw new TypeError(`Title is ${title === null ? 'missing' : `the number ${title}`}`);
  if (typeof gross !== 'number') throw new TypeError(`Worldwide Gross of "${title}" is ${JSON.stringify(gross)}`);
  const date = new Date(String(released));
  if (Number.isNaN(date.getTime())) throw new RangeError(`Release Date of "${title}" is ${JSON.stringify(released)}`);
  if (date.getFullYear() > 2012) throw new RangeError(`"${title}" is released in ${date.getFullYear()}`);
  return { title, distributor: String(distributor ?? 'unknown'), gross, year: date.getFullYear() };
}

/** Reads the movies, logging each row that cannot be read with its exception, and adds up the gross by distributor. */
export function transformMovies(json: string, logger: JobLogger): DistributorGross[] {
  const start = performance.now();
  const rows = JSON.parse(json) as Row[];
  logger.info('extracted', { rows: rows.length, bytes: json.length, milliseconds: performance.now() - start });
  const sums = new Map<string, DistributorGross>();
  let rejected = 0;
  for (const [row, columns] of rows.entries()) {
    try {
      const { title, distributor, gross, year } = readMovie(columns);
      const sum = sums.get(distributor) ?? { distributor, movies: 0, gross: 0 };
      sums.set(distributor, { distributor, movies: sum.movies + 1, gross: sum.gross + gross });
      logger.debug('row accepted', { row, title, year });
    } catch (error) {
      rejected++;
      logger.exception(`row ${row} rejected`, error, { row });
    }
  }
  logger.info('validated', { rows: rows.length, rejected, accepted: rows.length - rejected });
  return [...sums.values()].sort((a, b) => b.gross - a.gross);
}
