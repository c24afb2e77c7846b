// What a record takes on the disk, by codec and level: in the log of `npm start`, and in that of a service whose requests log one record each.
import { execFileSync } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, createWriteStream, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate as turn } from 'node:timers/promises';
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import { atLevel, codecNamed, codecOfFile } from '../../src/archive/codecs.ts';
import type { CodecName } from '../../src/archive/stream/codec.ts';
import { LakeTraceLogRecordProcessor } from '../../src/index.ts';
import { conditions, figure, markdownTable, publish } from '../page/generated-page.ts';
import { ROOT } from '../root.ts';

const REQUESTS = 100_000;
/** Beside the levels that LakeTrace takes by itself. */
const OTHER_LEVELS: readonly (readonly [CodecName, number])[] = [
  ['gzip', 1],
  ['gzip', 9],
  ['zstd', 9],
];

/** All lines of a directory's files in one plain file. */
async function joined(directory: string, path: string): Promise<void> {
  const target = createWriteStream(path);
  for (const name of readdirSync(directory).sort()) {
    const source = createReadStream(join(directory, name));
    const codec = codecOfFile(name);
    const lines = codec === undefined ? source : source.pipe(codec.createDecompressor());
    for await (const chunk of lines) if (!target.write(chunk)) await once(target, 'drain');
  }
  await new Promise<void>((resolve) => target.end(resolve));
}

/** How many records a plain file has. */
async function recordsIn(path: string): Promise<number> {
  let records = 0;
  for await (const line of createInterface({ input: createReadStream(path) })) {
    for (const { scopeLogs } of JSON.parse(line).resourceLogs) {
      for (const { logRecords } of scopeLogs) records += logRecords.length;
    }
  }
  return records;
}

/** What `npm start` logs about the flights and films that it reads. */
async function writeJob(path: string): Promise<void> {
  if (!existsSync(join(ROOT, 'dist/index.mjs'))) execFileSync('npm', ['run', 'build'], { cwd: ROOT });
  execFileSync(process.execPath, [join(ROOT, 'examples/etl/main.ts')], { cwd: ROOT, stdio: 'ignore' });
  await joined(join(ROOT, 'logs/etl/logs'), path);
}

/** What a service logs of requests in spans, each in a turn of its own; ids, users and times have no order that a codec would find. */
async function writeService(
  path: string,
  directory: string,
  flush: 'turn' | { readonly interval: number },
): Promise<void> {
  const processor = new LakeTraceLogRecordProcessor({ recordId: true, file: { directory, name: 'service', flush } });
  const resource = resourceFromAttributes({
    'service.name': 'orders',
    'service.version': '1.2.3',
    'host.name': 'orders-1',
  });
  const logger = new LoggerProvider({ resource, processors: [processor] }).getLogger('http', '1.0.0');
  for (let i = 0; i < REQUESTS; i++) {
    const span = { traceId: randomBytes(16).toString('hex'), spanId: randomBytes(8).toString('hex'), traceFlags: 1 };
    const order = randomInt(1e6);
    logger.emit({
      context: trace.setSpanContext(ROOT_CONTEXT, span),
      severityNumber: 9,
      severityText: 'INFO',
      body: `GET /orders/${order} answered`,
      attributes: {
        'http.request.method': 'GET',
        'http.route': '/orders/{id}',
        'http.response.status_code': randomInt(50) === 0 ? 404 : 200,
        'user.id': randomInt(1e5),
        milliseconds: randomInt(1e6) / 1000,
      },
    });
    await turn();
  }
  await processor.shutdown();
  await joined(directory, path);
}

/** What a log takes by one codec. */
interface Size {
  readonly codec: string;
  readonly bytesARecord: number;
  /** Microseconds. */
  readonly cpuARecord: number;
}

/** Bytes and CPU time of one codec. */
async function compressed(path: string, records: number, name: CodecName, level?: number): Promise<Size> {
  const codec = level === undefined ? codecNamed(name) : atLevel(codecNamed(name), level);
  let bytes = 0;
  const counter = new Writable({
    write: (chunk: Buffer, _, done) => {
      bytes += chunk.length;
      done();
    },
  });
  const { size, mtime } = statSync(path);
  const before = process.cpuUsage();
  await pipeline(
    createReadStream(path),
    codec.createCompressor({ name: 'service.jsonl', size, modified: mtime }),
    counter,
  );
  const { user, system } = process.cpuUsage(before);
  const used = level ?? codec.levels.usual;
  return { codec: `${name}, level ${used}`, bytesARecord: bytes / records, cpuARecord: (user + system) / records };
}

async function sizesOf(path: string): Promise<Size[]> {
  const records = await recordsIn(path);
  const sizes: Size[] = [{ codec: 'plain', bytesARecord: statSync(path).size / records, cpuARecord: 0 }];
  for (const name of ['gzip', 'zstd', 'bz2', 'zip'] as const) sizes.push(await compressed(path, records, name));
  for (const [name, level] of OTHER_LEVELS) sizes.push(await compressed(path, records, name, level));
  return sizes;
}

/** Of one log: a billion records of a byte each are a gigabyte. */
function tableOf(sizes: readonly Size[]): string {
  const head = ['codec', 'bytes a record', 'a billion records', 'CPU a record'];
  const rows = sizes.map(({ codec, bytesARecord, cpuARecord }) => [
    codec,
    figure(bytesARecord, 1),
    `${figure(bytesARecord)} GB`,
    cpuARecord === 0 ? '' : `${figure(cpuARecord, 1)} µs`,
  ]);
  return markdownTable([head, ...rows]);
}

/** Measures the three logs. @param args `--write-docs` writes docs/capacity.md */
export async function run(args: readonly string[]): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'laketrace-bench-'));
  const path = join(directory, 'plain');
  const parts = [conditions()];
  try {
    await writeJob(path);
    parts.push(
      'The log of `npm start`, a job that reads 200,000 flights; many records a line:',
      tableOf(await sizesOf(path)),
    );
    await writeService(path, join(directory, 'turn'), 'turn');
    parts.push(
      'A service whose requests log one record each, with ids of traces and users, one record a line:',
      tableOf(await sizesOf(path)),
    );
    await writeService(path, join(directory, 'interval'), { interval: 200 });
    parts.push('The same service with `flush: { interval: 200 }`:', tableOf(await sizesOf(path)));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  publish([join(ROOT, 'docs/capacity.md')], 'log-bytes', parts.join('\n\n'), args);
}
