// What levels by scope, `contextualize` and the flight recorder cost an emit: where they are used, and where they are not.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import type * as laketrace from '../../src/index.ts';
import { conditions, figure, markdownTable, publish } from '../page/generated-page.ts';
import { quantile } from '../statistics.ts';

const ROUNDS = 80;
const EMITS = 10_000;
/** What else runs on the machine only adds to a time: the tenth part of the rounds that it disturbed least is compared. */
const LEAST = 0.1;

const ATTRIBUTES = { table: 'flights', rows: 123_456, partition: 'day=2026-01-31', ok: true, ratio: 0.25 };
const FIELDS = { 'request.id': '7f3a9c', tenant: 'blue', attempt: 2 };
const BODIES = Array.from(
  { length: 64 },
  (_, i) => `Finished stage ${i} in 1.234 s: 1,234,567 rows written to table sales_eu_west part ${i}`,
);

type Logger = ReturnType<LoggerProvider['getLogger']>;

interface Way {
  readonly name: string;
  readonly logger: Logger;
  readonly severityNumber: number;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
  readonly within: (work: () => void) => void;
}

/**
 * Measures, and with `--write-docs` writes the figures into docs/context.md.
 * @param args may name the entry point of another build, which is measured beside this one
 */
export async function run(args: readonly string[] = []): Promise<void> {
  const measured = conditions();
  const { LakeTraceLogRecordProcessor, contextualize }: typeof laketrace = await import(
    '../../dist/index.mjs' as string
  );
  type Options = laketrace.LakeTraceLogRecordProcessorOptions;
  const directly = (work: () => void): void => work();
  const way = (
    name: string,
    options: Options = {},
    parts: Partial<Way> = {},
    Made = LakeTraceLogRecordProcessor,
  ): Way => {
    const processor = new Made({ file: false, sinks: [() => undefined], ...options });
    const logger = new LoggerProvider({ processors: [processor] }).getLogger('bench.orders');
    return { name, logger, severityNumber: 9, attributes: ATTRIBUTES, within: directly, ...parts };
  };
  const scopes = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`org.noisy${i}.*`, 'ERROR']));
  const debug = { severityNumber: 5 };

  const unused = [way('none of it'), way('none of it, once more')];
  const other = args.find((arg) => !arg.startsWith('--'));
  if (other !== undefined) {
    const before: typeof laketrace = await import(pathToFileURL(resolve(other)).href);
    unused.push(way('the other build', {}, {}, before.LakeTraceLogRecordProcessor));
  }
  const used = [
    way('`levels` of 100 scopes', { levels: { scopes } }),
    way('`recorder`, a record that is written', { recorder: true }),
    way('`recorder`, one that is recorded', { recorder: true }, debug),
    way('no `recorder`, the same one, which nobody wants', {}, debug),
    way('`minimumSeverity: DEBUG`, the same one, which a function gets', { minimumSeverity: 'DEBUG' }, debug),
  ];
  const rows = compare([...unused, ...used]);
  // From here on there is a context somewhere in the process.
  contextualize(FIELDS, () => undefined);
  rows.push(
    ...compare([
      way('`contextualize` in use, but not here'),
      way('within `contextualize` of three fields', {}, { within: (work) => contextualize(FIELDS, work) }),
      way('the same three fields given to each emit', {}, { attributes: { ...ATTRIBUTES, ...FIELDS } }),
    ]),
  );
  const [none = Number.NaN] = rows.map(({ nanoseconds }) => nanoseconds);
  const table = markdownTable([
    ['an emit with', 'ns CPU', 'more than none of it'],
    ...rows.map(({ name, nanoseconds }) => [name, figure(nanoseconds), figure(nanoseconds - none)]),
  ]);
  const call = leastOf(() => timeOf(EMITS, () => contextualize(FIELDS, () => undefined)));
  const trigger = await triggerTime(LakeTraceLogRecordProcessor);
  const more = `A call of \`contextualize\` with three fields takes ${figure(call)} ns, and an error that has 1,000 records written to a file before it ${figure(trigger, 1)} ms.`;
  const how = `The tenth part of ${ROUNDS} rounds that was disturbed least, redaction on. ${measured}`;
  publish([join(import.meta.dirname, '../../docs/context.md')], 'at-run-time', `${table}\n\n${more}\n\n${how}`, args);
}

function compare(ways: readonly Way[]): { readonly name: string; readonly nanoseconds: number }[] {
  const times = ways.map((): number[] => []);
  for (let round = -5; round < ROUNDS; round++) {
    for (let i = 0; i < ways.length; i++) {
      // Each way is the first as often as it is the last.
      const index = (i + Math.abs(round)) % ways.length;
      const { logger, severityNumber, attributes, within } = ways[index] as Way;
      const emit = (n: number) =>
        logger.emit({ severityNumber, body: BODIES[n % BODIES.length] as string, attributes });
      let time = 0;
      within(() => {
        time = timeOf(EMITS, emit);
      });
      if (round >= 0) times[index]?.push(time);
    }
  }
  return ways.map(({ name }, i) => ({ name, nanoseconds: quantile(times[i] ?? [], LEAST) }));
}

/** Nanoseconds of CPU that a call takes. */
function timeOf(calls: number, call: (n: number) => void): number {
  const began = process.cpuUsage();
  for (let n = 0; n < calls; n++) call(n);
  const { user, system } = process.cpuUsage(began);
  return ((user + system) * 1000) / calls;
}

/** Milliseconds that the emit of an error takes which has 1,000 records written to a file. */
async function triggerTime(Made: typeof laketrace.LakeTraceLogRecordProcessor): Promise<number> {
  const directory = mkdtempSync(join(tmpdir(), 'laketrace-bench-'));
  const processor = new Made({ file: { directory, name: 'bench', retention: 1 }, recorder: true });
  const logger = new LoggerProvider({ processors: [processor] }).getLogger('bench');
  try {
    return leastOf(() => {
      for (let n = 0; n < 1000; n++) {
        logger.emit({ severityNumber: 5, body: BODIES[n % BODIES.length] as string, attributes: ATTRIBUTES });
      }
      return timeOf(1, () => logger.emit({ severityNumber: 17, body: 'failed' })) / 1e6;
    });
  } finally {
    await processor.shutdown();
    rmSync(directory, { recursive: true, force: true });
  }
}

function leastOf(measure: () => number): number {
  return quantile(Array.from({ length: ROUNDS }, measure), LEAST);
}
