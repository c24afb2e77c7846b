// Searches for texts that take long to redact: the long form of the test of hostile texts.
//   npm run bench -- hostile [--seconds=60] [--seed=1] [--entities=all]

import { createRedactor } from '../../src/redaction/index.ts';
import { type HostileText, HostileTexts } from './hostile-texts.ts';
import { milliseconds } from './measure.ts';
import { SeededRandom } from './seeded-random.ts';

const KB = 1024;
const MB = KB * KB;
/** So many of the slowest texts of 16 KB are measured at 64 KB and 1 MB. */
const KEPT = 100;
const SHOWN = 12;
const PROMISED_SHORT = 5;
const PROMISED_MEGABYTE = 50;
const PROMISED_GROWTH = 6;

interface Measured {
  readonly text: string;
  readonly 'ms at 16 KB': number;
  readonly 'ms at 1 MB': number;
  readonly 'growth from 16 to 64 KB': number;
}

/** The slowest texts of a search, and the slowest short one. */
export interface Findings {
  readonly tried: number;
  readonly slowest: readonly Measured[];
  readonly slowestShort: { readonly text: string; readonly ms: number };
}

export function run(args: readonly string[]): Findings {
  const value = (name: string): string | undefined =>
    args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
  const seconds = Number(value('seconds') ?? 60);
  const seed = Number(value('seed') ?? 1);
  const entities = value('entities') === 'all' ? 'all' : 'default';
  const redactor = createRedactor({ entities });
  const redact = (text: string): string => redactor.redactText(text);
  const texts = new HostileTexts(new SeededRandom(seed));

  const end = performance.now() + seconds * 1000;
  const found: { readonly text: HostileText; readonly ms: number }[] = [];
  let slowestShort = { text: '', ms: 0 };
  let tried = 0;
  for (; performance.now() < end; tried++) {
    const text = texts.long();
    found.push({ text, ms: milliseconds(text.make(16 * KB), redact, 1) });
    if (found.length > 10 * KEPT) keepSlowest(found);
    for (let i = 0; i < 20; i++) {
      const short = texts.short();
      const ms = milliseconds(short, redact, 1);
      if (ms > slowestShort.ms) slowestShort = { text: short, ms: Math.min(ms, milliseconds(short, redact)) };
    }
  }
  keepSlowest(found);
  const slowest = found
    .map(({ text }) => {
      const small = milliseconds(text.make(16 * KB), redact, 5);
      return {
        text: text.name.slice(0, 100),
        'ms at 16 KB': round(small),
        'ms at 1 MB': round(milliseconds(text.make(MB), redact)),
        'growth from 16 to 64 KB': round(milliseconds(text.make(64 * KB), redact, 5) / small),
      };
    })
    .sort((a, b) => b['ms at 1 MB'] - a['ms at 1 MB']);
  report(tried, entities, slowest, slowestShort);
  return { tried, slowest, slowestShort };
}

function keepSlowest(found: { readonly ms: number }[]): void {
  found.sort((a, b) => b.ms - a.ms);
  found.length = Math.min(found.length, KEPT);
}

function report(
  tried: number,
  entities: string,
  slowest: readonly Measured[],
  short: { readonly text: string; readonly ms: number },
): void {
  const growth = Math.max(...slowest.map((measured) => measured['growth from 16 to 64 KB']));
  const megabyte = slowest[0]?.['ms at 1 MB'] ?? 0;
  console.log(`${tried} texts and ${20 * tried} short ones, ${entities} entities`);
  console.table(slowest.slice(0, SHOWN));
  console.log(
    `slowest of at most 300 characters: ${short.ms.toFixed(2)} ms (at most ${PROMISED_SHORT}), ${JSON.stringify(short.text)}`,
  );
  console.log(`largest growth from 16 to 64 KB: ${growth.toFixed(2)} (at most ${PROMISED_GROWTH})`);
  console.log(`slowest of 1 MB: ${megabyte.toFixed(1)} ms (at most ${PROMISED_MEGABYTE})`);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
