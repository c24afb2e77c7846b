// Writes a file so that it is there whole, or as it was before: a browser never opens half a report.
import { open, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CREATE_NEW } from '../file/system/open-flags.ts';
import { isErrno } from '../foreign/shape.ts';

/** It holds what logs hold: only its owner may read it. */
const MODE = 0o600;

/**
 * Writes texts one after the other, and gives the file its name at the end. A link is followed.
 * @returns how many bytes it has
 * @throws errors of the file system; where something else than a file has the name, too
 */
export async function writeWhole(path: string, texts: Iterable<string>): Promise<number> {
  const target = await targetOf(path);
  const temporary = join(dirname(target), `.laketrace-report-${process.pid}.tmp`);
  const file = await open(temporary, CREATE_NEW, MODE);
  let bytes = 0;
  try {
    for (const text of texts) {
      const chunk = Buffer.from(text);
      await file.writeFile(chunk);
      bytes += chunk.length;
    }
    await file.close();
    await rename(temporary, target);
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(temporary, { force: true });
    throw error;
  }
  return bytes;
}

async function targetOf(path: string): Promise<string> {
  try {
    const target = await realpath(path);
    if (!(await stat(target)).isFile())
      throw new Error(`${path} is no file that could be replaced; name another one, or - for standard output`);
    return target;
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return path;
    throw error;
  }
}
