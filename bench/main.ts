// `npm run bench` compares with the peers; `npm run bench -- redaction` measures the redactor; the other names are listed below.

const BENCHES: Readonly<Record<string, (args: readonly string[]) => Promise<unknown>>> = {
  peers: async () => (await import('./peers.ts')).run(),
  redaction: async (args) => (await import('./redaction/index.ts')).run(args),
  hostile: async (args) => (await import('./hostile.ts')).run(args),
  'redaction-speed': async () => (await import('./redaction-speed.ts')).run(),
  'otlp-json': async () => {
    const { print, run } = await import('./otlp-json.ts');
    print(run());
  },
  sanitize: async () => console.table((await import('./sanitize.ts')).run()),
  emit: async () => console.table(await (await import('./emit.ts')).run()),
  'rotation-stall': async (args) => {
    const { optionsFrom, run } = await import('./rotation-stall.ts');
    run(optionsFrom(args));
  },
  compression: async () => (await import('./compression-levels.ts')).run(),
  'long-turns': async () => (await import('./long-turns.ts')).run(),
  'self-metrics': async (args) => console.table(await (await import('./self-metrics.ts')).run(args)),
  integrity: async () => console.table(await (await import('./integrity.ts')).run()),
  collector: async (args) => (await import('./collector/index.ts')).run(args),
  'log-bytes': async (args) => (await import('./log-bytes.ts')).run(args),
  lake: async (args) => (await import('./lake.ts')).run(args),
};

const [name = 'peers', ...args] = process.argv.slice(2);
const run = BENCHES[name];
if (run === undefined) {
  console.error(`there is no bench ${name}; there are ${Object.keys(BENCHES).join(', ')}`);
  process.exitCode = 1;
} else {
  await run(args);
}
