// What sanitizeText costs a line: clean ASCII, clean text of other scripts, and lines with something to escape.
import { performance } from 'node:perf_hooks';
import { sanitizeText } from '../../src/format/sanitize-text.ts';

/** One row of the figures. */
export interface SanitizeFigure {
  readonly input: string;
  readonly microsecondsPerLine: number;
  /** Millions of UTF-16 code units a second. */
  readonly millionUnitsPerSecond: number;
  /** Against a bare pass of `/\n/` over the same lines in the same run. */
  readonly timesLineFeedTest: number;
}

const LINES: Readonly<Record<string, string>> = {
  'ASCII, 86 characters': 'Finished stage 12 in 1.234 s: 1,234,567 rows written to table sales_eu_west partition 7',
  'ASCII, 12,000 characters': 'GET /api/v1/orders/12345?limit=50 200 in 12 ms from host-17; '.repeat(197),
  'accents and Japanese, 90 characters': 'Größe überschritten: Straße 12, “naïve café” … 日本語のログ; '.repeat(2),
  'emoji, 60 characters': '🚀 deployed 👩🏽\u200d🚀 release ⚠\ufe0f with 3 warnings, all checks green ✅',
  'stack trace, 9 line feeds': `Error: boom${'\n    at run (app.js:12:34)'.repeat(9)}`,
};

/** Measures every kind of line. */
export function run(millisecondsEach = 200): SanitizeFigure[] {
  return Object.entries(LINES).map(([input, line]) => {
    const bare = timePerCall(() => LINE_FEED.test(line), millisecondsEach / 2);
    const ours = timePerCall(() => sanitizeText(line).length > 0, millisecondsEach);
    return {
      input,
      microsecondsPerLine: round(ours * 1_000),
      millionUnitsPerSecond: Math.round(line.length / ours / 1_000),
      timesLineFeedTest: round(ours / bare),
    };
  });
}

const LINE_FEED = /\n/;

/** Milliseconds a call, after a warm-up of the same length. */
function timePerCall(call: () => boolean, milliseconds: number): number {
  let perCall = 0;
  for (let round = 0; round < 2; round++) {
    const start = performance.now();
    let calls = 0;
    while (performance.now() - start < milliseconds) {
      for (let i = 0; i < 1_000; i++) call();
      calls += 1_000;
    }
    perCall = (performance.now() - start) / calls;
  }
  return perCall;
}

function round(value: number): number {
  return Number(value.toPrecision(2));
}
