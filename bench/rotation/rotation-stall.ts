// Measures what the rotation and the compression of one large file cost the program that logs: the event loop's longest delay
// and the peak memory, for each codec in a process of its own, beside one that only rotates.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { RotatingFileLogRecordExporter } from '../../src/file/rotating-file-log-record-exporter.ts';
import { logLines } from '../../test/archive/log-lines.ts';
import { logRecord } from '../../test/support/log-records.ts';
import { figure, markdownTable } from '../page/generated-page.ts';
import type { Scale, Section } from '../section.ts';

const CODECS = ['none', 'gzip', 'zstd', 'zip', 'bz2'] as const;

/** How a file is compressed; `none`: only rotated. */
export type StallCodec = (typeof CODECS)[number];

/** What one process measured. */
export interface StallFigures {
  readonly codec: StallCodec;
  /** Of the rotated file, in millions. */
  readonly megabytes: number;
  /** From the rotation to the end of the compression. */
  readonly seconds: number;
  /** Of the event loop, while records came in during that time. */
  readonly longestDelayMilliseconds: number;
  readonly p999DelayMilliseconds: number;
  /** The peak resident size of the whole process. */
  readonly peakMegabytes: number;
  /** Of the resident size before the rotation. */
  readonly writingMegabytes: number;
}

/** Options of {@link run}. */
export interface StallBenchOptions {
  /** Bytes of the file. Default 500 MB. */
  readonly bytes?: number;
  /** Bytes of the file that bzip2 gets, which is so much slower. Default a fifth. */
  readonly bzip2Bytes?: number;
  /** Whether files are written on the thread pool; else what the disk holds up, the program is held up by. Default `true`. */
  readonly isOffLoop?: boolean;
  readonly log?: (line: string) => void;
}

/** The design's budget for a stall of the event loop, in milliseconds. */
const BUDGET = 20;
const LINES_BYTES = 12_000_000;
// Of the file, that come in as a program logs: the rotation is then not in the turn of a burst.
const LAST_BYTES = 2_000_000;
// Of the records that keep coming while the file is compressed.
const RECORDS_A_TICK = 10;
const TICK = 5;
// The process that only rotates is watched for a millisecond for each so many bytes, which shows what the machine itself holds up.
const WATCHED_BYTES = 100_000;

/** Measures every codec and prints a table. */
export function run(options: StallBenchOptions = {}): StallFigures[] {
  const { bytes = 500_000_000, bzip2Bytes = bytes / 5, isOffLoop = true, log = console.log } = options;
  const figures = CODECS.map((codec) => {
    const [load = 0] = loadavg();
    const measured = measureApart(codec, codec === 'bz2' ? Math.ceil(bzip2Bytes) : bytes, isOffLoop);
    log(describe(measured, load));
    return measured;
  });
  const baseline = figures.find(({ codec }) => codec === 'none')?.peakMegabytes ?? 0;
  for (const { codec, peakMegabytes } of figures.slice(1)) {
    log(`${codec}: ${(peakMegabytes - baseline).toFixed(0)} MB of memory more than without compression`);
  }
  return figures;
}

function describe(figures: StallFigures, load: number): string {
  const { codec, megabytes, seconds, longestDelayMilliseconds, p999DelayMilliseconds } = figures;
  const verdict = longestDelayMilliseconds <= BUDGET ? 'within' : 'over';
  return (
    `${codec}: ${megabytes.toFixed(0)} MB in ${seconds.toFixed(1)} s, longest delay ${longestDelayMilliseconds.toFixed(1)} ms ` +
    `(${verdict} the budget of ${BUDGET} ms), p99.9 ${p999DelayMilliseconds.toFixed(1)} ms, peak ` +
    `${figures.peakMegabytes.toFixed(0)} MB, ${figures.writingMegabytes.toFixed(0)} MB before the rotation; ` +
    `load of the machine ${load.toFixed(1)}`
  );
}

function measureApart(codec: StallCodec, bytes: number, isOffLoop: boolean): StallFigures {
  const args = [fileURLToPath(import.meta.url), '--child', codec, String(bytes), String(isOffLoop)];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as StallFigures;
}

