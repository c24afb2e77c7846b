// The picture of the README: bars of records a second, as an SVG that is readable on light and dark pages.
import { figure } from '../page/generated-page.ts';
import type { Row } from '../throughput/index.ts';

const WIDTH = 860;
const LABEL = 330;
const CPU = 90;
const VALUE = 80;
const ROW = 26;
const BAR = 16;
const TOP = 56;
const BOTTOM = 40;

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('`', '');

function kindOf(name: string): 'ours' | 'floor' | 'theirs' {
  if (name.startsWith('laketrace')) return 'ours';
  return name === 'raw-writes' || name === 'emit-into-nothing' ? 'floor' : 'theirs';
}

/** Colours of bars and texts that are told apart on white and on black, by those who see no red or green as well. */
const STYLE = `
    text { font: 13px -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif; fill: #1f2328; }
    .title { font-weight: 600; font-size: 15px; }
    .note, .number { fill: #59636e; }
    .number { font-variant-numeric: tabular-nums; }
    .ours { fill: #0969da; } .theirs { fill: #9a6700; } .floor { fill: #8c959f; }
    text.ours { font-weight: 600; fill: #0969da; } text.theirs, text.floor { fill: #1f2328; }
    @media (prefers-color-scheme: dark) {
      text, text.theirs, text.floor { fill: #f0f6fc; }
      .note, .number { fill: #9198a1; }
      .ours, text.ours { fill: #4493f8; } .theirs { fill: #d29922; } .floor { fill: #656c76; }
    }`;

/** @param note when and where it was measured */
export function chartOf(rows: readonly Row[], note: string): string {
  const sorted = rows.toSorted((a, b) => b.finished - a.finished);
  const most = sorted[0]?.finished ?? 1;
  const room = WIDTH - LABEL - VALUE - CPU;
  const height = TOP + sorted.length * ROW + BOTTOM;
  const bars = sorted.map(({ name, title, finished, cpu }, index) => {
    const y = TOP + index * ROW;
    const width = Math.max(1, (finished / most) * room);
    const middle = y + BAR / 2 + 5;
    return [
      `  <text class="${kindOf(name)}" x="${LABEL - 10}" y="${middle}" text-anchor="end">${escaped(title)}</text>`,
      `  <rect class="${kindOf(name)}" x="${LABEL}" y="${y}" width="${width.toFixed(1)}" height="${BAR}" rx="2"/>`,
      `  <text class="number" x="${(LABEL + width + 8).toFixed(1)}" y="${middle}">${figure(finished)}</text>`,
      `  <text class="number" x="${WIDTH - 10}" y="${middle}" text-anchor="end">${figure(cpu, 1)} µs</text>`,
    ].join('\n');
  });
  const head = 'Records a second until all are in files';
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${head}">
  <style>${STYLE}
  </style>
  <text class="title" x="10" y="24">${head}</text>
  <text class="note" x="${WIDTH - 10}" y="24" text-anchor="end">CPU time a record</text>
${bars.join('\n')}
  <text class="note" x="10" y="${height - 14}">${escaped(note)}</text>
</svg>
`;
}
