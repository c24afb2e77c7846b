// The records of the table, in the memory of the browser: columns, in the order of time.
import type { RecordBlock } from '../report-data.ts';

/** What was thrown with a record. */
export interface RowError {
  readonly group: number;
  readonly type: string;
  readonly message: string;
  readonly stack: string;
}

/** Columns; the place in them is the row. */
export interface RecordStore {
  readonly size: number;
  /** Milliseconds since 1970; NaN where there is none. */
  readonly time: Float64Array;
  readonly band: Uint8Array;
  readonly level: readonly string[];
  readonly logger: readonly string[];
  readonly file: readonly string[];
  readonly line: Uint32Array;
  readonly resource: readonly string[];
  readonly message: readonly string[];
  readonly fields: readonly string[];
  readonly trace: readonly string[];
  readonly errors: ReadonlyMap<number, RowError>;
}

/** Reads the blocks that the page holds, and takes them out of it. */
export async function readStore(onProgress: (done: number, blocks: number) => void): Promise<RecordStore> {
  const elements = [...document.querySelectorAll('script.records')];
  const blocks: RecordBlock[] = [];
  for (const [index, element] of elements.entries()) {
    blocks.push(await readBlock(element.textContent ?? ''));
    element.remove();
    onProgress(index + 1, elements.length);
  }
  return storeOf(blocks);
}

async function readBlock(base64: string): Promise<RecordBlock> {
  const binary = atob(base64.trim());
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return JSON.parse(await new Response(plain).text()) as RecordBlock;
}

/** One after the other, in the order of their places among all records: blocks of severe records lie among those of others. */
function storeOf(blocks: readonly RecordBlock[]): RecordStore {
  const size = blocks.reduce((sum, { message }) => sum + message.length, 0);
  const ordinals = new Float64Array(size);
  const times = new Float64Array(size);
  const places = new Uint32Array(size);
  const offsets: number[] = [];
  let at = 0;
  for (const { ordinal, time } of blocks) {
    offsets.push(at);
    let lastOrdinal = 0;
    let lastTime = 0;
    for (const [row, step] of ordinal.entries()) {
      lastOrdinal += step;
      const timeStep = time[row] ?? null;
      if (timeStep !== null) lastTime += timeStep;
      ordinals[at] = lastOrdinal;
      times[at] = timeStep === null ? Number.NaN : lastTime;
      places[at] = at++;
    }
  }
  places.sort((a, b) => (ordinals[a] ?? 0) - (ordinals[b] ?? 0));
  const store = {
    ...{ size, time: new Float64Array(size), band: new Uint8Array(size), line: new Uint32Array(size) },
    ...{ level: new Array<string>(size), logger: new Array<string>(size), file: new Array<string>(size) },
    ...{ resource: new Array<string>(size), message: new Array<string>(size), fields: new Array<string>(size) },
    ...{ trace: new Array<string>(size), errors: new Map<number, RowError>() },
  };
  const rowOf = new Uint32Array(size);
  for (const [row, place] of places.entries()) {
    rowOf[place] = row;
    store.time[row] = times[place] ?? Number.NaN;
  }
  for (const [index, block] of blocks.entries()) fill(store, block, rowOf.subarray(offsets[index]));
  return store;
}

/** @param rowOf the row of each record of the block */
function fill(store: RecordColumns, block: RecordBlock, rowOf: Uint32Array): void {
  for (const [place, message] of block.message.entries()) {
    const row = rowOf[place] ?? 0;
    const [level, band] = block.levels[block.level[place] ?? 0] ?? ['', 6];
    store.level[row] = level;
    store.band[row] = band;
    store.logger[row] = block.loggers[block.logger[place] ?? 0] ?? '';
    store.file[row] = block.files[block.file[place] ?? 0] ?? '';
    store.line[row] = block.line[place] ?? 0;
    store.resource[row] = block.resources[block.resource[place] ?? 0] ?? '';
    store.message[row] = message;
    store.fields[row] = block.fields[place] ?? '';
    store.trace[row] = block.trace[place] ?? '';
  }
  for (const [place, group, type, message, stack] of block.errors)
    store.errors.set(rowOf[place] ?? 0, { group, type, message, stack });
}

type RecordColumns = {
  [K in keyof RecordStore]: RecordStore[K] extends readonly string[] ? string[] : RecordStore[K];
} & {
  readonly errors: Map<number, RowError>;
};

/** The fields of a row, or the attributes of its resource: names and texts. */
export function fieldsOf(text: string): readonly (readonly [string, string])[] {
  // An own name such as `__proto__` is one like any other for JSON.parse and for Object.entries.
  return text === '' ? [] : Object.entries(JSON.parse(text) as Record<string, string>);
}
