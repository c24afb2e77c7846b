// Log files of gigabytes: blocks of varied records, each with its own number, time and ids, in any format, by any compression.
import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip, createZstdCompress, constants as zlibConstants } from 'node:zlib';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { LogRecordFormat } from '../../src/format/format.ts';
import { IntegrityChain } from '../../src/integrity/integrity-chain.ts';

/** Records of a block. */
const BLOCK = 20_000;
const START = Date.UTC(2026, 0, 31);
/** What stands in the records of a block in the place of what differs from block to block. */
const NUMBER = '8888888888';
const WORD = 'qwertyuiop';
const TRACE = 'feedfacefeedfacefeedfacefeedface';
const SPAN = 'feedfacefeedface';
const PLACES =
  /8888888888|qwertyuiop|feedfacefeedfacefeedfacefeedface|(?<=imeUnixNano":")\d{19}|(?<=imestamp":")[-\d]+T[:.\d]+Z/g;
const SCOPES = ['orders.load', 'orders.http', 'billing', 'spark.sql.execution', 'auth'];
const SEVERITIES: readonly (readonly [number, string])[] = [
  [9, 'INFO'],
  [5, 'DEBUG'],
  [13, 'WARN'],
  [17, 'ERROR'],
];

/** Every hundredth record says it, for who looks for it. */
export const RARE = 'the lease was renewed late';

/** Which files are to be made. */
export interface ManyRecords {
  readonly directory: string;
  readonly format: LogRecordFormat;
  /** Of text, in all files. */
  readonly bytes: number;
  /** Of text in a file, about. */
  readonly fileBytes: number;
  readonly compression: '' | '.gz' | '.zst';
  /** How many programs write at one time: their files overlap. */
  readonly programs: number;
  /** Whether lines are chained. */
  readonly isChained?: boolean;
}

/** What was made. */
export interface MadeRecords {
  readonly records: number;
  readonly bytes: number;
  readonly files: readonly string[];
  /** Records of each severity number. */
  readonly bySeverity: Readonly<Record<number, number>>;
  /** Records that say {@link RARE}. */
  readonly rare: number;
}

/** Makes files one after the other. */
export async function writeManyRecords(options: ManyRecords): Promise<MadeRecords> {
  const { directory, format, bytes, fileBytes, compression, programs, isChained = false } = options;
  const block = new Block(format);
  const blocksOfFile = Math.max(1, Math.round(fileBytes / block.bytes));
  const rounds = Math.max(1, Math.round(bytes / (programs * blocksOfFile * block.bytes)));
  const files: string[] = [];
  let [blocks, written] = [0, 0];
  for (let program = 0; program < programs; program++) {
    const chain = isChained ? new IntegrityChain({}, { format }) : undefined;
    for (let round = 0; round < rounds; round++) {
      const from = round * blocksOfFile;
      const path = join(directory, nameOf(program, from + blocksOfFile, format.extension) + compression);
      const pieces = function* (): Generator<Uint8Array> {
        for (let n = 0; n < blocksOfFile; n++) {
          const lines = block.copy(from + n, blocks++, program);
          yield chain === undefined ? lines : written_(chain, chain.mark(lines, n === 0));
          written += lines.length;
        }
        if (chain !== undefined) yield written_(chain, chain.end());
      };
      await pipeline(Readable.from(pieces(), { highWaterMark: 1 }), packer(compression), createWriteStream(path));
      files.push(path);
    }
  }
  const bySeverity = Object.fromEntries(block.bySeverity.map(([severity, count]) => [severity, count * blocks]));
  return { records: blocks * BLOCK, bytes: written, files, bySeverity, rare: (BLOCK / 100) * blocks };
}

function written_(chain: IntegrityChain, lines: ReturnType<IntegrityChain['mark']>): Uint8Array {
  chain.written(lines);
  return lines.bytes;
}

function packer(compression: ManyRecords['compression']) {
  if (compression === '.gz') return createGzip({ level: 1 });
  const { ZSTD_c_compressionLevel: level } = zlibConstants;
  return compression === '.zst' ? createZstdCompress({ params: { [level]: 1 } }) : new PassThrough();
}

/** As the exporter names them: by the time at which they were finished. */
function nameOf(program: number, blocks: number, extension: string): string {
  const finished = new Date(START + blocks * BLOCK).toISOString().replaceAll(':', '-');
  return `app${program === 0 ? '' : `.${1000 + program}`}.${finished}${extension}`;
}

interface Place {
  readonly at: number;
  readonly kind: 'number' | 'word' | 'trace' | 'nanoseconds' | 'time';
  /** Of the record that it is in. */
  readonly index: number;
}

/** A block of lines, of which any number of copies are made. */
class Block {
  readonly bySeverity: readonly (readonly [severity: number, count: number])[];
  readonly #lines: Buffer;
  readonly #places: readonly Place[];

