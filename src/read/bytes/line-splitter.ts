// Chunks of bytes -> lines, in bounded memory.

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Gets a line, without its end; the bytes are the chunk's, and are gone after the call. */
export type OnLine = (line: Buffer, number: number) => void;

/** The longest line that is read: longer ones are passed over. */
export const LONGEST_LINE: number = 64 * 1024 * 1024;

/** Cuts chunks at their line feeds, with or without a carriage return before them. */
export class LineSplitter {
  readonly #onLine: OnLine;
  readonly #onTooLong: (number: number) => void;
  readonly #longest: number;
  #rest: Buffer[] = [];
  #restBytes = 0;
  #isPassing = false;
  #number = 0;

  /**
   * @param onTooLong gets the number of a line that is passed over
   * @param longest in bytes
   */
  constructor(onLine: OnLine, onTooLong: (number: number) => void, longest: number = LONGEST_LINE) {
    this.#onLine = onLine;
    this.#onTooLong = onTooLong;
    this.#longest = longest;
  }

  /** The number of the last line that was given out or passed over. */
  get number(): number {
    return this.#number;
  }

  /** Whether bytes of a line wait for its end. */
  get hasRest(): boolean {
    return this.#restBytes > 0 || this.#isPassing;
  }

  /** Takes the next bytes. They may be changed after the call. */
  take(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      this.#number++;
      if (this.#isPassing) this.#isPassing = false;
      else if (this.#restBytes === 0) this.#give(chunk, start, end);
      else this.#giveRest(chunk.subarray(start, end));
      start = end + 1;
    }
    if (start < chunk.length) this.#keep(chunk.subarray(start));
  }

  /** Gives out the last line, where it has no end. */
  end(): void {
    if (this.#isPassing || this.#restBytes === 0) return;
    this.#number++;
    this.#giveRest(Buffer.alloc(0));
  }

  #give(chunk: Buffer, start: number, end: number): void {
    const last = end > start && chunk[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
    this.#onLine(chunk.subarray(start, last), this.#number);
  }

  #giveRest(part: Buffer): void {
    const line = Buffer.concat([...this.#rest, part]);
    this.#rest = [];
    this.#restBytes = 0;
    this.#give(line, 0, line.length);
  }

  #keep(part: Buffer): void {
    if (this.#isPassing) return;
    this.#restBytes += part.length;
    if (this.#restBytes > this.#longest) {
      this.#rest = [];
      this.#restBytes = 0;
      this.#isPassing = true;
      this.#onTooLong(this.#number + 1);
    } else this.#rest.push(Buffer.from(part));
  }
}
