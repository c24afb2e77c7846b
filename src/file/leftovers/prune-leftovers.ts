// Applies a retention to the finished files of a log whose exporter does not run.
import { messageOf } from '../../foreign/shape.ts';
import type { RetentionRule } from '../../spec/retention.ts';
import { chooseExpired, deleteFile, type ListedFile } from '../finished/expired-files.ts';
import { runAsync } from '../system/file-system.ts';
import { LeftoverFiles, type LeftoverParts } from './leftover-files.ts';

/** What became of a finished file. */
export interface Pruned {
  /** The path of the plain file; its archive has a suffix more. */
  readonly file: string;
  /** Of the file and its archive, as they lie on the disk. */
  readonly bytes: number;
  /** When it was rotated, in milliseconds since the epoch. */
  readonly rotated: number;
  /** What becomes of it, in the words of the command. `kept`: a rule keeps it. `in use`: a live process has it. */
  readonly outcome: 'deleted' | 'would be deleted' | 'kept' | 'in use' | 'failed';
  /** Why it failed. */
  readonly error?: string;
}

/**
 * Deletes the finished files that a rule gives up; with `isDry` it only says which. The rules are those of the exporter, and so is what
 * may be deleted: regular files of our user whose names are exactly those of the log, and which no live process has.
 * @param onFile called with each finished file, newest first
 * @throws where the directory cannot be listed
 */
export async function pruneLeftovers(
  parts: LeftoverParts,
  rule: RetentionRule,
  onFile: (file: Pruned) => void,
): Promise<void> {
  const { environment, isDry } = parts;
  const files = new LeftoverFiles(parts);
  await files.refresh();
  const now = environment.now();
  const rotated = files.inventory.files('rotated', now);
  const torn = files.inventory.files('torn', now);
  const expired = chooseExpired({ rotated, torn, ageOf: (file) => now - file.rotated }, rule);
  const outcomeOf = async (file: ListedFile): Promise<Pick<Pruned, 'outcome' | 'error'>> => {
    if (!expired.has(file)) return { outcome: 'kept' };
    if (await files.isInUse(file.stem)) return { outcome: 'in use' };
    if (isDry) return { outcome: 'would be deleted' };
    try {
      const isDeleted = await runAsync(environment.fs, deleteFile(file, files.uid));
      // By somebody else, meanwhile.
      return isDeleted ? { outcome: 'deleted' } : { outcome: 'failed', error: 'it was gone already' };
    } catch (error) {
      return { outcome: 'failed', error: messageOf(error) };
    }
  };
  for (const file of [...rotated, ...torn]) {
    const path = file.paths.length === 1 ? file.path : files.pathOf(file);
    onFile({ file: path, bytes: file.size, rotated: file.rotated, ...(await outcomeOf(file)) });
  }
}
