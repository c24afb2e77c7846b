// bzip2's own: runs, blocks, streams, codes and hostile input, each against bzip2 readers that are not ours.
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bzip2 } from '../../../src/archive/bzip2/bzip2.ts';
import { Bzip2Decoder } from '../../../src/archive/bzip2/bzip2-decoder.ts';
import { Bzip2Encoder } from '../../../src/archive/bzip2/bzip2-encoder.ts';
import { canonicalCodes, fillCodeLengths } from '../../../src/archive/bzip2/bzip2-huffman.ts';
import { RotationSorter } from '../../../src/archive/bzip2/bzip2-rotations.ts';
import { seededNoise } from '../../support/seed.ts';
import { logLines } from '../log-lines.ts';
import { compress, decompress } from '../streams.ts';

/** The streams that the encoder makes of bytes given in pieces. */
function encode(bytes: Uint8Array, pieceBytes = 65_536): Buffer[] {
  const encoder = new Bzip2Encoder(9);
  const streams: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    streams.push(...encoder.write(bytes.subarray(at, at + pieceBytes)));
  }
  streams.push(...encoder.end());
  return streams.map((stream) => Buffer.from(stream));
}

function decode(archive: Uint8Array): Buffer {
  const decoder = new Bzip2Decoder();
  return Buffer.concat([...decoder.write(archive), ...decoder.end()]);
}

/** The decoder of the seek-bzip package: knows nothing of ours. */
function decodeElsewhere(archive: Uint8Array): Buffer {
  const { decode } = createRequire(import.meta.url)('seek-bzip') as {
    decode(archive: Uint8Array, output: undefined, multistream: boolean): Buffer;
  };
  return decode(archive, undefined, true);
}

function fibonacciWord(length: number): Buffer {
  let shorter = 'a';
  let word = 'ab';
  while (word.length < length) {
    [shorter, word] = [word, word + shorter];
  }
  return Buffer.from(word.slice(0, length));
}

/** Runs of the given lengths, of two bytes in turn. */
function runs(...lengths: number[]): Buffer {
  return Buffer.concat(lengths.map((length, i) => Buffer.alloc(length, i % 2 === 0 ? 'a' : 'b')));
}

function bytesOf(length: number, byteAt: (index: number) => number): Buffer {
  return Buffer.from(Uint8Array.from({ length }, (_, index) => byteAt(index)));
}

const HALF_NOISE = seededNoise(450_000);

