// Where files are uploaded to: the interface that every target implements, ours and those of applications.
import type { Readable } from 'node:stream';

/** A digest by which a service and we can compare what arrived. Always written as lower-case hexadecimal digits. */
export type DigestAlgorithm = (typeof DIGESTS)[number];

/** All of them. */
export const DIGESTS = ['md5', 'sha1', 'sha256'] as const;

/** Bytes of a file: from `start`, the first one being 0, up to before `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** One file as a target gets it. Its content does not change: it is read from an open file, also where its name is gone by now. */
export interface UploadFile {
  /**
   * Where it goes, below the target's own root: parts separated by `/`, such as
   * `service=etl/date=2026-01-31/etl.2026-01-31T12-00-00.123Z.0f3a9c1e.jsonl.gz`. No part is empty, `.` or `..`; there are no control characters and
   * no backslashes. A `%` in it is meant as it stands: who puts it into a URL has to encode each part.
   */
  readonly remote: string;
  /** How many bytes it has. */
  readonly bytes: number;
  /**
   * Its bytes, or a range of them, as a new stream. May be called any number of times, also at once, such as for the blocks of a large file.
   * The stream fails where fewer bytes are there than promised; a target then must not leave a shorter file behind.
   */
  read(range?: ByteRange): Readable;
  /**
   * Reads bytes into memory of yours, up to its end or that of the file, and says how many: 0 at the end of the file. Memory that is used again and again keeps
   * an upload small, where the blocks of {@link read} are garbage that the engine collects late. It rejects where fewer bytes are there than promised.
   * @param position of the first byte in the file
   */
  readInto(memory: Uint8Array, position: number): Promise<number>;
  /** The digest of all its bytes. It takes one pass over the file for each algorithm, made when it is first asked for. */
  digest(algorithm: DigestAlgorithm): Promise<string>;
}

/** What a target says of a file that it has. */
export interface StoredFile {
  /** How many bytes it has there, as the service says: never what was only meant to be sent. */
  readonly bytes: number;
  /**
   * Digests that the service has computed, or has checked, of the whole content. Those that are given are compared with the file on disk.
   * None where the service has none: then the length alone is compared. A digest that differed is remembered: what is under that name
   * does not count as the file where {@link UploadTarget.stat} later says its length alone.
   */
  readonly digests?: Readonly<Partial<Record<DigestAlgorithm, string>>>;
}

/** How a call of a target is made. */
export interface TransferOptions {
  /** Aborted where the time is over or the application wants no more: requests and streams then have to end. */
  readonly signal: AbortSignal;
}

/**
 * A place that takes files. Three methods, and one more for dry runs; all may be called again after they failed, and several at once for different files.
 *
 * What goes wrong is thrown as an {@link UploadError}, whose kind decides what happens next. Anything else that is thrown counts as
 * retryable where it is a broken connection (by its `code`, such as `ECONNRESET`), and as refused where it is not. A target makes no
 * repeats of its own, or few and quick ones: waiting, `Retry-After` and the deadline are dealt with by `uploadLogs`.
 *
 * No token, key or SAS may stand in `name`, nor in the message or the fields of an error; nor may an error have as its `cause` one that holds a request
 * with its headers.
 */
export interface UploadTarget {
  /**
   * What it is, for people and for the journal, which keeps account by it: the same place always has the same name, two places never do.
   * Such as `onelake:sales/logs.Lakehouse/Files/app`, `directory:/lakehouse/default/Files/logs`.
   */
  readonly name: string;
  /** The largest file that it takes, in bytes. Larger ones are reported, and never split. Default: any. */
  readonly largestFile?: number;
  /**
   * Stores a file whole, under exactly the name `file.remote`: until it is whole nobody must find it there, and what stands there already must never be
   * replaced, also where two put the same name at once (`If-None-Match: *`, `overwrite=false`, a rename that does not overwrite).
   *
   * @returns what the service says of the file as it now is there
   * @throws UploadError `'exists'` where the name is taken, whatever stands there: it is then looked at by {@link stat}
   */
  put(file: UploadFile, options: TransferOptions): Promise<StoredFile>;
  /**
   * What the target has under a name; nothing where there is none. Called before each file, so that what is there is not sent again, and after
   * an unclear end, such as an answer that was lost.
   */
  stat(remote: string, options: TransferOptions): Promise<StoredFile | undefined>;
  /**
   * Looks, without writing, whether files could be stored; asked by dry runs alone. Where a target has none, a dry run does not ask it anything.
   * @throws UploadError what an upload would fail with
   */
  check?(): Promise<void>;
  /** Gives up what is held open, such as connections. Called at the end of each upload; a call of `put` after it works all the same. */
  close(): Promise<void>;
}
