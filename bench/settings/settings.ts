// What each choice of `flush`, `enqueue`, `fsync` and a codec costs: in large turns of the event loop, and in small ones.
import { join } from 'node:path';
import type { FileOptions } from '../contenders/laketrace.ts';
import { inOwnProcess } from '../own-process.ts';
import { figure, markdownTable } from '../page/generated-page.ts';
import { fail, type Scale, type Section, sideBySide } from '../section.ts';
import { interleaved, median } from '../statistics.ts';
import type { Measurement, Run } from '../throughput/throughput-process.ts';

const PROCESS = join(import.meta.dirname, '../throughput/throughput-process.ts');
const GROUPS: Readonly<Record<string, Readonly<Record<string, FileOptions>>>> = {
  flush: {
    "`flush: 'turn'` (default)": {},
    "`flush: 'record'`": { flush: 'record' },
    '`flush: { interval: 200 }`': { flush: { interval: 200 } },
    '`flush: { interval: 1000 }`': { flush: { interval: 1000 } },
  },
  enqueue: {
    '`enqueue: false` (default)': {},
    '`enqueue: true`': { enqueue: true },
    '`enqueue: true`, `flush: { interval: 200 }`': { enqueue: true, flush: { interval: 200 } },
  },
  fsync: {
    "`fsync: 'never'`": { fsync: 'never' },
    "`fsync: 'rotate'` (default)": {},
    "`fsync: 'flush'`": { fsync: 'flush' },
    "`fsync: 'flush'`, `enqueue: true`": { fsync: 'flush', enqueue: true },
  },
  codec: {
    'no compression (default)': {},
    "`'gzip'`": { compression: 'gzip' },
    "`{ codec: 'gzip', level: 3 }`": { compression: { codec: 'gzip', level: 3 } },
    "`'zstd'`": { compression: 'zstd' },
    "`{ codec: 'zstd', level: 9 }`": { compression: { codec: 'zstd', level: 9 } },
  },
};
/** Records in a turn of the event loop. */
const BURSTS = { large: 1000, small: 10 } as const;
const RECORDS: Readonly<Record<Scale, number>> = { full: 40_000, quick: 1000 };
/** The first 10,000 records of a process take three times the CPU time of later ones: all of them V8's, whatever is set. */
const WARM_UP: Readonly<Record<Scale, number>> = { full: 40_000, quick: 100 };
const ROUNDS: Readonly<Record<Scale, number>> = { full: 3, quick: 1 };

/** Medians over the rounds. */
interface Row {
  readonly group: string;
  readonly setting: string;
  readonly large: Figures;
  readonly small: Figures;
}

interface Figures {
  readonly finished: number;
  readonly cpu: number;
  /** Of a record in its files. */
  readonly bytes: number;
}

/** What the bench has measured. */
export interface Settings {
  readonly rounds: number;
  readonly rows: readonly Row[];
}

async function measure(scale: Scale): Promise<Settings> {
  const cases = Object.entries(GROUPS).flatMap(([group, settings]) =>
    Object.entries(settings).map(([setting, options]) => ({ group, setting, options })),
  );
  const runs = cases.flatMap((each) => (['large', 'small'] as const).map((size) => ({ ...each, size })));
  const runOnce = ({ options, size }: (typeof runs)[number]): Promise<Measurement> =>
    inOwnProcess<Run, Measurement>(PROCESS, {
      contender: 'laketrace',
      line: 'sdk-3',
      shape: 'typical',
      records: RECORDS[scale],
      warmUp: WARM_UP[scale],
      burst: BURSTS[size],
      file: { compression: 'none', ...options },
    });
  const measured = await interleaved(runs, ROUNDS[scale], runOnce, sideBySide(scale));
  const figuresOf = (setting: string, group: string, size: keyof typeof BURSTS): Figures => {
    const rounds = [...measured].find(
      ([run]) => run.setting === setting && run.group === group && run.size === size,
    )?.[1];
    const of = (key: keyof Measurement) => (rounds ?? []).map((round) => round[key]);
    const lost = of('lost').reduce((sum, each) => sum + each, 0);
    if (lost > 0) fail(`${setting}: ${lost} records lost`);
    return {
      finished: median(of('finished')),
      cpu: median(of('cpu')),
      bytes: median(of('bytes')) / RECORDS[scale],
    };
  };
  const rows = cases.map(({ group, setting }) => ({
    group,
    setting,
    large: figuresOf(setting, group, 'large'),
    small: figuresOf(setting, group, 'small'),
  }));
  return { rounds: ROUNDS[scale], rows };
}

function settingsTable({ rows }: Settings, group: string): string {
  const head = [
    'setting',
    '1,000 a turn: records/s',
    'CPU a record',
    '10 a turn: records/s',
    'CPU a record',
    'bytes a record',
  ];
  const cells = rows
    .filter((row) => row.group === group)
    .map(({ setting, large, small }) => [
      setting,
      figure(large.finished),
      `${figure(large.cpu, 1)} µs`,
      figure(small.finished),
      `${figure(small.cpu, 1)} µs`,
      group === 'codec' ? figure(large.bytes, 1) : `${figure(large.bytes)} / ${figure(small.bytes)}`,
    ]);
  return markdownTable([head, ...cells]);
}

function passages(settings: Settings): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.keys(GROUPS).map((group) => [group, settingsTable(settings, group)]));
}

const render = (settings: Settings): string => Object.values(passages(settings)).join('\n\n');

export const settings: Section<Settings> = { measure, render, passages };
