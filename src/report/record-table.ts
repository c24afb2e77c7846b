// Keeps the records of the table within bounds: the newest, and of those before them the most severe.
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
  readonly #limit: number;
  #kept: KeptBlock[] = [];
  readonly #open = new OpenBlock();
  #rows = 0;
  #characters = 0;
  #bytes = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get rows(): number {
    return this.#rows + this.#open.rows;
  }

  /** Of the blocks that are closed. */
  get bytes(): number {
    return this.#bytes;
  }

  add(record: ReportRecord, parts: RowParts): void {
    this.#open.add(record, parts);
    const { rows, characters } = this.#open;
    if (rows >= MOST_ROWS_OF_BLOCK || characters >= MOST_CHARACTERS_OF_BLOCK) this.#close();
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
    while (this.#isOver()) this.dropOldest();
  }

  dropOldest(): void {
    const oldest = this.#kept.shift();
    this.#rows -= oldest?.rows ?? 0;
    this.#characters -= oldest?.characters ?? 0;
    this.#bytes -= oldest?.compressed.length ?? 0;
  }

  #isOver(): boolean {
    if (this.#kept.length < 2) return false;
    return this.#rows - (this.#kept[0]?.rows ?? 0) >= this.#limit || this.#characters > MOST_CHARACTERS;
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
    this.#severe = new Blocks(limit);
    this.#others = new Blocks(limit);
  }

  add(record: ReportRecord, parts: RowParts): void {
    (parts.band <= WARN_BAND ? this.#severe : this.#others).add(record, parts);
    this.#makeRoom();
  }

  #makeRoom(): void {
    while (this.#severe.bytes + this.#others.bytes > MOST_BYTES)
      (this.#severe.bytes > this.#others.bytes ? this.#severe : this.#others).dropOldest();
  }

  /** The blocks that are in the table, and how many records they have. */
  finish(): { readonly blocks: readonly KeptBlock[]; readonly rows: number } {
    const half = Math.ceil(this.#limit / 2);
    const severe = Math.min(this.#severe.rows, Math.max(half, this.#limit - this.#others.rows));
    const others = Math.min(this.#others.rows, this.#limit - severe);
    const blocks = [...this.#severe.newest(severe), ...this.#others.newest(others)];
    return { blocks, rows: blocks.reduce((sum, block) => sum + block.rows, 0) };
  }
}