  constructor(format: LogRecordFormat) {
    const encoder = format.createEncoder();
    const records = recordsOf(BLOCK);
    const chunks = records.map((record) => {
      encoder.stage(record);
      encoder.commit();
      return Buffer.from(encoder.take());
    });
    this.#lines = Buffer.concat(chunks);
    let start = 0;
    this.#places = chunks.flatMap((chunk, index) => {
      const places = [...chunk.toString('latin1').matchAll(PLACES)].map((found): Place => {
        return { at: start + found.index, kind: kindOf(found[0]), index };
      });
      start += chunk.length;
      return places;
    });
    const groups = Map.groupBy(records, ({ severityNumber }) => severityNumber ?? 0);
    this.bySeverity = [...groups].map(([severity, { length }]) => [severity, length]);
  }

  get bytes(): number {
    return this.#lines.length;
  }

  /**
   * The lines with other numbers, times and ids.
   * @param when the number of the block in its program: a record comes each millisecond
   */
  copy(when: number, block: number, program: number): Buffer {
    const lines = Buffer.from(this.#lines);
    const random = randomBytes(16 * 1024).toString('hex');
    let from = 0;
    const next = (length: number): string => {
      from = (from + 37) % (random.length - 64);
      return random.slice(from, from + length);
    };
    for (const { at, kind, index } of this.#places) {
      const time = START + when * BLOCK + index;
      if (kind === 'number') lines.write(String(block * BLOCK + index).padStart(10, '0'), at, 'latin1');
      else if (kind === 'nanoseconds') lines.write(`${time}${String(program * 1000).padStart(6, '0')}`, at, 'latin1');
      else if (kind === 'time') lines.write(new Date(time).toISOString(), at, 'latin1');
      else if (kind === 'trace') lines.write(next(TRACE.length), at, 'latin1');
      else lines.write(next(WORD.length).replace(/\d/g, letterOf), at, 'latin1');
    }
    return lines;
  }
}

function letterOf(digit: string): string {
  return 'ghijklmnop'[Number(digit)] as string;
}

function kindOf(text: string): Place['kind'] {
  if (text === NUMBER) return 'number';
  if (text === WORD) return 'word';
  if (text === TRACE) return 'trace';
  return text.includes('T') ? 'time' : 'nanoseconds';
}

/** Records as services and jobs log them: of all sizes, with errors, each with its number. */
function recordsOf(count: number): ReadableLogRecord[] {
  const resource = resourceFromAttributes({
    ...{ 'service.name': 'orders', 'host.name': 'worker-1', 'process.pid': 123 },
    ...{ 'laketrace.platform': 'databricks', 'laketrace.run.id': 'run-20260131-0007' },
  });
  return Array.from({ length: count }, (_, index): ReadableLogRecord => {
    const [severityNumber, severityText] = SEVERITIES[severityAt(index)] as (typeof SEVERITIES)[number];
    return {
      hrTime: [START / 1000, index * 1000],
      hrTimeObserved: [START / 1000, index * 1000],
      ...{ severityNumber, severityText, droppedAttributesCount: 0, resource },
      body: bodyOf(index),
      attributes: attributesOf(index, severityNumber),
      instrumentationScope: { name: SCOPES[index % SCOPES.length] as string },
      ...(index % 3 === 0 ? { spanContext: { traceId: TRACE, spanId: SPAN, traceFlags: 1 } } : {}),
    };
  });
}

function severityAt(index: number): number {
  if (index % 50 === 7) return 3;
  if (index % 20 === 3) return 2;
  return index % 10 === 1 ? 1 : 0;
}

function bodyOf(index: number): string {
  if (index % 100 === 42) return `${NUMBER}: ${RARE}, by ${index} ms`;
  const kinds = [
    `loaded partition ${NUMBER} of table sales.orders into the lake after ${index % 4} retries, done.`,
    `GET /orders/${NUMBER} answered 200 in ${(index * 37) % 900} ms to "agent-${index % 13}"`,
    `customer ${WORD} is not known; order ${NUMBER} waits`,
    `Größe der Datei ${NUMBER}: ${index * 977} Byte – fertig ✓`,
    `plan ${NUMBER}:\n${Array.from({ length: index % 12 }, (_, line) => `  stage ${line}: scan sales.orders, ${line * 977} rows`).join('\n')}`,
  ];
  return kinds[index % kinds.length] as string;
}

function attributesOf(index: number, severity: number): ReadableLogRecord['attributes'] {
  const attributes: Record<string, string | number | boolean | object> = {
    stage: ['extract', 'transform', 'load'][index % 3] as string,
    rows: (index * 37) % 5000,
    'duration.ms': (index * 1.37) % 900,
    user: index % 2 === 0 ? '[EMAIL]' : WORD,
  };
  if (index % 7 === 0)
    attributes['request'] = { method: 'GET', headers: { host: 'orders-1', accept: ['json', 'csv'] } };
  if (severity >= 17) {
    attributes['exception.type'] = ['TypeError', 'TimeoutError', 'OrderError'][index % 3] as string;
    attributes['exception.message'] = `order ${NUMBER} cannot be read`;
    attributes['exception.stacktrace'] = `TypeError: order ${NUMBER} cannot be read\n${STACK}`;
  }
  return attributes as ReadableLogRecord['attributes'];
}

const STACK = Array.from(
  { length: 12 },
  (_, at) => `    at step${at} (/srv/orders/src/stage-${at}.js:${at * 7}:13)`,
).join('\n');
