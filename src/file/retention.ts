// Which rotated files are kept, and the deletion of the others.
import { join } from 'node:path';
import { ask } from '../foreign/call.ts';
import { isErrno } from '../foreign/shape.ts';
import type { RetainedFile, RetentionRule, SingleRetentionRule } from '../spec/retention.ts';
import type { FileNames } from './file-names.ts';
import { call, lstatIfAny, type Steps } from './file-system.ts';
import { whyForeign } from './foreign-file.ts';

/** Where to look for rotated files. */
export interface RetentionPlace {
  readonly directory: string;
  readonly names: FileNames;
  /** The user whom our files belong to here; files of others are left alone. */
  readonly uid: number | undefined;
}

/** A rotated file with all that belongs to it. */
export interface ListedFile extends RetainedFile {
  /** The name of the plain file. */
  readonly stem: string;
  /** The plain file, its archive, or both while the one is made from the other. */
  readonly paths: readonly string[];
}

/** The rotated files of an exporter, newest first. A file beside its own archive counts as one. */
export function* listRotatedFiles({ directory, names, uid }: RetentionPlace): Steps<ListedFile[]> {
  const byStem = new Map<string, { rotated: number; size: number; paths: string[] }>();
  for (const fileName of yield* call('readdir', directory)) {
    const parsed = names.parse(fileName);
    if (parsed?.kind !== 'rotated') continue;
    const path = join(directory, fileName);
    const stats = yield* lstatIfAny(path);
    if (stats === undefined || whyForeign(stats, uid) !== undefined) continue;
    const file = byStem.get(parsed.stem) ?? { rotated: parsed.time, size: 0, paths: [] };
    file.size += stats.size;
    file.paths.push(path);
    byStem.set(parsed.stem, file);
  }
  return [...byStem]
    .sort(([a], [b]) => (a < b ? 1 : -1))
    .map(([stem, { rotated, size, paths }]) => ({ path: paths[0] ?? '', stem, rotated, size, paths }));
}

/**
 * Applies a rule, or each rule of a list.
 * @param files newest first
 * @returns the files that at least one rule gives up
 */
export function chooseExpired(files: readonly ListedFile[], rule: RetentionRule, now: number): Set<ListedFile> {
  if (rule.kind === 'never') return new Set();
  const rules = rule.kind === 'all' ? rule.rules : [rule];
  return new Set(rules.flatMap((single) => expiredBy(single, files, now)));
}

function expiredBy(rule: SingleRetentionRule, files: readonly ListedFile[], now: number): readonly ListedFile[] {
  switch (rule.kind) {
    case 'count':
      return files.slice(rule.count);
    case 'age':
      return files.filter(({ rotated }) => now - rotated > rule.milliseconds);
    case 'size': {
      let total = 0;
      return files.filter(({ size }) => {
        total += size;
        return total > rule.bytes;
      });
    }
    case 'callback': {
      const oldestFirst = files.map(({ path, size, rotated }) => ({ path, size, rotated })).reverse();
      const chosen = new Set(
        [...(ask('the retention callback', rule.callback, oldestFirst) ?? [])].map((file) =>
          typeof file === 'string' ? file : file.path,
        ),
      );
      return files.filter(({ path }) => chosen.has(path));
    }
  }
}

/** Deletes a file and its archive; one that is gone already counts as deleted by somebody else. */
export function* deleteRotatedFile({ paths }: ListedFile): Steps<boolean> {
  let isDeleted = false;
  for (const path of paths) {
    try {
      yield* call('unlink', path);
      isDeleted = true;
    } catch (error) {
      if (!isErrno(error, 'ENOENT')) throw error;
    }
  }
  return isDeleted;
}
