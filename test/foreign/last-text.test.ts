// What is remembered of texts that come again and again: that it is the same text, and none of the memory of what it was cut from.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { LastText } from '../../src/foreign/last-text.ts';

/** Of values and of what they hold outside of the heap, as large strings do. */
function memory(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

test('knows no text before it was given one, not even the empty one', () => {
  expect(new LastText().is('')).toBe(false);
});

test('knows the text it kept, and no other', () => {
  const last = new LastText();
  for (const text of ['load', 'sales.orders of the lake', '', 'żółw 🐢', '\ud800']) {
    expect(last.is(text)).toBe(false);
    last.keep(text);
    expect(last.is(`${text.slice(0, 1)}${text.slice(1)}`)).toBe(true);
    expect(last.is(`${text}!`)).toBe(false);
  }
});

test('does not copy each text of a name whose texts are all different', () => {
  const last = new LastText();
  const kept = Array.from({ length: 1000 }, (_, i) => last.keep(`request ${i} of many`)).filter(Boolean);
  expect(kept.length).toBeLessThan(25);
});

test('does not keep a long text in memory of which the remembered one is a part', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const lasts = Array.from({ length: 10 }, () => new LastText());
  collect();
  const before = memory();
  for (const [i, last] of lasts.entries()) {
    const large = Buffer.alloc(4_000_000, `part ${i} of a large text, `).toString('latin1');
    expect(last.keep(large.slice(100_000, 100_060))).toBe(true);
  }
  collect();
  expect(memory() - before).toBeLessThan(20_000_000);
  expect(lasts).toHaveLength(10);
});
