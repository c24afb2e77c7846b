// Which logs have files in a directory: found by the names of finished files, and by the locks beside active ones.
import { join } from 'node:path';
import { readOwner } from '../lock/lock-files.ts';
import { LockListing } from '../lock/take-lock.ts';
import { FileNames } from '../naming/file-names.ts';
import { parseNameBesideFinished } from '../naming/finished-name.ts';
import { attempt, type Steps } from '../system/file-system.ts';

/** The files of one exporter in a directory. */
export interface LogIdentity {
  /** The first part of the file names. */
  readonly name: string;
  /** What the names of plain files end in, with its dot. */
  readonly extension: string;
}

const EXTENSION = /\.[A-Za-z][A-Za-z0-9]{0,15}$/;

/**
 * The logs of a directory, by name.
 * @param listing the names in it
 */
export function* logsIn(directory: string, listing: readonly string[]): Steps<LogIdentity[]> {
  const logs = new Map<string, LogIdentity>();
  const add = ({ name, extension }: LogIdentity): void => void logs.set(`${name}${extension}`, { name, extension });
  for (const fileName of listing) {
    const finished = parseNameBesideFinished(fileName);
    if (finished !== undefined) add(finished);
  }
  // A log that has no finished file yet is known by whose its active one is.
  const locks = new LockListing(listing);
  for (const fileName of locks.fileNames) {
    const extension = EXTENSION.exec(fileName)?.[0];
    const generation = locks.of(fileName).at(-1);
    if (extension === undefined || generation === undefined) continue;
    const owner = yield* attempt(readOwner(join(directory, `.${fileName}.${generation}.lock`)));
    const name = 'value' in owner ? owner.value?.exporter : undefined;
    if (name !== undefined && new FileNames(name, extension).parse(fileName)?.kind === 'active')
      add({ name, extension });
  }
  return [...logs.values()].sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
}