describe('reads the same elsewhere and here:', () => {
  test.each<[string, Buffer]>([
    ...[1, 2, 3, 4, 5, 6, 254, 255, 256, 257, 258, 259, 260, 510, 511, 515].flatMap<[string, Buffer]>((length) => [
      [`a run of ${length}`, runs(length)],
      [`runs of ${length}, 1, ${length} and 4`, runs(length, 1, length, 4)],
    ]),
    ['runs of each length up to 600', runs(...Array.from({ length: 600 }, (_, i) => i + 1))],
    ['no bytes', Buffer.alloc(0)],
    ['900,000 times ab', Buffer.alloc(1_800_000, 'ab')],
    ['aab without end', Buffer.alloc(1_000_001, 'aab')],
    ['30 MB of one byte', Buffer.alloc(30_000_000, 0xff)],
    ['only runs of four, which grow', bytesOf(1_200_000, (i) => (i >> 2) & 1)],
    ['noise', seededNoise(1_000_000)],
    ['noise twice in one block', Buffer.concat([HALF_NOISE.subarray(0, 300_000), HALF_NOISE.subarray(0, 300_000)])],
    ['noise twice over two blocks', Buffer.concat([HALF_NOISE, HALF_NOISE, HALF_NOISE])],
    ['a Fibonacci word, the worst case of string sorts', fibonacciWord(900_000)],
    ['one line again and again', Buffer.alloc(1_000_000, '{"body":"the same line over and over"}\n')],
    ['ascending bytes', bytesOf(1_000_000, (i) => i)],
    ['zeros, then a one', Buffer.concat([Buffer.alloc(1_000_000), Buffer.of(1)])],
    ['log lines', logLines(1_000_000)],
  ])('%s', (_, bytes) => {
    const archive = Buffer.concat(encode(bytes));
    expect(decode(archive).equals(bytes)).toBe(true);
    expect(decodeElsewhere(archive).equals(bytes)).toBe(true);
  });

  test('any bytes, in pieces of any size', () => {
    const anyRuns = fc
      .array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 1, max: 300 })), { maxLength: 40 })
      .map((parts) => Buffer.concat(parts.map(([byte, length]) => Buffer.alloc(length, byte + 254))));
    const anyBytes = fc.uint8Array({ maxLength: 2000 }).map((bytes) => Buffer.from(bytes));
    fc.assert(
      fc.property(fc.oneof(anyRuns, anyBytes), fc.integer({ min: 1, max: 500 }), (bytes, piece) => {
        const archive = Buffer.concat(encode(bytes, piece));
        expect(decode(archive).equals(bytes)).toBe(true);
        expect(decodeElsewhere(archive).equals(bytes)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

describe('streams', () => {
  test('each block is a whole bzip2 file of its own', () => {
    const bytes = logLines(2_000_000);
    const streams = encode(bytes);
    expect(streams.map((stream) => stream.toString('latin1', 0, 4))).toEqual(['BZh9', 'BZh9', 'BZh9']);
    expect(Buffer.concat(streams.map(decodeElsewhere)).equals(bytes)).toBe(true);
  });

  test('a run goes over the border between two blocks', () => {
    const bytes = Buffer.concat([seededNoise(899_900), Buffer.alloc(5000, 'x'), seededNoise(1000, 'the end')]);
    const streams = encode(bytes);
    expect(streams).toHaveLength(2);
    expect(decodeElsewhere(Buffer.concat(streams)).equals(bytes)).toBe(true);
  });

  test('archives after each other are read as one, empty ones too', async () => {
    const parts = [Buffer.from('one\n'), Buffer.alloc(0), Buffer.from('two\n')];
    const archives = await Promise.all(parts.map((part) => compress(bzip2, part)));
    expect((await decompress(bzip2, Buffer.concat(archives))).toString()).toBe('one\ntwo\n');
    expect((await decompress(bzip2, Buffer.concat(archives), 1)).toString()).toBe('one\ntwo\n');
  });

  test('a cut within the second stream is an error, but not before the first one was given out', () => {
    const archive = Buffer.concat(encode(Buffer.concat([HALF_NOISE, HALF_NOISE, HALF_NOISE])));
    const decoder = new Bzip2Decoder();
    const output: Uint8Array[] = [...decoder.write(archive.subarray(0, archive.length - 1000))];
    expect(() => {
      for (const piece of decoder.end()) {
        output.push(piece);
      }
    }).toThrow('bz2: unexpected end of file');
    expect(Buffer.concat(output).subarray(0, 450_000).equals(HALF_NOISE)).toBe(true);
  });
});

describe('hostile archives', () => {
  test('noise after a stream head is an error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), (noise) => {
        expect(() => decode(Buffer.concat([Buffer.from('BZh91AY&SY'), noise]))).toThrow(/^bz2: /);
      }),
      { numRuns: 200 },
    );
  });

  test('46 MB out of a block are given out in small pieces', () => {
    const [archive] = encode(Buffer.alloc(40_000_000, 'z'));
    const decoder = new Bzip2Decoder();
    let total = 0;
    let longest = 0;
    for (const pieces of [decoder.write(archive as Buffer), decoder.end()]) {
      for (const piece of pieces) {
        total += piece.length;
        longest = Math.max(longest, piece.length);
      }
    }
    expect(total).toBe(40_000_000);
    expect(longest).toBeLessThan(300_000);
  });
});

describe('RotationSorter', () => {
  function sortNaively(bytes: Uint8Array): { last: number[]; rows: string[] } {
    const text = Buffer.from(bytes).toString('latin1');
    const rows = Array.from(text, (_, start) => text.slice(start) + text.slice(0, start)).sort();
    return { last: rows.map((row) => row.charCodeAt(row.length - 1)), rows };
  }

  test('sorts like a naive sort of all rotations', () => {
    const few = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 60 });
    const repeated = fc
      .tuple(few, fc.integer({ min: 1, max: 5 }))
      .map(([word, times]) => Array(times).fill(word).flat());
    const sorter = new RotationSorter(400);
    fc.assert(
      fc.property(fc.oneof(few, repeated, fc.uint8Array({ minLength: 1, maxLength: 300 })), (bytes) => {
        const block = Uint8Array.from(bytes as number[]);
        const last = new Uint8Array(block.length);
        const origin = sorter.transform(block, block.length, last);
        const naive = sortNaively(block);
        expect(Array.from(last)).toEqual(naive.last);
        expect(naive.rows[origin]).toBe(Buffer.from(block).toString('latin1'));
      }),
      { numRuns: 500 },
    );
  });
});

describe('codes', () => {
  /** Weights that grow like this make the deepest tree there is. */
  function fibonacciNumbers(count: number): Int32Array {
    const numbers = new Int32Array(count).fill(1);
    for (let i = 2; i < count; i++) {
      numbers[i] = Math.min((numbers[i - 1] as number) + (numbers[i - 2] as number), 800_000_000);
    }
    return numbers;
  }

  test.each([
    ['equal', new Int32Array(258).fill(7)],
    ['none but one', Int32Array.of(900_000, ...Array(257).fill(0))],
    ['none at all', new Int32Array(3)],
    ['the steepest', fibonacciNumbers(40)],
  ])('weights %s: a complete code of at most 17 bits', (_, frequencies) => {
    const lengths = new Uint8Array(frequencies.length);
    fillCodeLengths(frequencies, lengths);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(17);
    expect(lengths.reduce((sum, length) => sum + 2 ** -length, 0)).toBe(1);
  });

  test('are canonical', () => {
    expect(Array.from(canonicalCodes(Uint8Array.of(2, 1, 3, 3)))).toEqual([0b10, 0b0, 0b110, 0b111]);
  });
});
