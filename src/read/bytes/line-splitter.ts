// Chunks of bytes -> lines, in bounded memory.

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const MIB = 1024 * 1024;

/** Gets where a line stands in a chunk, without its end; the bytes are gone after the call. */
export type OnLine = (chunk: Buffer, start: number, end: number, number: number) => void;

/** The longest line that is read, in bytes: longer ones are passed over. */
export const LONGEST_LINE: number = 64 * MIB;
/** What is said of one that is longer. */
export const TOO_LONG: string = `a line of more than ${LONGEST_LINE / MIB} MiB`;
/** The rest of a file is not read after this many bytes without a line: an archive of a few bytes can hold any number of zeros. */
const MOST_WITHOUT_LINE = 1024 * MIB;

/** Cuts chunks at their line feeds, with or without a carriage return before them. */
export class LineSplitter {
  readonly #onLine: OnLine;
  readonly #onTooLong: (number: number) => void;
  readonly #longest: number;
  #rest: Buffer[] = [];
  #restBytes = 0;
  /** Of the line that is passed over, and of empty lines in a row. */
  #passedBytes = 0;
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

  /** The number of the last line that had an end. */
  get number(): number {
    return this.#number;
  }

  /** Whether the next bytes are of a line that began before them. */
  get isWithinLine(): boolean {
    return this.#isPassing || this.#restBytes > 0;
  }

  /** How many bytes of a line wait for its end. */
  get restBytes(): number {
    return this.#restBytes;
  }

  /**
   * Takes the next bytes. They may be changed after the call.
   * @throws Error where there is no line in a gibibyte
   */
  take(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      this.#number++;
      if (this.#isPassing) this.#isPassing = false;
      else if (this.#restBytes + end - start > this.#longest) this.#leaveOut(this.#number);
      else if (this.#restBytes > 0) this.#giveRest(chunk.subarray(start, end));
      else if (end === start) this.#pass(1);
      else this.#give(chunk, start, end);
      start = end + 1;
    }
    if (start < chunk.length) this.#keep(chunk.subarray(start));
  }

  /**
   * Takes bytes of a chunk that are whole lines, none of which is wanted: they are counted alone.
   * @throws Error where there is no line in a gibibyte
   */
  passOver(chunk: Buffer, from: number, to: number): void {
    for (let start = from; start < to; ) {
      const end = chunk.indexOf(LINE_FEED, start);
      this.#number++;
      if (end === start) this.#pass(1);
      else this.#passedBytes = 0;
      start = end + 1;
    }
  }

  /** Gives out the last line, where it has no end. */
  end(): void {
    if (this.#isPassing || this.#restBytes === 0) return;
    this.#number++;
    this.#giveRest(Buffer.alloc(0));
  }

  #give(chunk: Buffer, start: number, end: number): void {
    this.#passedBytes = 0;
    const last = chunk[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
    this.#onLine(chunk, start, last, this.#number);
  }

  #giveRest(part: Buffer): void {
    const line = Buffer.concat([...this.#rest, part]);
    this.#rest = [];
    this.#restBytes = 0;
    this.#give(line, 0, line.length);
  }

  #keep(part: Buffer): void {
    if (this.#isPassing) {
      this.#pass(part.length);
      return;
    }
    this.#restBytes += part.length;
    if (this.#restBytes <= this.#longest) {
      this.#rest.push(Buffer.from(part));
      return;
    }
    this.#isPassing = true;
    this.#passedBytes = this.#restBytes;
    this.#leaveOut(this.#number + 1);
  }

  #leaveOut(number: number): void {
    this.#rest = [];
    this.#restBytes = 0;
    this.#onTooLong(number);
  }

  #pass(bytes: number): void {
    this.#passedBytes += bytes;
    if (this.#passedBytes > MOST_WITHOUT_LINE) throw new Error('no line within 1 GiB: the rest is not read');
  }
}
