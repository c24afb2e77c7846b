// Measures how much a program gets to the disk whose turns of the event loop are long: 20 ms of work, then what it logged in them.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RotatingFileLogRecordExporter } from '../src/file/rotating-file-log-record-exporter.ts';
import { logRecord } from '../test/support/log-records.ts';

/** How a program writes. */
export interface LongTurnsOptions {
  readonly enqueue: boolean;
  readonly overflow: 'block' | 'drop-newest';
}

/** What one program measured. */
export interface LongTurnsFigures extends LongTurnsOptions {
  /** What it logged, in millions of bytes a second. */
  readonly logged: number;
  /** What the operating system had by the end of the last turn, in the same unit. */
  readonly written: number;
  /** Records that were still on their way then, in turns in which as many are logged: what a signal that kills at once loses. */
  readonly pendingTurns: number;
  readonly dropped: number;
  /** The longest call that took a record in, in milliseconds. */
  readonly longestEmit: number;
}

const TURN = 20;
const SECONDS = 5;
const BYTES_A_SECOND = 3_000_000;
const BUFFER = '1 MB';
const WARM_UP = 1000;
const BODY = 'x'.repeat(200);

/** Measures each way and prints a table. */
export async function run(log: (figures: LongTurnsFigures[]) => void = console.table): Promise<LongTurnsFigures[]> {
  const figures: LongTurnsFigures[] = [];
  for (const enqueue of [false, true]) {
    for (const overflow of ['block', 'drop-newest'] as const) figures.push(await measure({ enqueue, overflow }));
  }
  log(figures);
  return figures;
}

async function measure(options: LongTurnsOptions): Promise<LongTurnsFigures> {
  const directory = mkdtempSync(join(tmpdir(), 'laketrace-bench-'));
  try {
    const exporter = new RotatingFileLogRecordExporter({
      directory,
      name: 'app',
      maxBufferedBytes: BUFFER,
      rotation: '10 MB',
      ...options,
    });
    for (let i = 0; i < WARM_UP; i++) exporter.append(logRecord(BODY));
    await exporter.forceFlush();
    const recordBytes = exporter.stats().bytes.written / WARM_UP;
    const began = performance.now();
    let longestEmit = 0;
    let records = 0;
    for (let now = began; now - began < SECONDS * 1000; now = performance.now()) {
      while (performance.now() - now < TURN);
      const due = (BYTES_A_SECOND / 1000 / recordBytes) * (performance.now() - began);
      for (; records < due; records++) {
        const before = performance.now();
        exporter.append(logRecord(BODY));
        longestEmit = Math.max(longestEmit, performance.now() - before);
      }
      await new Promise(setImmediate);
    }
    const seconds = (performance.now() - began) / 1000;
    const { bytes, records: counts } = exporter.stats();
    const dropped = counts.dropped.buffer_full;
    const pending = counts.accepted - counts.written;
    await exporter.shutdown();
    const logged = round((records * recordBytes) / seconds / 1e6, 2);
    const written = round((bytes.written / seconds - (WARM_UP * recordBytes) / seconds) / 1e6, 2);
    const pendingTurns = round((pending * recordBytes) / ((BYTES_A_SECOND / 1000) * TURN), 1);
    return { ...options, logged, written, pendingTurns, dropped, longestEmit: round(longestEmit, 1) };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
