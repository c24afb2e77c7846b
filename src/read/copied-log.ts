// Files that a rotation by copy makes (`copytruncate` of logrotate): the copy has what was read already, and what was not yet.
import type { FileHandle } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { PlainLog } from './log-file-records.ts';

/** As much of the front of a file tells it from others. */
const HEAD_BYTES = 1024;

/** What is known of a file that may be copied, and truncated then. */
export class CopiedLog {
  readonly #log: PlainLog;
  readonly #path: string;
  #head: Buffer = Buffer.alloc(0);
  /** What it was when it was last truncated. */
  #before: { readonly head: Buffer; readonly offset: number } | undefined;

  constructor(log: PlainLog) {
    this.#log = log;
    this.#head = log.head.subarray(0, HEAD_BYTES);
    this.#path = resolve(log.opened.path);
  }

  /**
   * Keeps the front of the file, while it is there.
   * @param size of the file: below what was read of it, it is truncated already
   */
  async note(size: number): Promise<void> {
    if (this.#head.length < Math.min(size, HEAD_BYTES) && size >= this.#log.offset) {
      this.#head = await headOf(this.#log.opened.handle);
    }
  }

  /** Whether the file does not begin any more with what was read of it: it was truncated, and has already got more than it had. */
  async isRewritten(): Promise<boolean> {
    const { offset, lines, opened } = this.#log;
    // Of a line that is not whole the writer may take back what it wrote.
    const known = this.#head.subarray(0, offset - lines.restBytes);
    return known.length > 0 && !isSame(await headOf(opened.handle), known);
  }

  /** Takes note that the file is truncated now. */
  truncated(): void {
    this.#before = { head: this.#head, offset: this.#log.offset };
    this.#head = Buffer.alloc(0);
  }

  /**
   * Up to where a new file was read already, where it is a copy of this one as it was before it was truncated; `'soon'` where it is one of
   * this one as it is: what it has more is known only once this one is truncated. A copy has the name of what it is of, and more behind it.
   * @param key of the copy
   */
  async readOf(key: string, copy: FileHandle): Promise<number | 'soon' | undefined> {
    if (!key.startsWith(this.#path) || key.length === this.#path.length) return undefined;
    const head = await headOf(copy);
    const before = this.#before;
    if (before !== undefined && before.offset > 0 && isSame(head, before.head)) return before.offset;
    return this.#head.length > 0 && isSame(head, this.#head) ? 'soon' : undefined;
  }
}

function isSame(copy: Buffer, head: Buffer): boolean {
  return copy.length >= head.length && copy.subarray(0, head.length).equals(head);
}

async function headOf(handle: FileHandle): Promise<Buffer> {
  const head = Buffer.alloc(HEAD_BYTES);
  const { bytesRead } = await handle.read(head, 0, HEAD_BYTES, 0);
  return head.subarray(0, bytesRead);
}
