// A directory as processes left it that died at bad moments: each kind of leftover that a start has to mend.
import { linkSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { RealProcessTable } from '../../src/file/system/process-identity.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
// Beyond what Linux gives to processes.
const DEAD = 4_194_999;

/** The bodies of the records in the directory that a start must keep, each once. */
export const inherited: readonly string[] = ['active 1', 'active 2', 'dead 1', 'twin 1', 'plain 1', 'half 1'];

/**
 * Fills a directory with
 * - the active file of a killed process, torn at its end, and its lock
 * - the second active file of another one, torn as well
 * - a file that was just being rotated: it has both names
 * - a finished file whose archive is half written, one whose archive is complete, and an empty one
 * - a finished file that retention has to delete
 * - a claim from long ago
 */
export function leaveInheritance(directory: string): void {
  mkdirSync(directory, { mode: 0o700 });
  const now = Date.now();
  const put = (name: string, content: string | Uint8Array) =>
    writeFileSync(join(directory, name), content, { mode: 0o600 });
  put('app.jsonl', `${lineOf('active 1')}${lineOf('active 2')}{"resourceLogs":[{"sc`);
  putLock(directory, 'app.jsonl', DEAD);
  put(`app.${DEAD}.jsonl`, `${lineOf('dead 1')}{"resourceLogs":[{"sc`);
  putLock(directory, `app.${DEAD}.jsonl`, DEAD);
  put(`app.${DEAD + 1}.jsonl`, lineOf('twin 1'));
  putLock(directory, `app.${DEAD + 1}.jsonl`, DEAD + 1);
  linkSync(join(directory, `app.${DEAD + 1}.jsonl`), join(directory, rotatedAt(now - 4 * HOUR)));
  const plain = rotatedAt(now - 3 * HOUR);
  put(plain, lineOf('plain 1'));
  put(`${plain}.gz.tmp`, gzipSync(lineOf('plain 1')).subarray(0, 40));
  putLock(directory, plain, DEAD);
  const half = rotatedAt(now - 2 * HOUR);
  put(half, lineOf('half 1'));
  put(`${half}.gz`, gzipSync(lineOf('half 1')));
  put(rotatedAt(now - HOUR), '');
  put(`${rotatedAt(now - 30 * DAY)}.gz`, gzipSync(lineOf('expired 1')));
  const claim = `.app.${DEAD}-0-${'0'.repeat(12)}.claim`;
  put(claim, '');
  utimesSync(join(directory, claim), 0, 0);
}

function putLock(directory: string, fileName: string, pid: number): void {
  const { namespace } = new RealProcessTable().self;
  const owner = { pid, thread: 0, start: '1', namespace, exporter: 'app' };
  writeFileSync(join(directory, `.${fileName}.1.lock`), JSON.stringify(owner));
}

function rotatedAt(time: number): string {
  return `app.${new Date(time).toISOString().replaceAll(':', '-')}.jsonl`;
}

function lineOf(body: string): string {
  return `${JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: { stringValue: body } }] }] }] })}\n`;
}
