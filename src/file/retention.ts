// Which rotated files are kept, and the deletion of the others.
import { join } from 'node:path';
import type { RetentionRule, RotatedFile } from '../spec/retention.ts';
import { whyForeign } from './file-claims.ts';
import type { FileNames } from './file-names.ts';
import { call, isErrno, lstatIfAny, type Steps } from './file-system.ts';

/** Where to look for rotated files. */
export interface RetentionPlace {
  readonly directory: string;
  readonly names: FileNames;
  /** The user whom our files belong to here; files of others are left alone. */
  readonly uid: number | undefined;
}

interface ListedFile extends RotatedFile {
  /** The plain file, its archive, or both while the one is made from the other. */
  readonly paths: readonly string[];
}

/** The rotated files of an exporter, newest first. A file beside its own archive counts as one. */
export function* listRotatedFiles({ directory, names, uid }: RetentionPlace): Steps<ListedFile[]> {
  const byStem = new Map<string, { time: number; size: number; paths: string[] }>();
  for (const fileName of yield* call('readdir', directory)) {
    const parsed = names.parse(fileName);
    if (parsed?.kind !== 'rotated') continue;
    const path = join(directory, fileName);
    const stats = yield* lstatIfAny(path);
    if (stats === undefined || whyForeign(stats, uid) !== undefined) continue;
    const file = byStem.get(parsed.stem) ?? { time: parsed.time, size: 0, paths: [] };
    file.size += stats.size;
    file.paths.push(path);
    byStem.set(parsed.stem, file);
  }
  return [...byStem]
    .sort(([a], [b]) => (a < b ? 1 : -1))
    .map(([, { time, size, paths }]) => ({ path: paths[0] ?? '', time, size, paths }));
}

/**
 * Applies the rules, each of which may only take files away.
 * @param files newest first
 * @returns the files that at least one rule gives up
 */
export async function chooseExpired(
  files: readonly ListedFile[],
  rules: readonly RetentionRule[],
  now: number,
): Promise<ListedFile[]> {
  const expired = new Set<ListedFile>();
  for (const rule of rules) {
    for (const file of await expiredBy(rule, files, now)) expired.add(file);
  }
  return [...expired];
}

async function expiredBy(
  rule: RetentionRule,
  files: readonly ListedFile[],
  now: number,
): Promise<readonly ListedFile[]> {
  switch (rule.kind) {
    case 'count':
      return files.slice(rule.files);
    case 'age':
      return files.filter(({ time }) => now - time > rule.milliseconds);
    case 'size': {
      let total = 0;
      return files.filter(({ size }) => {
        total += size;
        return total > rule.bytes;
      });
    }
    case 'callback': {
      const given = new Map(files.map((file) => [file.path, file]));
      const chosen = await rule.callback(files.map(({ path, time, size }) => ({ path, time, size })));
      return [...chosen].flatMap((path) => given.get(path) ?? []);
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
