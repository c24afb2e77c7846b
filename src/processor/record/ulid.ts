// Makes ULIDs: unique ids of 26 characters that sort in the order in which they were made.
import { randomFillSync } from 'node:crypto';

/** What ids are made from; others are for tests. */
export interface UlidSources {
  /** Milliseconds since 1970. Default: the wall clock. */
  readonly now?: () => number;
  /** Fills a buffer with random bytes. Default: those of `node:crypto`. */
  readonly fillRandom?: (bytes: Buffer) => void;
}

/** Crockford's base32: no I, L, O, U. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** The time has 48 bits, the random part two halves of 40. */
const MOST_TIME = 2 ** 48 - 1;
const MOST_HALF = 2 ** 40 - 1;
const HALF_BYTES = 5;
/** Random bytes are taken from the system for this many milliseconds in which ids are made. */
const BUFFERED = 400;

/**
 * Gives ids as the ULID specification has them (https://github.com/ulid/spec): 48 bits of time in milliseconds, 80 random ones, in
 * Crockford's base32. Within a millisecond the random part counts up by one, and a clock that is set back does not move the time
 * back, so that each id is greater than the one before. Between processes and threads the random part keeps them apart.
 */
export class UlidSource {
  readonly #now: () => number;
  readonly #fillRandom: (bytes: Buffer) => void;
  /** Two characters for each 10 bits. Made here: most programs make no ids, and need not wait for them at their start. */
  readonly #pairs = Array.from({ length: 1024 }, (_, bits) => `${ALPHABET[bits >> 5]}${ALPHABET[bits & 31]}`);
  readonly #random = Buffer.alloc(2 * HALF_BYTES * BUFFERED);
  #used = this.#random.length;
  #time = 0;
  /** What ids of this millisecond begin with: the time, and the first half of the random part. */
  #prefix = '';
  /** The second half. */
  #low = MOST_HALF;

  constructor({ now = () => Date.now(), fillRandom = (bytes) => void randomFillSync(bytes) }: UlidSources = {}) {
    this.#now = now;
    this.#fillRandom = fillRandom;
  }

  next(): string {
    const now = Math.floor(this.#now());
    if (now > this.#time && now <= MOST_TIME) this.#begin(now);
    else if (this.#low < MOST_HALF) this.#low++;
    // The half is used up: once in 2^40 ids.
    else this.#begin(this.#time + 1);
    return this.#prefix + this.#charactersOf(this.#low);
  }

  #begin(time: number): void {
    if (this.#used === this.#random.length) {
      this.#fillRandom(this.#random);
      this.#used = 0;
    }
    const high = this.#random.readUIntBE(this.#used, HALF_BYTES);
    this.#low = this.#random.readUIntBE(this.#used + HALF_BYTES, HALF_BYTES);
    this.#used += 2 * HALF_BYTES;
    this.#time = time;
    this.#prefix =
      this.#pairs[Math.floor(time / 2 ** 40)] + this.#charactersOf(time % 2 ** 40) + this.#charactersOf(high);
  }

  /** The 8 characters of 40 bits. */
  #charactersOf(bits: number): string {
    const pairs = this.#pairs;
    const upper = Math.floor(bits / 2 ** 20);
    const lower = bits % 2 ** 20;
    return `${pairs[upper >> 10]}${pairs[upper & 1023]}${pairs[lower >> 10]}${pairs[lower & 1023]}`;
  }
}
