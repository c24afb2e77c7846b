// The timeline: bars of records by time, stacked by severity, of which a part can be selected.
import uPlot from 'uplot';
import { counted } from '../../format/counted.ts';
import { countText, durationText } from '../quantity-text.ts';
import { SEVERITY_BANDS, type TimelineSummary } from '../report-data.ts';
import { byId } from './elements.ts';
import { rangeText, timeParts, zoneName } from './times.ts';

/** A severity that has records in a bucket is at least so high, of all: one error is seen beside ten thousand others. */
const LEAST_SHARE = 0.02;
/** Pixels: beside the bars, of a digit on the axes, and between two labels of times. */
const LEFT = 58;
const RIGHT = 8;
const DIGIT_WIDTH = 7;
const NARROW_LABEL = 60;
const WIDE_LABEL = 90;
const HEIGHT = 190;
const DAY = 86_400_000;

/** Gets the time that was selected; `undefined` where it was given up. */
export type SelectRange = (range: readonly [from: number, to: number] | undefined) => void;

/** Draws the timeline, and lets a part of it be selected by the pointer or the keyboard. */
export class TimelineChart {
  readonly #timeline: TimelineSummary;
  readonly #onSelect: SelectRange;
  readonly #place = byId('chart');
  #hidden: ReadonlySet<number> = new Set();
  #chart: uPlot | undefined;
  #at = -1;
  #anchor = -1;