async function measure(codec: StallCodec, bytes: number, enqueue: boolean): Promise<StallFigures> {
  const directory = mkdtempSync(join(tmpdir(), 'laketrace-bench-'));
  try {
    const exporter = new RotatingFileLogRecordExporter({
      directory,
      name: 'app',
      rotation: bytes,
      compression: codec,
      enqueue,
    });
    const bodies = logLines(LINES_BYTES).toString().split('\n');
    let next = 0;
    const append = () => exporter.append(logRecord(bodies[next++ % bodies.length] ?? ''));
    while (exporter.stats().bytes.written < bytes - LAST_BYTES) {
      for (let i = 0; i < 1000; i++) append();
      // A full buffer would be written to a file of its own.
      await exporter.forceFlush();
    }
    if (exporter.stats().rotations > 0) throw new Error('the file was rotated before it was watched');
    const writingMegabytes = process.memoryUsage.rss() / 1e6;
    const delay = monitorEventLoopDelay({ resolution: 1 });
    await sleep(100);
    delay.enable();
    let started = 0;
    for (;;) {
      if (started === 0 && exporter.stats().rotations > 0) started = performance.now();
      const isWatched = codec === 'none' && performance.now() - started < bytes / WATCHED_BYTES;
      if (isDone(exporter, codec) && !isWatched) break;
      // Many until the file is full, and then as a program logs.
      for (let i = 0; i < RECORDS_A_TICK; i++) append();
      await sleep(TICK);
    }
    const seconds = started === 0 ? 0 : (performance.now() - started) / 1000;
    delay.disable();
    const megabytes = bytes / 1e6;
    const peakMegabytes = (process.resourceUsage().maxRSS * 1024) / 1e6;
    await exporter.shutdown();
    const longestDelayMilliseconds = delay.max / 1e6;
    const p999DelayMilliseconds = delay.percentile(99.9) / 1e6;
    return {
      codec,
      megabytes,
      seconds,
      longestDelayMilliseconds,
      p999DelayMilliseconds,
      peakMegabytes,
      writingMegabytes,
    };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function isDone(exporter: RotatingFileLogRecordExporter, codec: StallCodec): boolean {
  const { rotations, compressions } = exporter.stats();
  return codec === 'none' ? rotations > 0 : compressions.files > 0;
}

const [flag, codec = 'none', bytes = '0', isOffLoop = ''] = process.argv.slice(2);
if (flag === '--child')
  console.log(JSON.stringify(await measure(codec as StallCodec, Number(bytes), isOffLoop === 'true')));

const SECTION_BYTES: Readonly<Record<Scale, number>> = { full: 500_000_000, quick: 3_000_000 };

/** What the bench has measured. */
export interface RotationStall {
  readonly figures: readonly StallFigures[];
}

function render({ figures }: RotationStall): string {
  const rows = figures.map((each) => [
    each.codec,
    `${figure(each.megabytes)} MB`,
    `${figure(each.seconds, 1)} s`,
    `${figure(each.longestDelayMilliseconds, 1)} ms`,
    `${figure(each.p999DelayMilliseconds, 1)} ms`,
    `${figure(each.peakMegabytes)} MB`,
  ]);
  return [
    'One file is filled, rotated and compressed while 2,000 records a second come in; the delays are those of the event loop from the rotation to the end of the ' +
      'compression, in a process of its own for each codec, with `enqueue: true`. The first row is only rotated, and shows what the machine itself holds up.',
    markdownTable([['codec', 'file', 'took', 'longest delay', 'p99.9', 'peak RSS'], ...rows]),
  ].join('\n\n');
}

export const rotationStall: Section<RotationStall> = {
  measure: (scale) => Promise.resolve({ figures: run({ bytes: SECTION_BYTES[scale], log: () => undefined }) }),
  render,
};

/** Reads the arguments of `npm run bench -- rotation-stall --megabytes 1000 --bz2-megabytes 100 --direct`. */
export function optionsFrom(args: readonly string[]): StallBenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: { megabytes: { type: 'string' }, 'bz2-megabytes': { type: 'string' }, direct: { type: 'boolean' } },
  });
  const { megabytes, 'bz2-megabytes': bzip2, direct = false } = values;
  return {
    isOffLoop: !direct,
    ...(megabytes !== undefined && { bytes: Number(megabytes) * 1e6 }),
    ...(bzip2 !== undefined && { bzip2Bytes: Number(bzip2) * 1e6 }),
  };
}
