// Whether log files can be written in a directory: what it lies on, its space, permissions, locks, syncing.
import { constants } from 'node:fs';
import { access, mkdtemp, open, realpath, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FileLocks } from '../file/lock/take-lock.ts';
import { BestEffort } from '../file/system/best-effort.ts';
import { isWritableByOthers } from '../file/system/directory.ts';
import { realEnvironment } from '../file/system/file-environment.ts';
import { runAsync } from '../file/system/file-system.ts';
import { CREATE_NEW } from '../file/system/open-flags.ts';
import { isErrno, messageOf } from '../foreign/shape.ts';
import { unsuitableLogDirectory } from '../resource/index.ts';
import { type CheckResult, failed, ok, skipped, warning } from './check.ts';
import { mountOf, REMARKS } from './mount-kind.ts';

/** What the checks of a directory need. */
export interface DirectoryToCheck {
  /** An absolute path. */
  readonly path: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Called with a directory to write in, which is removed afterwards, where there is one. */
  inside(scratch: string): AsyncIterable<CheckResult>;
}

const NAME = 'directory';
const ELSEWHERE = 'choose another one: the option `directory`, or LAKETRACE_LOG_DIR';
const MEBIBYTE = 1024 * 1024;
/** What the exporter holds in memory while the disk refuses, and the size of one file. */
const LEAST_SPACE = 16 * MEBIBYTE;
const GOOD_SPACE = 1024 * MEBIBYTE;
const PROBE_BYTES = MEBIBYTE;

/** Checks a directory; writes only into a directory of its own within, which it removes. */
export async function* checkDirectory(given: DirectoryToCheck): AsyncGenerator<CheckResult> {
  const { path, env } = given;
  const unsuitable = unsuitableLogDirectory(path, { env });
  if (unsuitable !== undefined) {
    yield failed(NAME, unsuitable.reason, `a local disk would be ${unsuitable.alternative}`);
    return;
  }
  const place = await existing(path);
  if ('problem' in place) {
    yield failed(NAME, place.problem, ELSEWHERE);
    return;
  }
  yield ok(NAME, place.path === path ? path : `${path}: it will be made in ${place.path} by the first record`);
  yield checkMount(await realpath(place.path).catch(() => place.path));
  yield await checkSpace(place.path);
  yield await checkPermissions(place.path, place.path === path);
  yield* checkWriting(place.path, given);
}

/** The directory, or the nearest above it that is there. */
async function existing(path: string): Promise<{ path: string } | { problem: string }> {
  for (let at = path; ; at = dirname(at)) {
    try {
      const stats = await stat(at);
      if (stats.isDirectory()) return { path: at };
      const kind = stats.isFIFO() ? 'a pipe' : stats.isFile() ? 'a file' : 'no directory';
      return { problem: `${at} is ${kind}` };
    } catch (error) {
      if (!isErrno(error, 'ENOENT') || at === dirname(at)) return { problem: messageOf(error) };
    }
  }
}

function checkMount(path: string): CheckResult {
  const mount = mountOf(path);
  if (mount === undefined) return skipped('mount', 'this system does not say what it lies on');
  const text = `${mount.type} on ${mount.path}`;
  const [, remark, remedy] = REMARKS.find(([prefix]) => mount.type.startsWith(prefix)) ?? [];
  if (remark !== undefined && remedy !== undefined) return warning('mount', `${text}: ${remark}`, remedy);
  const note = mount.type === 'overlay' ? ", the container's own layer: the files go with it" : '';
  return ok('mount', text + note);
}

async function checkSpace(path: string): Promise<CheckResult> {
  const name = 'space';
  try {
    const { bavail, bsize, files, ffree } = await statfs(path);
    const free = bavail * bsize;
    const text = `${Math.floor(free / MEBIBYTE).toLocaleString('en-US')} MiB free`;
    const remedy = 'free some, or set `retention` and `compression`';
    if (files > 0 && ffree === 0)
      return failed(name, 'no more files can be made (no inodes left)', 'remove files, or choose another disk');
    if (free < LEAST_SPACE) return failed(name, text, remedy);
    if (free < GOOD_SPACE) return warning(name, text, remedy);
    return ok(name, text);
  } catch (error) {
    return skipped(name, `it cannot be told: ${messageOf(error)}`);
  }
}

async function checkPermissions(path: string, isItself: boolean): Promise<CheckResult> {
  const name = 'permissions';
  try {
    await access(path, constants.W_OK | constants.X_OK);
  } catch (error) {
    if (isErrno(error, 'EROFS')) return failed(name, 'the file system is read-only', ELSEWHERE);
    return failed(name, `this user may not write in ${path}`, `chown or chmod it, or ${ELSEWHERE}`);
  }
  const isShared = isItself && (await runAsync(realEnvironment.fs, isWritableByOthers(path)).catch(() => false));
  if (!isShared) return ok(name, isItself ? 'only this user may write in it' : `it can be made in ${path}`);
  return warning(name, 'other users may write in it: they can remove log files and plant others', `chmod go-w ${path}`);
}

async function* checkWriting(path: string, { inside }: DirectoryToCheck): AsyncGenerator<CheckResult> {
  let scratch: string;
  try {
    scratch = await mkdtemp(join(path, '.laketrace-doctor-'));
  } catch (error) {
    yield failed('writing', messageOf(error), ELSEWHERE);
    return;
  }
  try {
    const written = await checkSync(scratch);
    yield* written;
    if (written.some(({ status }) => status === 'failed')) return;
    yield await checkLocks(scratch);
    yield* inside(scratch);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function checkSync(scratch: string): Promise<CheckResult[]> {
  const path = join(scratch, 'probe');
  try {
    const file = await open(path, CREATE_NEW, 0o600);
    try {
      await file.writeFile(Buffer.alloc(PROBE_BYTES, 0x2e));
      const synced = await file.sync().then(
        () => ok('fsync', 'the disk takes what is written when it is asked to'),
        (error) =>
          warning(
            'fsync',
            `it is refused (${messageOf(error)})`,
            'nothing has to be done, but what a power failure leaves of the files is not known',
          ),
      );
      const { size } = await file.stat();
      if (size !== PROBE_BYTES) return [failed('writing', `of ${PROBE_BYTES} bytes ${size} are there`, ELSEWHERE)];
      return [ok('writing', 'files can be made and appended to'), synced];
    } finally {
      await file.close();
    }
  } catch (error) {
    const isFull = isErrno(error, 'ENOSPC', 'EDQUOT');
    return [failed('writing', messageOf(error), isFull ? 'free some space on the disk' : ELSEWHERE)];
  }
}

async function checkLocks(scratch: string): Promise<CheckResult> {
  const { fs, processes } = realEnvironment;
  const bestEffort = new BestEffort({ fsync: 'never', refused: () => undefined });
  try {
    const locks = new FileLocks({ directory: scratch, exporter: 'doctor', processes, bestEffort });
    const result = await runAsync(fs, locks.acquire('doctor.jsonl'));
    if (result.kind === 'held') {
      await runAsync(fs, result.lock.release());
      return ok('locks', 'a file can be owned by one process');
    }
    const why = result.kind === 'unsupported' ? messageOf(result.error) : 'another process has it';
    return warning('locks', `hard links are refused (${why}): each process writes a file of its own`, ELSEWHERE);
  } catch (error) {
    return failed('locks', messageOf(error), ELSEWHERE);
  }
}
