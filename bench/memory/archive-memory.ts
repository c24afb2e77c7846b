// Measures codecs on a generated stream of log lines: peak memory, speed, ratio and the event loop's longest delay,
// each in a process of its own.
import { execFileSync } from 'node:child_process';
import { createReadStream, createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { codecNamed } from '../../src/archive/codecs.ts';
import type { CodecName } from '../../src/archive/stream/codec.ts';
import { logLines } from '../../test/archive/log-lines.ts';

type Direction = 'compress' | 'decompress' | 'neither';

/** What one process measured. */
export interface ArchiveFigures {
  readonly codec: CodecName;
  readonly direction: Direction;
  /** Of the uncompressed file, millions a second. */
  readonly megabytesPerSecond: number;
  readonly peakMegabytes: number;
  readonly longestDelayMilliseconds: number;
  readonly ratio: number;
}

/** Options of {@link run}. */
export interface ArchiveBenchOptions {
  /** Bytes of log lines per codec. Default 1 GB, and a tenth of it for bzip2, which is so much slower. */
  readonly bytes?: number;
  readonly log?: (line: string) => void;
}

/** More than any codec looks back, so that the stream's repetition helps none. */
const LINES_BYTES = 12_000_000;
const HEADINGS = ['codec', 'direction', 'MB/s', 'ratio', 'peak MB', 'longest delay ms'];

/** Measures every codec in both directions and prints a table. */
export function run({ bytes = 1_000_000_000, log = console.log }: ArchiveBenchOptions = {}): ArchiveFigures[] {
  const directory = mkdtempSync(join(tmpdir(), 'laketrace-bench-'));
  const results: ArchiveFigures[] = [];
  try {
    log(row(HEADINGS));
    for (const codec of ['gzip', 'zstd', 'zip', 'bz2'] as const) {
      const size = codec === 'bz2' ? Math.ceil(bytes / 10) : bytes;
      for (const direction of ['neither', 'compress', 'decompress'] as const) {
        const figures = measureApart(codec, direction, size, join(directory, codec));
        results.push(figures);
        log(row(cells(figures)));
      }
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  return results;
}

function cells(figures: ArchiveFigures): string[] {
  const numbers = [figures.megabytesPerSecond, figures.ratio, figures.peakMegabytes, figures.longestDelayMilliseconds];
  return [figures.codec, figures.direction, ...numbers.map((number) => number.toFixed(1))];
}

function row(values: readonly string[]): string {
  return values
    .map((value) => value.padEnd(18))
    .join('')
    .trimEnd();
}

function measureApart(codec: CodecName, direction: Direction, bytes: number, path: string): ArchiveFigures {
  const args = [fileURLToPath(import.meta.url), '--child', codec, direction, String(bytes), path];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as ArchiveFigures;
}

async function measure(codec: CodecName, direction: Direction, size: number, path: string): Promise<ArchiveFigures> {
  const { createCompressor, createDecompressor } = codecNamed(codec);
  const lines = logLines(LINES_BYTES);
  const nowhere = new Writable({ write: (_chunk, _encoding, callback) => setImmediate(callback) });
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const started = performance.now();
  if (direction === 'compress') {
    const compressor = createCompressor({ name: 'app.jsonl', size, modified: new Date() });
    await pipeline(Readable.from(repeat(lines, size), { objectMode: false }), compressor, createWriteStream(path));
  } else if (direction === 'decompress') {
    await pipeline(createReadStream(path), createDecompressor(), nowhere);
  } else {
    await pipeline(Readable.from(repeat(lines, size), { objectMode: false }), nowhere);
  }
  const seconds = (performance.now() - started) / 1000;
  delay.disable();
  return {
    codec,
    direction,
    megabytesPerSecond: size / 1e6 / seconds,
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
    longestDelayMilliseconds: delay.max / 1e6,
    ratio: direction === 'neither' ? 1 : size / statSync(path).size,
  };
}

function* repeat(lines: Buffer, bytes: number): Generator<Buffer> {
  for (let sent = 0; sent < bytes; ) {
    const at = sent % lines.length;
    const piece = lines.subarray(at, Math.min(at + 65_536, at + bytes - sent));
    yield piece;
    sent += piece.length;
  }
}

const [flag, ...args] = process.argv.slice(2);
if (flag === '--child') {
  const [codec, direction, bytes, path] = args as [CodecName, Direction, string, string];
  console.log(JSON.stringify(await measure(codec, direction, Number(bytes), path)));
} else if (process.argv[1] === fileURLToPath(import.meta.url)) {
  run(flag === undefined ? {} : { bytes: Number(flag) });
}
