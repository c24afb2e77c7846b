// Which finished files are kept, and the deletion of the others.
import { ask } from '../../foreign/call.ts';
import { isErrno } from '../../foreign/shape.ts';
import type { RetainedFile, RetentionRule, SingleRetentionRule } from '../../spec/retention.ts';
import { call, lstatIfAny, type Steps } from '../system/file-system.ts';
import { whyForeign } from '../system/foreign-file.ts';

/** A finished file with all that belongs to it, or the torn end of one. */
export interface ListedFile extends RetainedFile {
  /** The name of the plain file. */
  readonly stem: string;
  /** The plain file, its archive, or both while the one is made from the other. */
  readonly paths: readonly string[];
}

/** What a rule is applied to. */
export interface Retained {
  /** Finished files, newest first. */
  readonly rotated: readonly ListedFile[];
  /** The torn ends of files, newest first. */
  readonly torn: readonly ListedFile[];
  /** The age of a file in milliseconds. */
  ageOf(file: ListedFile): number;
}

/**
 * Applies a rule, or each rule of a list. A count, an age and a callback keep torn ends as they keep finished files, but count
 * them separately: a crash loop does not push the log out. A size counts both together.
 * @returns the files that at least one rule does not keep
 */
export function chooseExpired(files: Retained, rule: RetentionRule): Set<ListedFile> {
  if (rule.kind === 'never') return new Set();
  const rules = rule.kind === 'all' ? rule.rules : [rule];
  return new Set(rules.flatMap((single) => expiredBy(single, files)));
}

function expiredBy(rule: SingleRetentionRule, { rotated, torn, ageOf }: Retained): readonly ListedFile[] {
  switch (rule.kind) {
    case 'count':
      return [...rotated.slice(rule.count), ...torn.slice(rule.count)];
    case 'age':
      return [...rotated, ...torn].filter((file) => ageOf(file) > rule.milliseconds);
    case 'size': {
      let total = 0;
      return newestFirst([...rotated, ...torn]).filter(({ size }) => {
        total += size;
        return total > rule.bytes;
      });
    }
    case 'callback':
      return [...chosenBy(rule.callback, rotated), ...(torn.length > 0 ? chosenBy(rule.callback, torn) : [])];
  }
}

type Callback = Extract<SingleRetentionRule, { kind: 'callback' }>['callback'];

function chosenBy(callback: Callback, files: readonly ListedFile[]): readonly ListedFile[] {
  const oldestFirst = files.map(({ path, size, rotated }) => ({ path, size, rotated })).reverse();
  const chosen = new Set(
    [...(ask('the retention callback', callback, oldestFirst) ?? [])].map((file) =>
      typeof file === 'string' ? file : file.path,
    ),
  );
  return files.filter(({ path }) => chosen.has(path));
}

/** By the names, which do not go back where a clock does. */
function newestFirst(files: ListedFile[]): ListedFile[] {
  return files.sort((a, b) => (a.stem < b.stem ? 1 : -1));
}

/**
 * Deletes a file and its archive; one that is gone already counts as deleted by somebody else.
 * @param uid the user whom our files belong to here; nothing where that is not known
 * @returns whether something was deleted: false where nothing was deleted here
 */
export function* deleteFile({ paths }: ListedFile, uid: number | undefined): Steps<boolean> {
  let isDeleted = false;
  for (const path of paths) {
    // Looked at again: what stood there when the directory was listed may have been exchanged.
    const stats = yield* lstatIfAny(path);
    if (stats === undefined || whyForeign(stats, uid) !== undefined) continue;
    try {
      yield* call('unlink', path);
      isDeleted = true;
    } catch (error) {
      if (!isErrno(error, 'ENOENT')) throw error;
    }
  }
  return isDeleted;
}
