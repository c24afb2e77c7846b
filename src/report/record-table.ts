// Keeps the records of the table within bounds: the newest, and of those before them the most severe.
import { JsonColumn } from './json-column.ts';
import { type KeptBlock, OpenBlock, type ReportRecord, type RowParts, withoutFirst } from './record-block.ts';
import { WARN_BAND } from './report-data.ts';

const MOST_ROWS_OF_BLOCK = 2000;
const MOST_CHARACTERS_OF_BLOCK = 1024 * 1024;
/** Most characters that the page has to hold, in one of the two lists. */
const MOST_CHARACTERS = 200 * 1024 * 1024;
/** Most bytes of compressed blocks in both lists: what is kept of the command's 150 MB. 200,000 usual records take half of it. */
const MOST_BYTES = 12 * 1024 * 1024;

/** Blocks in the order of time, of which the oldest go. */
class Blocks {
  #kept: KeptBlock[] = [];
  readonly #open: OpenBlock;
  #rows = 0;
  #characters = 0;
  #bytes = 0;

  /** @param whole where blocks are put together, one at a time */
  constructor(whole: JsonColumn) {
    this.#open = new OpenBlock(whole);
  }

  get rows(): number {
    return this.#rows + this.#open.rows;
  }

  /** Of the blocks that are closed. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Answers whether a block was closed. */
  add(record: ReportRecord, parts: RowParts): boolean {
    this.#open.add(record, parts);
    const { rows, characters } = this.#open;
    const isFull = rows >= MOST_ROWS_OF_BLOCK || characters >= MOST_CHARACTERS_OF_BLOCK;
    if (isFull) this.#close();
    return isFull;
  }

  /** The newest rows, up to a number of them. */
  newest(limit: number): readonly KeptBlock[] {
    if (this.#open.rows > 0) this.#close();
    let over = this.#rows - limit;
    const blocks: KeptBlock[] = [];
    for (const block of this.#kept) {
      if (over < block.rows) blocks.push(over > 0 ? withoutFirst(block, over) : block);
      over -= block.rows;
    }
    return blocks;
  }

  #close(): void {
    const block = this.#open.close();
    this.#kept.push(block);
    this.#rows += block.rows;
    this.#characters += block.characters;
    this.#bytes += block.compressed.length;
    while (this.#characters > MOST_CHARACTERS && this.#kept.length > 1) this.dropOldest();
  }

  /** Drops the oldest blocks, as far as enough rows are left. */
  keepNewest(rows: number): void {
    while (this.#kept.length > 1 && this.#rows - (this.#kept[0]?.rows ?? 0) >= rows) this.dropOldest();
  }

  dropOldest(): void {
    const oldest = this.#kept.shift();
    this.#rows -= oldest?.rows ?? 0;
    this.#characters -= oldest?.characters ?? 0;
    this.#bytes -= oldest?.compressed.length ?? 0;
  }
}

/**
 * The records of the table, in bounded memory. When there are more than it may have, half of it is for the newest warnings and errors, and the
 * rest for the newest of all others; room that one half does not need is the other's. So it is with their bytes.
 */
export class RecordTable {
  readonly #limit: number;
  readonly #severe: Blocks;
  readonly #others: Blocks;

  constructor(limit: number) {
    this.#limit = limit;
    const whole = new JsonColumn();
    this.#severe = new Blocks(whole);
    this.#others = new Blocks(whole);
  }

  add(record: ReportRecord, parts: RowParts): void {
    const list = parts.band <= WARN_BAND ? this.#severe : this.#others;
    if (list.add(record, parts)) this.#makeRoom();
  }

  #makeRoom(): void {
    const [severe, others] = [this.#severe, this.#others];
    severe.keepNewest(this.#most(others));
    others.keepNewest(this.#most(severe));
    while (severe.bytes + others.bytes > MOST_BYTES) (severe.bytes > others.bytes ? severe : others).dropOldest();
  }

  /** How many rows a list may have beside the other one, which only grows. */
  #most(other: Blocks): number {
    return Math.max(Math.ceil(this.#limit / 2), this.#limit - other.rows);
  }

  /** The blocks that are in the table, and how many records they have. */
  finish(): { readonly blocks: readonly KeptBlock[]; readonly rows: number } {
    const severe = Math.min(this.#severe.rows, this.#most(this.#others));
    const others = Math.min(this.#others.rows, this.#limit - severe);
    const blocks = [...this.#severe.newest(severe), ...this.#others.newest(others)];
    return { blocks, rows: blocks.reduce((sum, block) => sum + block.rows, 0) };
  }
}
