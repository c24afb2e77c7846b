// What each codec makes of real log files at each level: how small, and at what cost. `npm run bench -- compression` prints docs/files.md's table.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { atLevel, codecNamed } from '../src/archive/codecs.ts';
import type { CodecName } from '../src/archive/stream/codec.ts';

const LEVELS: readonly (readonly [CodecName, readonly number[]])[] = [
  ['gzip', [1, 3, 4, 5, 6, 9]],
  ['zstd', [1, 3, 6, 9, 12, 19]],
  ['bz2', [1, 5, 9]],
];
const ROUNDS = 3;
const BYTES = 32_000_000;

/** A codec at a level. */
interface Figures {
  readonly codec: CodecName;
  readonly level: number;
  readonly isUsual: boolean;
  ratio: number;
  /** Megabytes of logs a second of CPU time, of all threads: the best of all rounds. */
  rate: number;
}

/** The log files that `npm start` writes, as they are before they are compressed. */
function realLogs(): Buffer {
  const root = join(import.meta.dirname, '..');
  execFileSync('npm', ['start', '--silent'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  const directory = join(root, 'logs/etl/logs');
  const names = readdirSync(directory).filter((name) => /\.jsonl(?:\.gz)?$/.test(name));
  const files = names.map((name) => {
    const bytes = readFileSync(join(directory, name));
    return name.endsWith('.gz') ? gunzipSync(bytes) : bytes;
  });
  return Buffer.concat(files).subarray(0, BYTES);
}

/** Measures all in turn, round by round, so that a busy machine slows all of them alike. */
export async function run(): Promise<void> {
  const logs = realLogs();
  const all: Figures[] = LEVELS.flatMap(([name, levels]) =>
    levels.map((level) => ({
      codec: name,
      level,
      isUsual: level === codecNamed(name).levels.usual,
      ratio: 0,
      rate: 0,
    })),
  );
  for (let round = 0; round < ROUNDS; round++) for (const figures of all) await measure(figures, logs);
  console.log(
    `${(logs.length / 1e6).toFixed(0)} MB of the logs of npm start, best of ${ROUNDS} rounds, Node ${process.version}\n`,
  );
  console.log('| codec | level | times smaller | MB a second of CPU time |\n| --- | --- | --- | --- |');
  for (const { codec, level, isUsual, ratio, rate } of all) {
    console.log(`| ${codec} | ${level}${isUsual ? ' (default)' : ''} | ${ratio.toFixed(1)} | ${rate.toFixed(0)} |`);
  }
}

async function measure(figures: Figures, logs: Buffer): Promise<void> {
  const codec = atLevel(codecNamed(figures.codec), figures.level);
  const compressor = codec.createCompressor({ name: 'app.jsonl', size: logs.length, modified: new Date() });
  const before = process.cpuUsage();
  const archive = await buffer(Readable.from([logs], { objectMode: false }).pipe(compressor));
  const { user, system } = process.cpuUsage(before);
  figures.ratio = logs.length / archive.length;
  figures.rate = Math.max(figures.rate, logs.length / (user + system));
}
