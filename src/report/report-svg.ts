// The timeline and the counts as a picture for a README: an SVG without a program, readable on light and on dark pages.
import { counted } from '../format/counted.ts';
import { DARK, LIGHT } from './palette.ts';
import { countText, durationText } from './quantity-text.ts';
import { type ReportSummary, SEVERITY_BANDS, type TimelineSummary } from './report-data.ts';
import { type ZonedClock, type ZonedTime, zonedClock } from './zoned-time.ts';

const WIDTH = 860;
const HEIGHT = 262;
const EDGE = 16;
const CHART = { left: 64, top: 84, right: WIDTH - EDGE, bottom: 208 } as const;
/** A severity that has records in a bar is at least so high: one error is seen beside ten thousand other records. */
const LEAST_HEIGHT = 2;
const LONGEST_TITLE = 60;
const DAY = 86_400_000;

/** A text from logs may stand in XML without what XML knows no way to write (most controls, lone surrogates) or what drives a terminal. */
const NO_XML_TEXT = /[^\t -~\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
/** What would reorder the text around it. */
const BIDI = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

function escaped(text: string): string {
  const safe = text.replace(BIDI, '\ufffd').replace(NO_XML_TEXT, '\ufffd');
  return safe.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

function styleOf({ card, text, quiet, line, ink, fill }: typeof LIGHT): string {
  const bands = SEVERITY_BANDS.map((band) => `.${band}{fill:${fill[band]}}.ink-${band}{fill:${ink[band]}}`);
  return `.ground{fill:${card}}text{fill:${text}}.quiet{fill:${quiet}}.line{stroke:${line}}${bands.join('')}`;
}

const FONT = `text{font:13px system-ui,-apple-system,'Segoe UI',Helvetica,Arial,sans-serif;font-variant-numeric:tabular-nums}.title{font-weight:600;font-size:17px}.axis{font-size:11px}`;

/** Times are in the zone of the report, and the picture says so. */
export function reportSvg(summary: ReportSummary): string {
  const { records, first, last, timeline, zone } = summary;
  const clock = zonedClock(zone);
  const title = [...summary.title].slice(0, LONGEST_TITLE).join('');
  const span =
    first === null || last === null
      ? 'no times'
      : `${secondText(clock(first))} – ${secondText(clock(last))} ${zone} (${durationText(last - first)})`;
  const label = `${title}: ${counted(records, 'record')}, ${span}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="${escaped(label)}">
<style>${FONT}${styleOf(LIGHT)}@media(prefers-color-scheme:dark){${styleOf(DARK)}}</style>
<rect class="ground" width="${WIDTH}" height="${HEIGHT}" rx="8"/>
<text class="title" x="${EDGE}" y="30">${escaped(title)}</text>
<text class="quiet" x="${WIDTH - EDGE}" y="30" text-anchor="end">${escaped(span)}</text>
${counts(summary)}
${bars(timeline, clock)}
<text class="quiet axis" x="${EDGE}" y="${HEIGHT - 14}">${escaped(footOf(summary))}</text>
</svg>
`;
}

function counts({ records, bands }: ReportSummary): string {
  const shown = SEVERITY_BANDS.flatMap((band, index) => {
    const count = bands[index] ?? 0;
    return count > 0
      ? [`<tspan class="ink-${band}" dx="14">${band} <tspan font-weight="600">${countText(count)}</tspan></tspan>`]
      : [];
  });
  return `<text x="${EDGE}" y="58"><tspan font-weight="600">${counted(records, 'record')}</tspan>${shown.join('')}</text>`;
}

function footOf({ stages, redactions, timeline, errors, moreErrors }: ReportSummary): string {
  const masked = redactions.reduce((sum, [, count]) => sum + count, 0);
  const parts = [
    timeline.counts.length > 0 ? `each bar ${durationText(timeline.width)}` : '',
    stages.length > 0 ? counted(stages.length, 'stage') : '',
    errors.length > 0 ? `${counted(errors.length + moreErrors, 'kind')} of errors` : '',
    masked > 0 ? `${counted(masked, 'value')} masked` : '',
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

function bars({ counts: buckets, start, width }: TimelineSummary, clock: ZonedClock): string {
  const { left, top, right, bottom } = CHART;
  if (buckets.length === 0)
    return `<text class="quiet" x="${WIDTH / 2}" y="${(top + bottom) / 2}" text-anchor="middle">No record has a time.</text>`;
  const sums = buckets.map((bucket) => bucket.reduce((sum, count) => sum + count, 0));
  const most = Math.max(...sums);
  const step = (right - left) / buckets.length;
  const gap = step > 4 ? 1 : 0;
  const drawn = SEVERITY_BANDS.map(() => '');
  for (const [index, bucket] of buckets.entries()) {
    let y: number = bottom;
    for (const [band, count] of bucket.entries()) {
      if (count === 0) continue;
      const height = Math.max(LEAST_HEIGHT, (count / most) * (bottom - top));
      y = Math.max(top - LEAST_HEIGHT * SEVERITY_BANDS.length, y - height);
      drawn[band] +=
        `M${number(left + index * step)} ${number(y)}h${number(step - gap)}v${number(height)}h${number(gap - step)}z`;
    }
  }
  const paths = SEVERITY_BANDS.flatMap((band, index) =>
    drawn[index] === '' ? [] : [`<path class="${band}" d="${drawn[index]}"/>`],
  );
  const end = start + buckets.length * width;
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const anchor = share === 0 ? 'start' : share === 1 ? 'end' : 'middle';
    const text = tickText(clock(start + share * (end - start)), end - start);
    return `<text class="quiet axis" x="${number(left + share * (right - left))}" y="${bottom + 16}" text-anchor="${anchor}">${text}</text>`;
  });
  return `<path class="line" d="M${left} ${bottom + 0.5}H${right}M${left} ${top + 0.5}H${right}"/>
<text class="quiet axis" x="${left - 8}" y="${top + 4}" text-anchor="end">${countText(most)}</text>
<text class="quiet axis" x="${left - 8}" y="${bottom + 4}" text-anchor="end">0</text>
${paths.join('\n')}
${ticks.join('')}`;
}

function number(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function secondText({ date, clock }: ZonedTime): string {
  return `${date} ${clock.slice(0, 8)}`;
}

function tickText({ date, clock }: ZonedTime, span: number): string {
  if (span > 3 * DAY) return date;
  if (span > DAY / 4) return `${date.slice(5)} ${clock.slice(0, 5)}`;
  return span > 10_000 ? clock.slice(0, 8) : clock;
}
