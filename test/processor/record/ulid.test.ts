// Ids are unique, of the form that the ULID specification gives, and sort in the order in which they were made.
import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { UlidSource } from '../../../src/processor/record/ulid.ts';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** The first character holds three bits of the 128. */
const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

/** The 128 bits of an id. */
function bitsOf(id: string): bigint {
  return [...id].reduce((bits, character) => bits * 32n + BigInt(ALPHABET.indexOf(character)), 0n);
}

/** The milliseconds that an id bears. */
function timeOf(id: string): number {
  return Number(bitsOf(id) >> 80n);
}

/** A clock that a test sets, and a source that fills its random part with one byte. */
function setUp(start: number, byte?: number) {
  const clock = { time: start };
  const fillRandom = byte === undefined ? undefined : (bytes: Buffer) => void bytes.fill(byte);
  return { clock, ids: new UlidSource({ now: () => clock.time, ...(fillRandom && { fillRandom }) }) };
}

function isSorted(ids: readonly string[]): boolean {
  return ids.every((id, i) => i === 0 || (ids[i - 1] as string) < id);
}

describe('the form', () => {
  test('is that of the specification', () => {
    const before = Date.now();
    const ids = new UlidSource();
    const made = Array.from({ length: 1000 }, () => ids.next());
    expect(made.filter((id) => !ULID.test(id))).toEqual([]);
    for (const id of made) expect(timeOf(id)).toBeGreaterThanOrEqual(before);
    for (const id of made) expect(timeOf(id)).toBeLessThanOrEqual(Date.now());
  });

  // The first is the example of the specification.
  test.each([
    [1469918176385, '01ARYZ6S41'],
    [0, '0000000001'],
    [1, '0000000001'],
    [2 ** 48 - 1, '7ZZZZZZZZZ'],
  ])('the time %d', (time, characters) => expect(setUp(time).ids.next().slice(0, 10)).toBe(characters));

  test.each([0x00, 0x84, 0xfe])('the random bytes %d', (byte) => {
    const random = bitsOf(setUp(5, byte).ids.next()) & ((1n << 80n) - 1n);
    expect(random).toBe(BigInt(`0x${byte.toString(16).padStart(2, '0').repeat(10)}`));
  });
});

describe('the order', () => {
  test('within a millisecond each is greater by one', () => {
    const { ids } = setUp(1_769_860_800_000);
    const first = bitsOf(ids.next());
    expect([ids.next(), ids.next()].map(bitsOf)).toEqual([first + 1n, first + 2n]);
  });

  test('a millisecond later the random part is another', () => {
    const { clock, ids } = setUp(1_769_860_800_000);
    const first = ids.next();
    clock.time++;
    const second = ids.next();
    expect(timeOf(second)).toBe(timeOf(first) + 1);
    expect(second.slice(10)).not.toBe(first.slice(10));
  });

  test.each([
    ['set back by a day', (time: number) => time - 86_400_000],
    ['set to 1970', () => 0],
    ['before 1970', () => -5],
    ['beyond what an id can bear', () => 8.64e15],
    ['without a time', () => Number.NaN],
  ])('a clock %s does not turn it', (_, change) => {
    const { clock, ids } = setUp(1_769_860_800_000);
    const before = ids.next();
    clock.time = change(clock.time);
    const after = Array.from({ length: 100 }, () => ids.next());
    expect(isSorted([before, ...after])).toBe(true);
    expect(new Set(after.map(timeOf))).toEqual(new Set([1_769_860_800_000]));
  });

  test('where the random part is used up, the next id takes the next millisecond', () => {
    const { clock, ids } = setUp(1_769_860_800_000, 0xff);
    const made = Array.from({ length: 5 }, () => ids.next());
    clock.time++;
    made.push(ids.next());
    expect(isSorted(made)).toBe(true);
    expect(made.filter((id) => !ULID.test(id))).toEqual([]);
  });
});

describe('uniqueness', () => {
  test('a million ids in a loop are different, and in order', () => {
    const ids = new UlidSource();
    const made = Array.from({ length: 1_000_000 }, () => ids.next());
    expect(new Set(made).size).toBe(1_000_000);
    expect(isSorted(made)).toBe(true);
  });

  test('those of worker threads and of several sources in one, at the same time', async () => {
    const EACH = 100_000;
    const program = join(import.meta.dirname, '../../programs/record-ids.ts');
    const texts = await Promise.all(
      [1, 2, 3, 4].map(async () => {
        const [text] = (await once(new Worker(program, { workerData: EACH }), 'message')) as [string];
        return text;
      }),
    );
    const sources = [new UlidSource(), new UlidSource()];
    for (let i = 0; i < EACH; i++) texts.push(...sources.map((source) => source.next()));
    const all = texts.join('').match(/.{26}/g);
    expect(new Set(all).size).toBe(6 * EACH);
  });

  test('random bytes are taken from the system for hundreds of milliseconds at once', () => {
    let calls = 0;
    const clock = { time: 1_769_860_800_000 };
    const fillRandom = (bytes: Buffer) => {
      calls++;
      bytes.fill(calls);
    };
    const ids = new UlidSource({ now: () => clock.time, fillRandom });
    const randomParts = new Set<string>();
    for (let i = 0; i < 1000; i++) {
      clock.time++;
      for (let n = 0; n < 100; n++) ids.next();
      randomParts.add(ids.next().slice(10, 18));
    }
    // 100,000 ids, three calls: none a record.
    expect(calls).toBe(3);
    expect(randomParts.size).toBe(3);
  });
});
