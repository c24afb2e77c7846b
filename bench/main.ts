// `npm run bench` measures all that docs/performance.md shows; `npm run bench -- quick` sees that it runs; `npm run bench -- <name>` is one bench.
import type { SectionName } from './performance/sections.ts';

type Bench = (args: readonly string[]) => Promise<unknown>;

/** A bench of docs/performance.md alone. */
const section =
  (name: SectionName): Bench =>
  async (args) =>
    (await import('./performance/run.ts')).runSections([name], args);

const all: Bench = async (args) => (await import('./performance/run.ts')).runAll(args);

const BENCHES: Readonly<Record<string, Bench>> = {
  all,
  quick: (args) => all(['--quick', ...args]),
  pages: async () => (await import('./performance/run.ts')).writeAgain(),
  throughput: section('throughput'),
  latency: section('latency'),
  'long-turns': section('long-turns'),
  service: section('service'),
  'start-up': section('start-up'),
  memory: section('memory'),
  growth: section('growth'),
  settings: section('settings'),
  compression: section('compression'),
  rotation: section('rotation'),
  'rotation-stall': async (args) => {
    const { optionsFrom, run } = await import('./rotation/rotation-stall.ts');
    const isPlain = args.every((arg) => ['--quick', '--write-docs'].includes(arg));
    if (isPlain) await section('rotation-stall')(args);
    else run(optionsFrom(args));
  },
  'redaction-speed': section('redaction-speed'),
  'redaction-hostile': async () => (await import('./parts/redaction-speed.ts')).runHostile(),
  redaction: async (args) => (await import('./redaction/index.ts')).run(args),
  hostile: async (args) => (await import('./redaction/hostile-search.ts')).run(args),
  emit: async () => console.table(await (await import('./parts/emit.ts')).run()),
  processor: async () => console.table((await import('./parts/processor.ts')).run()),
  'otlp-json': async () => {
    const { print, run } = await import('./parts/otlp-json.ts');
    print(run());
  },
  formats: async () => {
    const { print, run } = await import('./parts/formats.ts');
    print(run());
  },
  sanitize: async () => console.table((await import('./parts/sanitize.ts')).run()),
  integrity: async () => console.table(await (await import('./parts/integrity.ts')).run()),
  'self-metrics': async (args) => console.table(await (await import('./parts/self-metrics.ts')).run(args)),
  'at-run-time': async (args) => (await import('./parts/at-run-time.ts')).run(args),
  'archive-memory': async () => (await import('./memory/archive-memory.ts')).run(),
  read: async (args) => (await import('./read/index.ts')).run(args),
  loggers: async () => (await import('./memory/loggers.ts')).run(),
  collector: async (args) => (await import('./collector/index.ts')).run(args),
  'log-bytes': async (args) => (await import('./capacity/log-bytes.ts')).run(args),
  lake: async (args) => (await import('./capacity/lake.ts')).run(args),
};

const given = process.argv.slice(2);
const isNamed = given[0] !== undefined && !given[0].startsWith('--');
const [name = 'all', ...args] = isNamed ? given : ['all', ...given];
const run = BENCHES[name];
if (run === undefined) {
  console.error(`there is no bench ${name}; there are ${Object.keys(BENCHES).join(', ')}`);
  process.exitCode = 1;
} else {
  await run(args);
}
