// The way of one file to a target: asked for, sent, compared; under another name where its own is taken by other content.
import { wait } from '../foreign/call.ts';
import { messageOf } from '../foreign/shape.ts';
import { type Attempt, type Attempts, asUploadError, type Tried } from './attempts.ts';
import type { OpenedFile } from './opened-file.ts';
import { UploadError } from './upload-error.ts';
import { DIGESTS, type DigestAlgorithm, type StoredFile, type UploadTarget } from './upload-target.ts';

/** How many digits of a file's digest are in its name at first. */
export const SHORT_DIGEST = 8;

/** What is sent, and where. */
export interface TransferParts {
  readonly file: OpenedFile;
  readonly target: UploadTarget;
  readonly attempts: Attempts;
  /** The path below the target, with these digits of the file's digest in its name. */
  remoteOf(digits: string): string;
  /** Whether what arrived is asked for once more before it is believed: the file is to be deleted. */
  readonly isDoubted: boolean;
  /** The names under which something damaged is: the target has said a digest of it that differs. */
  readonly damaged: {
    has(remote: string): boolean;
    add(remote: string): Promise<void>;
  };
  /** Called with how many bytes of the file were sent in this try. */
  sent(bytes: number): void;
}

/** Where a file is. */
export interface Arrived {
  readonly remote: string;
  readonly outcome: 'uploaded' | 'already there';
  /** Whether it was sent and accepted, or was compared by a digest: of what was only found there, the length alone proves nothing. */
  readonly isProven: boolean;
}

/** Sends a file. Never rejects. */
export async function transfer(parts: TransferParts): Promise<Tried<Arrived>> {
  const { file, target, attempts } = parts;
  const digest = await attempts.run(({ signal, alive }) => digestOf(file, signal, alive));
  if ('error' in digest.result) return { attempts: 0, result: digest.result };
  const sha256 = digest.result.value;
  if (target.largestFile !== undefined && file.bytes > target.largestFile) {
    const remedy = 'Rotate at a smaller size: files are never split';
    const message = `${file.path} has ${file.bytes} bytes, and ${target.name} takes ${target.largestFile}`;
    return { attempts: 0, result: { error: new UploadError('unsuitable', message, { remedy }) } };
  }
  let tried = 0;
  // The second name has all digits: what is under it, in full length, is this content or was damaged.
  for (const digits of [sha256.slice(0, SHORT_DIGEST), sha256]) {
    const remote = parts.remoteOf(digits);
    const outcome = await attempts.run((attempt) => sendOnce(parts, remote, attempt), tried);
    tried = outcome.attempts;
    if ('error' in outcome.result) return { attempts: tried, result: outcome.result };
    if (outcome.result.value !== 'taken') return { attempts: tried, result: { value: outcome.result.value } };
  }
  const message = `${target.name} has other content under ${parts.remoteOf(sha256)}`;
  return { attempts: tried, result: { error: new UploadError('unsuitable', message) } };
}

/**
 * Whether a target still has what the journal says it was given. A lake may have been emptied, or another one be mounted in its place: the
 * journal's word alone is not enough for a deletion.
 */
export function isStillThere(
  target: UploadTarget,
  attempts: Attempts,
  { remote, bytes, sha256 }: { readonly remote: string; readonly bytes: number; readonly sha256: string },
): Promise<Tried<boolean>> {
  return attempts.run(async ({ signal }) => {
    const there = await statOf(target, remote, signal);
    return there?.bytes === bytes && (there.digests?.sha256 ?? sha256).toLowerCase() === sha256;
  });
}

async function digestOf(file: OpenedFile, signal: AbortSignal, alive: () => void): Promise<string> {
  try {
    const digest = await file.digest('sha256', signal, alive);
    await file.checkUnchanged();
    return digest;
  } catch (error) {
    throw new UploadError('unsuitable', messageOf(error));
  }
}

