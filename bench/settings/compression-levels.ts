// What each codec makes of real log files at each level: how small, and at what cost. Its table is also in docs/files.md.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { atLevel, codecNamed } from '../../src/archive/codecs.ts';
import type { CodecName } from '../../src/archive/stream/codec.ts';
import { logLines } from '../../test/archive/log-lines.ts';
import { figure, markdownTable } from '../page/generated-page.ts';
import { ROOT } from '../root.ts';
import type { Scale, Section } from '../section.ts';

const LEVELS: readonly (readonly [CodecName, readonly number[]])[] = [
  ['gzip', [1, 3, 4, 5, 6, 9]],
  ['zstd', [1, 3, 6, 9, 12, 19]],
  ['bz2', [1, 5, 9]],
];
const ROUNDS: Readonly<Record<Scale, number>> = { full: 3, quick: 1 };
const BYTES: Readonly<Record<Scale, number>> = { full: 16_000_000, quick: 100_000 };
/** Of zstd, where a second compresses 2 MB: one round is enough. */
const SLOW = 19;
/**
 * Milliseconds of CPU time for which a level compresses the same again in a round. zstd takes 12 of them for all, of which the collection of
 * what the level before has left, or a neighbour on the core, takes as many again.
 */
const LONG_ENOUGH: Readonly<Record<Scale, number>> = { full: 150, quick: 0 };
/** As the exporter reads a file. */
const BLOCK_BYTES = 1024 * 1024;

/** A codec at a level. */
interface Figures {
  readonly codec: CodecName;
  readonly level: number;
  /** What a codec's name alone stands for. */
  readonly isUsual: boolean;
  ratio: number;
  /** Megabytes of logs a second of CPU time, of all threads: the best of all rounds. */
  rate: number;
}

/** What the bench has measured. */
export interface CompressionLevels {
  readonly megabytes: number;
  readonly rounds: number;
  readonly levels: readonly Readonly<Figures>[];
}

/** The log files that `npm start` writes, as they are before they are compressed. */
function realLogs(): Buffer {
  execFileSync('npm', ['start', '--silent'], { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
  const directory = join(ROOT, 'logs/etl/logs');
  const names = readdirSync(directory).filter((name) => /\.jsonl(?:\.gz)?$/.test(name));
  const files = names.map((name) => {
    const bytes = readFileSync(join(directory, name));
    return name.endsWith('.gz') ? gunzipSync(bytes) : bytes;
  });
  return Buffer.concat(files);
}

/** Measures all in turn, round by round, so that a busy machine slows all of them alike. */
async function measureAll(scale: Scale): Promise<CompressionLevels> {
  const logs = (scale === 'full' ? realLogs() : logLines(BYTES.quick)).subarray(0, BYTES[scale]);
  const all: Figures[] = LEVELS.flatMap(([name, levels]) =>
    levels.map((level) => ({
      codec: name,
      level,
      isUsual: level === codecNamed(name).levels.usual,
      ratio: 0,
      rate: 0,
    })),
  );
  for (let round = 0; round < ROUNDS[scale]; round++) {
    for (const figures of all)
      if (round === 0 || figures.level < SLOW) await measure(figures, logs, LONG_ENOUGH[scale]);
  }
  return { megabytes: logs.length / 1e6, rounds: ROUNDS[scale], levels: all };
}

function render({ megabytes, rounds, levels }: CompressionLevels): string {
  const rows = levels.map(({ codec, level, isUsual, ratio, rate }) => [
    codec,
    `${level}${isUsual ? ' (default)' : ''}`,
    figure(ratio, 1),
    figure(rate),
  ]);
  return [
    `${figure(megabytes)} MB of the logs of \`npm start\`, in lines of up to 64 KB; CPU time is that of all threads, of the best of ${rounds} rounds.`,
    markdownTable([['codec', 'level', 'times smaller', 'MB a second of CPU time'], ...rows]),
  ].join('\n\n');
}

export const compressionLevels: Section<CompressionLevels> = { measure: measureAll, render };

async function measure(figures: Figures, logs: Buffer, enough: number): Promise<void> {
  const codec = atLevel(codecNamed(figures.codec), figures.level);
  const blocks: Buffer[] = [];
  for (let from = 0; from < logs.length; from += BLOCK_BYTES) blocks.push(logs.subarray(from, from + BLOCK_BYTES));
  const start = process.cpuUsage();
  do {
    const compressor = codec.createCompressor({ name: 'app.jsonl', size: logs.length, modified: new Date() });
    const before = process.cpuUsage();
    const archive = await buffer(Readable.from(blocks, { objectMode: false }).pipe(compressor));
    figures.ratio = logs.length / archive.length;
    figures.rate = Math.max(figures.rate, logs.length / microsecondsSince(before));
  } while (microsecondsSince(start) < enough * 1000);
}

function microsecondsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return user + system;
}
