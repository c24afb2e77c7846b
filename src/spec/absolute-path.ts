// A path as it is from now on, whatever becomes of the working directory of the process.
import { resolve } from 'node:path';
import { ConfigurationError } from './configuration-error.ts';

/**
 * The absolute path that a path stands for now.
 * @throws ConfigurationError for a relative path where the working directory was deleted
 */
export function absolutePath(path: string, option: string): string {
  const directory = workingDirectory();
  if (directory !== undefined) return resolve(directory, path);
  try {
    return resolve(path);
  } catch {
    throw new ConfigurationError(option, path, 'an absolute path: the working directory does not exist any more');
  }
}

/** The working directory of the process; nothing where it was deleted. */
export function workingDirectory(): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}
