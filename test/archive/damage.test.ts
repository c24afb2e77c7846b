// A damaged archive never gives wrong bytes silently: for each byte cut off and each bit flipped there is an error, or
// the right bytes.
import { describe, expect, test } from 'vitest';
import { Bzip2Decoder } from '../../src/archive/bzip2/bzip2-decoder.ts';
import { codecNamed } from '../../src/archive/codecs.ts';
import type { CodecName } from '../../src/archive/stream/codec.ts';
import { IS_LONG } from '../support/long-form.ts';
import { SEED } from '../support/seed.ts';
import { logLines } from './log-lines.ts';
import { compress, decompress } from './streams.ts';

const FILE = logLines(1);

/** Without a thread for each of thousands of archives; the stream's own way of telling errors has a test below. */
function decodeBzip2(archive: Uint8Array): Promise<Buffer> {
  return Promise.resolve().then(() => {
    const decoder = new Bzip2Decoder();
    return Buffer.concat([...decoder.write(archive), ...decoder.end()]);
  });
}

async function outcome(reading: Promise<Buffer>): Promise<'error' | 'right' | 'wrong'> {
  try {
    return (await reading).equals(FILE) ? 'right' : 'wrong';
  } catch {
    return 'error';
  }
}

describe.each<CodecName>(['gzip', 'zstd', 'bz2', 'zip'])('%s', (name) => {
  const codec = codecNamed(name);
  const read = (archive: Buffer): Promise<Buffer> =>
    name === 'bz2' ? decodeBzip2(archive) : decompress(codec, archive);

  test('a cut at any byte is an error', async () => {
    const archive = await compress(codec, FILE);
    for (let length = 0; length < archive.length; length++) {
      expect(await outcome(read(archive.subarray(0, length))), `cut to ${length} bytes`).toBe('error');
    }
    expect(await outcome(read(archive))).toBe('right');
  });

  test('no flipped bit gives wrong bytes', async () => {
    const archive = await compress(codec, FILE);
    const outcomes = { error: 0, right: 0, wrong: 0 };
    // Some bits of each byte, others of the next; one of each where it is slowest.
    const step = IS_LONG ? 1 : name === 'bz2' ? 7 : 3;
    for (let bit = SEED % step; bit < 8 * archive.length; bit += step) {
      const damaged = Buffer.from(archive);
      damaged[bit >> 3] = (damaged[bit >> 3] as number) ^ (1 << (bit & 7));
      outcomes[await outcome(read(damaged))]++;
    }
    expect(outcomes.wrong).toBe(0);
    // Times, versions, attributes and the like may be damaged without harm to the bytes.
    expect(outcomes.error / (outcomes.error + outcomes.right)).toBeGreaterThan(0.85);
  });
});

test.each<[CodecName, RegExp]>([
  ['gzip', /unexpected end of file/],
  ['zstd', /unexpected end of file/],
  ['bz2', /unexpected end of file/],
  ['zip', /unexpected end of file/],
])('the stream of %s says that the archive is cut', async (name, message) => {
  const codec = codecNamed(name);
  const archive = await compress(codec, FILE);
  await expect(decompress(codec, archive.subarray(0, archive.length - 9))).rejects.toThrow(message);
  await expect(decompress(codec, archive.subarray(0, archive.length >> 1))).rejects.toThrow(message);
});
