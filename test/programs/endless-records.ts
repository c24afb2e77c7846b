// A writer that is to be killed: `node endless-records.ts <options as JSON> <label> <records between two flushes> <clock> <habit>`.
//
// It takes in the records `<label> 0`, `<label> 1`, … at full speed, without end, and reports in lines on its output:
// - `ready`: the exporter exists, the first record comes now
// - `promised 0-199,300-349`: these records were promised, by a `forceFlush` that resolved or by `flush: 'record'`
// - `refused <why>`: a `forceFlush` was rejected
// Its clock is wrong by N milliseconds. A `chatty` one logs in every callback, records of the label `<label>c`, which are not
// promised. It obeys the lines `chdir <directory>`, `clock <milliseconds>` and `reopen <times>` on its input.
// On SIGHUP it reopens its file, as a program does whose log an external logrotate has renamed.
import { readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { gzipSync } from 'node:zlib';
import type { RotatingFileLogRecordExporterOptions } from '../../src/file/options/file-options.ts';
import { otlpJson } from '../../src/format/otlp-json.ts';
import { ExporterIn, environmentWith } from '../support/environment.ts';
import { logRecord } from '../support/log-records.ts';

// Short, so that a disk that refuses everything is reported soon; but longer each time, or a program that hardly gets any time of the
// processor would log more than it writes for ever.
const FLUSH_TIMEOUT = 100;
const LONGEST_FLUSH = 10_000;
// With `flush: 'record'` the writer never awaits anything by itself.
const RECORDS_A_TURN = 64;

const [json = '{}', label = '', batchSize = '200', wrong = '0', habit = 'quiet'] = process.argv.slice(2);
const options = JSON.parse(json);
let clock = Number(wrong);
// How many records of its own are logged in the callback for one of the others, at most.
const QUIET_RECORDS = 50;
const isPromisedByRecord = options.flush === 'record' && options.enqueue !== true;
const isChatty = habit === 'chatty';
const environment = environmentWith({ now: () => Date.now() + clock });
const exporter = new ExporterIn(
  { ...options, onError: () => undefined, ...(isChatty && chattyOptions()) },
  environment,
);
const take = isChatty ? await throughProcessor() : (body: string) => exporter.append(logRecord(body));
process.on('SIGHUP', () => exporter.reopen());
createInterface({ input: process.stdin }).on('line', (line) => {
  const [word, value = ''] = line.split(' ');
  if (word === 'chdir') process.chdir(value);
  if (word === 'clock') clock = Number(value);
  if (word === 'reopen') void reopen(Number(value));
});

/** N times, at every moment of what is under way on the thread pool. */
async function reopen(times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    exporter.reopen();
    await new Promise(setImmediate);
  }
}

let chats = 0;
let callsSinceChat = 0;
let isChatting = false;

/** Logs, in the middle of something; not in what that brings about, or there would be no end. */
function chat(): void {
  if (isChatting || ++callsSinceChat < QUIET_RECORDS) return;
  callsSinceChat = 0;
  isChatting = true;
  take(`${label}c ${chats++}`);
  isChatting = false;
}

function chattyOptions(): RotatingFileLogRecordExporterOptions {
  const format = otlpJson();
  const limit = Number.parseInt(options.rotation, 10) * (String(options.rotation).endsWith('MB') ? 1024 * 1024 : 1024);
  return {
    onError: chat,
    rotation: ({ size, nextWriteBytes }) => {
      chat();
      return size + nextWriteBytes > limit;
    },
    retention: () => {
      chat();
      return [];
    },
    ...(options.compression === 'gzip' && { compression: chattyGzip }),
    format: {
      ...format,
      createEncoder: () => {
        const encoder = format.createEncoder();
        const stage = encoder.stage.bind(encoder);
        encoder.stage = (record) => {
          chat();
          return stage(record);
        };
        return encoder;
      },
    },
  };
}

async function chattyGzip(path: string): Promise<string> {
  chat();
  const archive = `${path}.gz`;
  // Whole from the first moment, as an archive has to be that a next start may find.
  writeFileSync(`${archive}.tmp`, gzipSync(readFileSync(path)), { mode: 0o600 });
  renameSync(`${archive}.tmp`, archive);
  return await Promise.resolve(archive);
}

/** By a processor, whose filter logs too. */
async function throughProcessor(): Promise<(body: string) => void> {
  const { LakeTraceLogRecordProcessor } = await import('../../src/processor/log-record-processor.ts');
  const filter = () => {
    chat();
    return true;
  };
  const processor = new LakeTraceLogRecordProcessor({ file: exporter, filter, redaction: false, resource: false });
  return (body) => processor.onEmit(logRecord(body) as never);
}

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
  take(`${label} ${i}`);
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
  const droppedNow = exporter.stats().records.dropped.buffer_full;
  // By what was logged in callbacks meanwhile.
  if (droppedNow !== dropped && options.overflow === 'drop-oldest') accepted = [];
  dropped = droppedNow;
  if (accepted.length > 0) tell(`promised ${accepted.map((range) => range.join('-')).join(',')}`);
  accepted = [];
}

let patience = FLUSH_TIMEOUT;
tell('ready');
for (let i = 0; ; i++) {
  append(i);
  if (isPromisedByRecord) {
    if (exporter.stats().bytes.buffered === 0) promise();
    if (i % RECORDS_A_TURN === 0) await new Promise(setImmediate);
  }
  if (i % Number(batchSize) !== 0) continue;
  try {
    await exporter.forceFlush({ timeoutMillis: patience });
    patience = FLUSH_TIMEOUT;
    promise();
  } catch (error) {
    patience = Math.min(2 * patience, LONGEST_FLUSH);
    if (exporter.stats().bytes.buffered > 0) tell(`refused ${(error as Error).message}`);
    // The disk has taken all, and a compression takes longer: nothing is written meanwhile, or there were ever more of them.
    else await exporter.forceFlush().then(promise, () => undefined);
  }
}
