// One run of one contender, in a process of its own: `node bench/run-contender.ts <name> <records>` prints a line of JSON.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { laketrace } from './contenders/laketrace.ts';
import { pinoRoll } from './contenders/pino.ts';
import { sdk } from './contenders/sdk.ts';
import { winstonRotate } from './contenders/winston.ts';
import { BODY, type Contender, measure } from './contenders/workload.ts';

const CONTENDERS: Readonly<Record<string, (directory: string) => Contender>> = {
  laketrace: (directory) => laketrace(directory, 'gzip'),
  'laketrace-plain': (directory) => laketrace(directory, 'none'),
  'laketrace-no-rotation': (directory) => laketrace(directory, 'none', false),
  'pino-roll': pinoRoll,
  sdk,
  'winston-rotate': winstonRotate,
};

/** How many records the files hold. */
function countIn(directory: string): number {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.startsWith('app'))
    .map(({ parentPath, name }) => {
      const bytes = readFileSync(join(parentPath, name));
      return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString().split(BODY).length - 1;
    })
    .reduce((sum, count) => sum + count, 0);
}

const [name = '', records = '200000'] = process.argv.slice(2);
const create = CONTENDERS[name];
if (create === undefined) throw new Error(`${name} is none of ${Object.keys(CONTENDERS).join(', ')}`);
const directory = mkdtempSync(join(tmpdir(), 'laketrace-bench-'));
try {
  const measurement = await measure(create(directory), Number(records));
  console.log(JSON.stringify({ ...measurement, lost: Number(records) - countIn(directory) }));
} finally {
  rmSync(directory, { recursive: true, force: true });
}
