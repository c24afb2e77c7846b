// What a target has to do with the directory of the logs, where it is a directory itself: what is sent into it would be found there, and sent again.
import { realpath } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { UploadError } from './upload-error.ts';
import type { UploadTarget } from './upload-target.ts';

const DIRECTORY = 'directory:';

/** The directory that a target is; nothing for another one. */
export function directoryOf({ name }: Pick<UploadTarget, 'name'>): string | undefined {
  return name.startsWith(DIRECTORY) ? name.slice(DIRECTORY.length) : undefined;
}

/** A directory of logs, and the target of its files. */
export class OwnDirectory {
  readonly #logs: string;
  readonly #target: string | undefined;

  private constructor(logs: string, target: string | undefined) {
    this.#logs = logs;
    this.#target = target;
  }

  static async of(logs: string, target: UploadTarget): Promise<OwnDirectory> {
    const root = directoryOf(target);
    return new OwnDirectory(await realPath(logs), root === undefined ? undefined : await realPath(root));
  }

  /** Whether a file of the directory of the logs lies in the target, and was sent. */
  hasSent(file: string): boolean {
    const target = this.#target;
    return target?.startsWith(this.#logs + sep) === true && join(this.#logs, file).startsWith(target + sep);
  }

  /** @throws UploadError where a file would go among the logs */
  check(remote: string): void {
    if (this.#target === undefined || join(this.#target, dirname(remote)) !== this.#logs) return;
    const remedy = 'Choose another directory, or a layout that leads out of this one';
    throw new UploadError('refused', `${remote} would be copied among the logs themselves, in ${this.#logs}`, {
      remedy,
    });
  }
}

/** Of a path whose last parts are not there yet, the real one all the same. */
async function realPath(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    const above = dirname(path);
    return above === path ? path : join(await realPath(above), path.slice(above.length));
  }
}
