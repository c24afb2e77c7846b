// A scan stops at a pair of bytes of each token's prefix: at one that clean logs seldom have, as it stops there in every text.
import { expect, test } from 'vitest';
import { CLEAN_SAMPLE, cleanLines } from '../../../bench/redaction/clean-corpus.ts';
import { TOKEN_FORMATS } from '../../../src/redaction/tokens/token-formats.ts';

/** How many more of its pair a format may stop at than of its rarest one, in a thousand characters. */
const MOST_MORE = 0.5;

const lines = cleanLines(CLEAN_SAMPLE).map(({ line }) => line);
const thousands = lines.reduce((sum, line) => sum + line.length, 0) / 1000;

const counts = new Map<string, number>();
for (const line of lines) {
  for (let at = 0; at + 1 < line.length; at++) {
    const pair = line.slice(at, at + 2);
    counts.set(pair, (counts.get(pair) ?? 0) + 1);
  }
}

/** How often a pair stands in a thousand characters. */
const rateOf = (pair: string): number => (counts.get(pair) ?? 0) / thousands;

const pairsOf = (prefix: string): string[] => Array.from(prefix.slice(1), (_, at) => prefix.slice(at, at + 2));

const rarestOf = (prefix: string): string =>
  pairsOf(prefix).reduce((rarest, pair) => (rateOf(pair) < rateOf(rarest) ? pair : rarest));

/** Where a scan stops for one format it may stop for others as well. */
const rarest = new Set(TOKEN_FORMATS.map(({ prefix }) => rarestOf(prefix)));

test.each(TOKEN_FORMATS.map((format) => [format.prefix, format] as const))('%s', (prefix, { trigger }) => {
  const pair = pairsOf(prefix)[trigger] as string;
  if (!rarest.has(pair)) expect(rateOf(pair) - rateOf(rarestOf(prefix))).toBeLessThan(MOST_MORE);
});
