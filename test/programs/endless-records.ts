// A writer that is to be killed: `node endless-records.ts <options as JSON> <label> <records between two flushes>`.
//
// It takes in the records `<label> 0`, `<label> 1`, … at full speed, without end, and tells by lines on its output:
// - `ready`: the exporter exists, the first record comes now
// - `promised 0-199,300-349`: these records were promised, by a `forceFlush` that resolved or by `flush: 'record'`
// - `refused <why>`: a `forceFlush` was rejected
// On SIGHUP it reopens its file, as a program does whose log an external logrotate has renamed.
import { writeSync } from 'node:fs';
import { RotatingFileLogRecordExporter } from '../../src/file/rotating-file-log-record-exporter.ts';
import { logRecord } from '../support/log-records.ts';

// Short, so that a disk that refuses everything is told of soon.
const FLUSH_TIMEOUT = 100;
// With `flush: 'record'` the writer never awaits anything by itself.
const RECORDS_A_TURN = 64;

const [json = '{}', label = '', batchSize = '200'] = process.argv.slice(2);
const options = JSON.parse(json);
const isPromisedByRecord = options.flush === 'record' && options.enqueue !== true;
const exporter = new RotatingFileLogRecordExporter({ ...options, onError: () => undefined });
process.on('SIGHUP', () => exporter.reopen());

const NEVER = new Int32Array(new SharedArrayBuffer(4));

/** Accepted and not yet promised: pairs of the first and the last number. */
let accepted: [number, number][] = [];
let dropped = 0;

/** Blocking, so that what was said is said before the kill; also where the pipe is full and does not block by itself. */
function tell(line: string): void {
  const bytes = Buffer.from(`${line}\n`);
  for (let done = 0; done < bytes.length; ) {
    try {
      done += writeSync(1, bytes, done);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(NEVER, 0, 0, 1);
    }
  }
}

function append(i: number): void {
  exporter.append(logRecord(`${label} ${i}`));
  const droppedNow = exporter.stats().records.dropped.buffer_full;
  if (droppedNow === dropped) return accept(i);
  dropped = droppedNow;
  // The oldest made room for this one, and it is not known here which they were: none is counted on.
  if (options.overflow === 'drop-oldest') accepted = [[i, i]];
}

function accept(i: number): void {
  const last = accepted.at(-1);
  if (last !== undefined && last[1] === i - 1) last[1] = i;
  else accepted.push([i, i]);
}

function promise(): void {
  if (accepted.length > 0) tell(`promised ${accepted.map((range) => range.join('-')).join(',')}`);
  accepted = [];
}

tell('ready');
for (let i = 0; ; i++) {
  append(i);
  if (isPromisedByRecord) {
    if (exporter.stats().bytes.buffered === 0) promise();
    if (i % RECORDS_A_TURN === 0) await new Promise(setImmediate);
  }
  if (i % Number(batchSize) !== 0) continue;
  try {
    await exporter.forceFlush({ timeoutMillis: FLUSH_TIMEOUT });
    promise();
  } catch (error) {
    if (exporter.stats().bytes.buffered > 0) tell(`refused ${(error as Error).message}`);
    // The disk has taken all, and a compression takes longer: nothing is written meanwhile, or there were ever more of them.
    else await exporter.forceFlush().then(promise, () => undefined);
  }
}
