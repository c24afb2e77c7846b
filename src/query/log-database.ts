// A database whose table `logs` has the records of some files.
import { rmSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ownedName, removeLeavings } from '../file/system/owned-name.ts';
import { onExit } from '../lifecycle/exit-hook.ts';
import { Database, type DatabaseRoom, explained, ROOM_FOR_QUESTIONS } from './duckdb.ts';
import { lineBytes, macros, viewStatement } from './log-view.ts';
import { type PrepareOptions, prepareSources } from './query-sources.ts';

/** What {@link withLogDatabase} works on. */
export interface LogDatabase {
  readonly database: Database;
  /** For what has to lie in a file for a while. */
  readonly temporary: string;
}

/** Options of {@link withLogDatabase}. */
export interface LogDatabaseOptions extends PrepareOptions {
  /** Called before files are read, with a table `logs` that is empty. */
  readonly before?: (database: Database) => Promise<void>;
  /** What DuckDB may take. Default: as much as questions may need. */
  readonly room?: DatabaseRoom;
}

const TEMPORARY = 'laketrace-query-';
const PRIVATE = 0o700;

/**
 * Does some work with a database of log files. Whatever is made for it is gone afterwards; what a run left that was killed, with the next one.
 * @param purpose what needs DuckDB, for the error
 * @param files at least one
 * @throws MissingPackageError where DuckDB's package is not installed, or too old
 */
export async function withLogDatabase<T>(
  purpose: string,
  files: readonly string[],
  options: LogDatabaseOptions,
  work: (logs: LogDatabase) => Promise<T>,
): Promise<T> {
  await removeLeavings(tmpdir(), TEMPORARY);
  const temporary = join(tmpdir(), ownedName(TEMPORARY));
  const forget = onExit(() => rmSync(temporary, { recursive: true, force: true }));
  await mkdir(temporary, { mode: PRIVATE });
  const { room = ROOM_FOR_QUESTIONS } = options;
  let database: Database | undefined;
  const interrupt = (): void => database?.interrupt();
  options.signal?.addEventListener('abort', interrupt, { once: true });
  try {
    database = await Database.open(purpose, join(temporary, 'spilled'), room);
    await database.run(macros());
    if (options.before !== undefined) {
      const empty = join(temporary, 'empty.jsonl');
      await writeFile(empty, '');
      await database.run(viewStatement([empty], lineBytes(0)));
      await options.before(database);
    }
    const sources = await prepareSources(files, temporary, options);
    options.signal?.throwIfAborted();
    if (sources.timesBeyond > 0) options.onTimesBeyond?.(sources.timesBeyond);
    await database.expectLines(sources.longestLine);
    await database.run(viewStatement(sources.files, lineBytes(sources.longestLine)));
    return await work({ database, temporary });
  } catch (error) {
    // What was interrupted says so in words of its own.
    options.signal?.throwIfAborted();
    throw explained(error, room);
  } finally {
    options.signal?.removeEventListener('abort', interrupt);
    database?.close();
    await rm(temporary, { recursive: true, force: true });
    forget();
  }
}