  constructor(timeline: TimelineSummary, onSelect: SelectRange) {
    this.#timeline = timeline;
    this.#onSelect = onSelect;
    if (timeline.counts.length === 0) {
      byId('readout').textContent = 'There is nothing to draw.';
      this.#place.hidden = true;
      return;
    }
    this.#make();
    new ResizeObserver(() => this.#resize()).observe(this.#place);
    this.#place.addEventListener('keydown', (event) => this.#onKey(event));
    this.#place.addEventListener('blur', () => this.#say(-1));
    this.#say(-1);
    byId('chart-text').textContent = this.#description();
  }

  /** Shows other severities. */
  setHidden(hidden: ReadonlySet<number>): void {
    this.#hidden = hidden;
    this.#chart?.setData(this.#data());
  }

  /** Takes the colours of the theme, and the zone, anew. */
  redraw(): void {
    this.#chart?.redraw(false, true);
    this.#say(-1);
  }

  clear(): void {
    this.#anchor = -1;
    this.#chart?.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  }

  #make(): void {
    const colour = (name: string) => colourOf(name);
    const axis = { stroke: () => colour('quiet'), font: '11px system-ui, sans-serif', ticks: { show: false } };
    const { start, width, counts } = this.#timeline;
    const end = start + counts.length * width;
    const bars = uPlot.paths.bars?.({ size: [0.86, 60], align: 1 });
    const series = drawnBands().map((band) => ({
      label: SEVERITY_BANDS[band] ?? '',
      fill: () => colour(`fill-${(SEVERITY_BANDS[band] ?? '').toLowerCase()}`),
      width: 0,
      points: { show: false },
      ...(bars === undefined ? {} : { paths: bars }),
    }));
    this.#chart = new uPlot(
      {
        ...{
          width: this.#place.clientWidth,
          height: HEIGHT,
          ms: 1,
          padding: [8, RIGHT, 0, 0],
          legend: { show: false },
        },
        scales: { x: { time: true, range: () => [start, end] }, y: { range: (_, __, most) => [0, Math.max(1, most)] } },
        series: [{}, ...series],
        axes: [
          {
            ...axis,
            grid: { show: false },
            size: 30,
            // A time to the second is narrower than one to the millisecond.
            space: (_, __, from, to, room) => (((to - from) / room) * NARROW_LABEL < 1000 ? WIDE_LABEL : NARROW_LABEL),
            values: (_, splits, __, ___, step) => this.#tickTexts(splits, step),
          },
          {
            ...axis,
            size: LEFT,
            space: 40,
            grid: { stroke: () => colour('line'), width: 1 },
            values: (_, splits) => splits.map((count) => (Number.isInteger(count) ? countText(count) : '')),
          },
        ],
        cursor: { y: false, points: { show: false }, drag: { x: true, y: false, setScale: false } },
        hooks: {
          setCursor: [({ cursor }) => this.#say(this.#bucketAt(cursor.left ?? -1))],
          setSelect: [({ select }) => this.#selectPixels(select.left, select.width)],
        },
      },
      this.#data(),
      this.#place,
    );
  }

  /** For each severity that is drawn, the height up to which it reaches: the higher ones are drawn first, and the lower over them. */
  #data(): uPlot.AlignedData {
    const { start, width, counts } = this.#timeline;
    const shown = counts.map((bucket) => bucket.map((count, band) => (this.#hidden.has(band) ? 0 : count)));
    const most = Math.max(1, ...shown.map((bucket) => bucket.reduce((sum, count) => sum + count, 0)));
    const heights = shown.map((bucket) => {
      let sum = 0;
      return bucket.map((count) => {
        if (count === 0) return Number.NaN;
        sum += Math.max(count, most * LEAST_SHARE);
        return sum;
      });
    });
    const columns = drawnBands().map((band) =>
      heights.map((bucket) => (Number.isNaN(bucket[band] ?? Number.NaN) ? null : (bucket[band] ?? null))),
    );
    return [counts.map((_, index) => start + index * width), ...columns];
  }

  /** The texts of ticks; none where it would be cut off at the right. */
  #tickTexts(ticks: readonly number[], step: number): string[] {
    const { start, width, counts } = this.#timeline;
    const room = this.#place.clientWidth - LEFT - RIGHT;
    return ticks.map((at) => {
      const text = tickText(at, step);
      const place = ((at - start) / (counts.length * width)) * room;
      return place + (text.length * DIGIT_WIDTH) / 2 > room + RIGHT ? '' : text;
    });
  }

  #resize(): void {
    const width = this.#place.clientWidth;
    if (this.#chart !== undefined && width > 0 && width !== this.#chart.width)
      this.#chart.setSize({ width, height: HEIGHT });
  }

  #bucketAt(left: number): number {
    if (left < 0 || this.#chart === undefined) return -1;
    const { start, width, counts } = this.#timeline;
    const index = Math.floor((this.#chart.posToVal(left, 'x') - start) / width);
    return Math.max(0, Math.min(counts.length - 1, index));
  }

  #selectPixels(left: number, pixels: number): void {
    if (pixels > 0) this.#select(this.#bucketAt(left), this.#bucketAt(left + pixels - 1));
    else this.#onSelect(undefined);
  }

  #select(one: number, other: number): void {
    const { start, width } = this.#timeline;
    this.#onSelect([start + Math.min(one, other) * width, start + (Math.max(one, other) + 1) * width]);
  }

  #onKey(event: KeyboardEvent): void {
    const { counts } = this.#timeline;
    const steps: Readonly<Record<string, number>> = {
      ArrowRight: 1,
      ArrowLeft: -1,
      Home: -counts.length,
      End: counts.length,
    };
    const step = steps[event.key];
    if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const from = this.#at;
    this.#at = Math.max(0, Math.min(counts.length - 1, from + (from === -1 && step > 0 ? 1 : step)));
    if (event.shiftKey) {
      if (this.#anchor === -1) this.#anchor = Math.max(0, from);
      this.#showSelection();
      this.#select(this.#anchor, this.#at);
    } else this.#anchor = -1;
    this.#say(this.#at);
  }

  #showSelection(): void {
    const chart = this.#chart;
    if (chart === undefined) return;
    const { start, width } = this.#timeline;
    const left = chart.valToPos(start + Math.min(this.#anchor, this.#at) * width, 'x');
    const right = chart.valToPos(start + (Math.max(this.#anchor, this.#at) + 1) * width, 'x');
    chart.setSelect({ left, top: 0, width: right - left, height: chart.over.clientHeight }, false);
  }

  /** Says what is in a bucket; where nothing is pointed at, what the timeline is. */
  #say(index: number): void {
    const { start, width, counts } = this.#timeline;
    const bucket = counts[index];
    const readout = byId('readout');
    if (bucket === undefined) {
      readout.textContent = `Each bar is ${durationText(width)}. Drag over the bars to see the records of a time.`;
      return;
    }
    this.#at = index;
    const from = start + index * width;
    const said = bucket.flatMap((count, band) => (count > 0 ? [`${countText(count)} ${SEVERITY_BANDS[band]}`] : []));
    const all = counted(
      bucket.reduce((sum, count) => sum + count, 0),
      'record',
    );
    readout.textContent = `${rangeText(from, from + width)} ${zoneName()}: ${all}${said.length > 0 ? `: ${said.join(', ')}` : ''}`;
  }

  #description(): string {
    const { start, width, counts } = this.#timeline;
    const sums = counts.map((bucket) => bucket.reduce((sum, count) => sum + count, 0));
    const most = sums.indexOf(Math.max(...sums));
    const errors = counts.filter(([fatal = 0, error = 0]) => fatal + error > 0).length;
    const peak = `most, ${countText(sums[most] ?? 0)}, from ${rangeText(start + most * width, start + (most + 1) * width)}`;
    return `Records in ${counted(counts.length, 'bar')} of ${durationText(width)}: ${peak}; errors in ${counted(errors, 'bar')}.`;
  }
}

/** The bands from the top of a bar down. */
function drawnBands(): number[] {
  return SEVERITY_BANDS.map((_, band) => band).reverse();
}

/** A colour of the palette under the theme of now. */
function colourOf(name: string): string {
  const probe = byId('colour-probe');
  probe.style.color = `var(--${name})`;
  return getComputedStyle(probe).color;
}

function tickText(time: number, step: number): string {
  const { date, clock } = timeParts(time);
  if (step >= DAY) return date;
  if (clock.startsWith('00:00:00.000')) return date;
  if (step >= 60_000) return clock.slice(0, 5);
  return step >= 1000 ? clock.slice(0, 8) : clock;
}
