// What arrived damaged, and what is only found with the right length: neither is taken for the file where something hangs on it.
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  finishRun,
  getLogger,
  UploadError,
  type UploadOptions,
  type UploadTarget,
  uploadLogs,
} from '../../src/index.ts';
import { namesIn } from '../support/log-directory.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const FILE = 'app.2026-01-31T12-00-00.123Z.jsonl';
const QUICK = { attempts: 4, delay: 1, longestDelay: 2 };

interface MemoryTarget extends UploadTarget {
  readonly stored: Map<string, Buffer>;
  readonly puts: string[];
}

/** A target that says a digest of what it took, and later the length alone. The first puts are damaged on their way. */
function target({ damaged = 0, digests = ['md5'], losesAnswer = false } = {}): MemoryTarget {
  const stored = new Map<string, Buffer>();
  const puts: string[] = [];
  return {
    name: 'memory',
    stored,
    puts,
    async put(file) {
      puts.push(file.remote);
      const content = Buffer.concat(await file.read().toArray());
      if (puts.length <= damaged) content[0] = (content[0] ?? 0) ^ 1;
      stored.set(file.remote, content);
      if (losesAnswer) throw new UploadError('retryable', 'the connection broke');
      const md5 = createHash('md5').update(content).digest('hex');
      return { bytes: content.length, digests: Object.fromEntries(digests.map((name) => [name, md5])) };
    },
    stat(remote) {
      const content = stored.get(remote);
      return Promise.resolve(content && { bytes: content.length });
    },
    close: () => Promise.resolve(),
  };
}

function logs(): string {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, FILE), 'first\n');
  return directory;
}

const upload = (directory: string, to: UploadTarget, after: UploadOptions['after'] = 'delete') =>
  uploadLogs({ directory, target: to, after, retry: QUICK });

test('what a digest has shown to be damaged is not the file for its length; it goes under another name', async () => {
  const directory = logs();
  const memory = target({ damaged: 1 });
  const report = await upload(directory, memory);
  expect(report).toMatchObject({ ok: true, files: [{ outcome: 'uploaded', local: 'deleted' }] });
  expect(report.files[0]?.remote).toMatch(/\.[0-9a-f]{64}\.jsonl$/);
  expect(memory.stored.get(report.files[0]?.remote ?? '')?.toString()).toBe('first\n');
});

test.each(['keep', 'mark', 'delete'] as const)(
  'with both names damaged it fails, and stays; the next upload, which %ss, does not take them for it either',
  async (after) => {
    const directory = logs();
    const memory = target({ damaged: 9 });
    for (let run = 0; run < 2; run++) {
      expect(await upload(directory, memory, after)).toMatchObject({ ok: false, files: [{ outcome: 'failed' }] });
    }
    expect(memory.puts).toHaveLength(2);
    expect(namesIn(directory)).toEqual(['.laketrace-uploads.journal', FILE]);
  },
);

test('the end of a run deletes nothing that arrived damaged', async () => {
  const directory = temporaryDirectory();
  const logger = getLogger('damaged-run', { directory, console: false });
  logger.info('one');
  const memory = target({ damaged: 9 });
  const report = await finishRun({ logger, upload: { target: memory, after: 'delete', retry: QUICK } });
  expect(report).toMatchObject({ ok: false, upload: 'failed', uploaded: { files: [{ local: 'kept' }] } });
  expect(namesIn(directory).filter((name) => name.endsWith('.jsonl'))).toHaveLength(1);
});

test.each(['delete', 'mark'] as const)(
  '%s: what is only found, with the right length, keeps the file',
  async (after) => {
    const directory = logs();
    const memory = target({ damaged: 1, losesAnswer: true });
    // The second upload knows it from the journal.
    for (const outcome of ['already there', 'uploaded before']) {
      const report = await upload(directory, memory, after);
      expect(report).toMatchObject({ ok: true, files: [{ outcome, local: 'kept' }] });
      expect(report.notes).toEqual([expect.stringContaining('says its length alone')]);
    }
    expect(namesIn(directory)).toEqual(['.laketrace-uploads.journal', FILE]);
  },
);

test('what was sent and accepted is deleted by a later upload, which hears of the length alone', async () => {
  const directory = logs();
  const memory = target();
  await upload(directory, memory, 'keep');
  expect(await upload(directory, memory)).toMatchObject({ ok: true, files: [{ local: 'deleted' }] });
});

test('a digest of an unknown name is told of, with the target, the file and what is known', async () => {
  const directory = logs();
  const report = await upload(directory, target({ digests: ['crc32'] }));
  expect(report).toMatchObject({ ok: false, files: [{ outcome: 'failed', local: 'kept' }] });
  const { message = '' } = report.files[0]?.error ?? {};
  for (const part of [FILE, 'memory', 'digests.crc32', 'md5, sha1, sha256']) expect(message).toContain(part);
});