/** One try: what is there already is not sent again. */
async function sendOnce(parts: TransferParts, remote: string, attempt: Attempt): Promise<Arrived | 'taken'> {
  const { file, target } = parts;
  const { signal } = attempt;
  const there = await statOf(target, remote, signal);
  attempt.alive();
  if (there !== undefined) return found(parts, remote, there);
  const stored = await put(parts, remote, attempt);
  if (stored === 'exists') {
    // An answer may have been lost: what has the name may be this very file.
    const other = await statOf(target, remote, signal);
    if (other !== undefined) return found(parts, remote, other);
    throw new UploadError('retryable', `${target.name} says that ${remote} exists, and that it does not`);
  }
  await file.checkUnchanged();
  await requireSame(parts, remote, stored);
  if (parts.isDoubted) await requireSame(parts, remote, await statOf(target, remote, signal));
  return { remote, outcome: 'uploaded', isProven: true };
}

/** What has the name of the file at the target: the file itself, or something else. */
async function found(parts: TransferParts, remote: string, there: StoredFile): Promise<Arrived | 'taken'> {
  const { difference, isByDigest } = await compare(parts, remote, there);
  if (difference !== undefined || (!isByDigest && parts.damaged.has(remote))) return 'taken';
  return { remote, outcome: 'already there', isProven: isByDigest };
}

/** Who writes a target in JavaScript may say `null` for nothing. */
async function statOf(target: UploadTarget, remote: string, signal: AbortSignal): Promise<StoredFile | undefined> {
  try {
    return (await wait(() => target.stat(remote, { signal }))) ?? undefined;
  } catch (error) {
    throw asUploadError(error, `${target.name}: stat ${remote}`);
  }
}

/** @returns `'exists'` where other content has the name */
async function put(
  { file, target, sent }: TransferParts,
  remote: string,
  attempt: Attempt,
): Promise<StoredFile | 'exists'> {
  const { signal, alive } = attempt;
  let bytes = 0;
  const took = (more: number) => {
    alive();
    if (signal.aborted) return;
    bytes += more;
    sent(bytes);
  };
  const upload = {
    remote,
    bytes: file.bytes,
    read: (range?: Parameters<OpenedFile['read']>[0]) => file.read(range, took),
    readInto: async (memory: Uint8Array, position: number) => {
      const bytes = await file.readInto(memory, position);
      took(bytes);
      return bytes;
    },
    digest: (algorithm: DigestAlgorithm) => file.digest(algorithm, signal, alive),
  };
  try {
    return await wait(() => target.put(upload, { signal }));
  } catch (error) {
    const failure = asUploadError(error, `${target.name}: put ${remote}`);
    if (failure.kind !== 'exists') throw failure;
    return 'exists';
  }
}

async function requireSame(parts: TransferParts, remote: string, stored: StoredFile | undefined): Promise<void> {
  const { file, target, damaged } = parts;
  const { difference, isByDigest } =
    stored === undefined || stored === null
      ? { difference: 'nothing is there', isByDigest: false }
      : await compare(parts, remote, stored);
  if (difference === undefined) return;
  if (isByDigest) await damaged.add(remote);
  throw new UploadError('retryable', `${file.path} did not arrive whole at ${target.name}, ${remote}: ${difference}`);
}

/** How what a target has differs from the file, where it does, and whether a digest says so. */
async function compare(
  { file, target }: TransferParts,
  remote: string,
  stored: StoredFile,
): Promise<{ readonly difference: string | undefined; readonly isByDigest: boolean }> {
  if (stored.bytes !== file.bytes) {
    return { difference: `it has ${stored.bytes} bytes there, and ${file.bytes} here`, isByDigest: false };
  }
  let isByDigest = false;
  for (const [algorithm, digest] of Object.entries(stored.digests ?? {})) {
    if (digest === undefined || digest === null) continue;
    if (!isAlgorithm(algorithm) || typeof digest !== 'string') {
      const remedy = `The digests of a target are ${DIGESTS.join(', ')}, in hexadecimal digits`;
      const message = `${file.path}: ${target.name} says digests.${algorithm} of ${remote}, which cannot be compared`;
      throw new UploadError('refused', message, { remedy });
    }
    isByDigest = true;
    const ours = await file.digest(algorithm);
    if (digest.toLowerCase() !== ours)
      return { difference: `its ${algorithm} is ${digest} there, and ${ours} here`, isByDigest };
  }
  return { difference: undefined, isByDigest };
}

function isAlgorithm(name: string): name is DigestAlgorithm {
  return DIGESTS.some((known) => known === name);
}
