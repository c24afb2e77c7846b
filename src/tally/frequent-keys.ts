// Counts keys of which there may be any number, in bounded memory: the frequent ones are kept.
import { keptText } from '../format/kept-text.ts';

/** What is kept of a key. */
interface Entry<Info> {
  count: number;
  readonly info: Info;
}

/**
 * Counts keys. Where there are too many, the rarer half of them is forgotten, so that a key which is frequent from some time on is found
 * still; its count is then too low by {@link FrequentKeys.mostMissed} at most.
 */
export class FrequentKeys<Info> {
  readonly #most: number;
  readonly #entries = new Map<string, Entry<Info>>();
  #forgotten = 0;
  #forgottenKeys = 0;
  #mostMissed = 0;

  /** @param most how many keys are kept at most */
  constructor(most: number) {
    this.#most = most;
  }

  /** How many keys are kept. */
  get size(): number {
    return this.#entries.size;
  }

  /** How often keys were counted that are not kept. */
  get forgotten(): number {
    return this.#forgotten;
  }

  /** How many keys were forgotten; one that came back counts again. */
  get forgottenKeys(): number {
    return this.#forgottenKeys;
  }

  /** By how much the count of a kept key may be too low. */
  get mostMissed(): number {
    return this.#mostMissed;
  }

  /**
   * Counts a key.
   * @param make what is kept of a key that is new
   * @returns what is kept of it
   */
  add(key: string, make: () => Info): Info {
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      if (this.#entries.size >= this.#most) this.#forgetRare();
      entry = { count: 0, info: make() };
      this.#entries.set(keptText(key), entry);
    }
    entry.count++;
    return entry.info;
  }

  /** The most frequent ones first. */
  top(
    most: number = Number.POSITIVE_INFINITY,
  ): { readonly key: string; readonly count: number; readonly info: Info }[] {
    const all = [...this.#entries].map(([key, { count, info }]) => ({ key, count, info }));
    return all.sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1)).slice(0, most);
  }

  #forgetRare(): void {
    const rare = this.top().slice(Math.ceil(this.#most / 2));
    for (const { key, count } of rare) {
      this.#entries.delete(key);
      this.#forgotten += count;
      this.#forgottenKeys++;
      this.#mostMissed = Math.max(this.#mostMissed, count);
    }
  }
}
