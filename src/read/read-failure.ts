// What a codec or the file system threw while a file was read -> the problem that its user hears of.
import { isArchiveError } from '../archive/archive-error.ts';
import { messageOf } from '../foreign/shape.ts';
import type { ReadProblem } from './read-options.ts';

/**
 * The problem.
 * @param lines how many were read before
 */
export function failedToRead(file: string, error: unknown, lines = 0): ReadProblem {
  if (!isArchiveError(error)) return { file, line: lines, kind: 'unreadable', message: messageOf(error), cause: error };
  return { file, line: lines, kind: 'archive', message: error.afterLines(lines), cause: error.cause };
}
