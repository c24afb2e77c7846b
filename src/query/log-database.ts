// A database whose table `logs` has the records of some files.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Database, explained } from './duckdb.ts';
import { macros, viewStatement } from './log-view.ts';
import { type PrepareOptions, prepareSources } from './query-sources.ts';

/** What {@link withLogDatabase} works on. */
export interface LogDatabase {
  readonly database: Database;
  /** The files that DuckDB reads as they lie there. It leaves out what is damaged in an archive, and says nothing. */
  readonly native: readonly string[];
  /** For what has to lie in a file for a while. */
  readonly temporary: string;
}

/**
 * Does some work with a database of log files. Whatever is made for it is gone afterwards.
 * @param purpose what needs DuckDB, for the error
 * @param files at least one
 * @throws MissingPackageError where DuckDB's package is not installed
 */
export async function withLogDatabase<T>(
  purpose: string,
  files: readonly string[],
  options: PrepareOptions,
  work: (logs: LogDatabase) => Promise<T>,
): Promise<T> {
  const temporary = await mkdtemp(join(tmpdir(), 'laketrace-query-'));
  let database: Database | undefined;
  const interrupt = (): void => database?.interrupt();
  options.signal?.addEventListener('abort', interrupt, { once: true });
  try {
    database = await Database.open(purpose, join(temporary, 'spilled'));
    const { native, made } = await prepareSources(files, temporary, options);
    options.signal?.throwIfAborted();
    await database.run(macros());
    await database.run(viewStatement([...native, ...made].map((path) => resolve(path))));
    return await work({ database, native, temporary });
  } catch (error) {
    // What was interrupted says so in words of its own.
    options.signal?.throwIfAborted();
    throw explained(error);
  } finally {
    options.signal?.removeEventListener('abort', interrupt);
    database?.close();
    await rm(temporary, { recursive: true, force: true });
  }
}
