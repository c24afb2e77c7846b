// Uploads a directory to another, says each step on standard output, and stops for good where it is told to.
//
// uploads.ts <directory> <lake> [<where it stops> [<at which put, counted from 1>]]
import { directoryTarget, type UploadFile, type UploadTarget, uploadLogs } from '../../src/index.ts';

const [, , directory = '', lake = '', stopsAt = '', atPut = '1'] = process.argv;
const target = directoryTarget(lake);
let puts = 0;

/** Says where it is; there it stops until it is killed. */
async function step(name: string, put: number): Promise<void> {
  process.stdout.write(`${name} ${put}\n`);
  if (name !== stopsAt || put !== Number(atPut)) return;
  // A timer keeps the process alive.
  await new Promise((resolve) => setTimeout(resolve, 2 ** 31 - 1));
}

/** A file that stops in the middle. */
function stopping(file: UploadFile, put: number): UploadFile {
  const half = Math.floor(file.bytes / 2);
  const readInto = async (memory: Uint8Array, position: number): Promise<number> => {
    if (position === half) await step('half', put);
    return file.readInto(position < half ? memory.subarray(0, half - position) : memory, position);
  };
  return { ...file, readInto };
}

const stepping: UploadTarget = {
  ...target,
  async put(file, options) {
    const put = ++puts;
    await step('before', put);
    const stored = await target.put(stopping(file, put), options);
    await step('after', put);
    return stored;
  },
};

const report = await uploadLogs({ directory, target: stepping, concurrency: 1 });
process.stdout.write(`${JSON.stringify({ ok: report.ok, outcomes: report.files.map(({ outcome }) => outcome) })}\n`);
