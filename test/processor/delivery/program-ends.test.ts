// Real programs that come to their end with records still waiting, and programs whose collector is down while they log.
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { LONGEST_RUN, SOON } from '../../support/patience.ts';

const PRELUDE = `
  import { LoggerProvider } from '@opentelemetry/sdk-logs';
  import { LakeTraceLogRecordProcessor } from './src/processor/log-record-processor.ts';
  const say = (text) => process.stdout.write(text + '\\n');
  const setUp = (answer, options = {}, batch = {}) => {
    const exporter = {
      export: (records, done) => answer(done, records.length),
      forceFlush: async () => {},
      shutdown: async () => {},
    };
    const where = options.asSink ? { sinks: [exporter] } : { batch: { exporter, ...batch } };
    const { asSink, ...others } = options;
    const onError = (error) => say(error.message);
    const processor = new LakeTraceLogRecordProcessor({ file: false, onError, ...where, ...others });
    const provider = new LoggerProvider({ processors: [processor] });
    return { processor, provider, logger: provider.getLogger('app') };
  };
  let exported = 0;
  const slowly = (done, count) => setTimeout(() => { exported += count; done({ code: 0 }); }, 20);
  process.on('exit', () => say('exported ' + exported));
  // From when a test says that all is logged.
  let logged;
  const isLogged = () => { logged = performance.now(); };
  process.on('exit', () => { if (logged !== undefined) say('held for ' + (performance.now() - logged)); });
`;

interface Outcome extends SpawnSyncReturns<string> {
  readonly said: string[];
  /** Milliseconds from the program's `isLogged()` to its end. */
  readonly held: number;
}

function run(program: string, args: readonly string[] = []): Outcome {
  const options = { encoding: 'utf8', timeout: LONGEST_RUN } as const;
  const outcome = spawnSync(process.execPath, [...args, '--input-type=module', '-e', PRELUDE + program], options);
  const lines = outcome.stdout.trim().split('\n');
  const said = lines.filter((line) => !line.startsWith('held for '));
  const [, held] = /^held for (.*)$/m.exec(outcome.stdout) ?? [];
  return { ...outcome, said, held: Number(held) };
}

describe('a program that ends by itself', () => {
  test.each(['false', 'true'])('exports what waits (as a sink: %s)', (asSink) => {
    const { said, status, stderr } = run(`
      const { logger } = setUp(slowly, { asSink: ${asSink} });
      for (let i = 0; i < 5000; i++) logger.emit({ body: i });`);
    expect({ said, status, stderr }).toEqual({ said: ['exported 5000'], status: 0, stderr: '' });
  });

  test('also what its own beforeExit listeners log, once, and no listener keeps it without end', () => {
    const { said, status } = run(`
      let rounds = 0;
      const { logger } = setUp(slowly);
      process.on('beforeExit', () => { rounds++; logger.emit({ body: 'bye' }); });
      process.on('exit', () => say('rounds ' + rounds));`);
    expect(status).toBe(0);
    expect(said).toEqual([
      'exported 1',
      'rounds 2',
      '1 of 2 log records were not exported before the process ended: call shutdown() first',
    ]);
  });

  test.each(['false', 'true'])('is not held longer than the deadline by a dead exporter (as a sink: %s)', (asSink) => {
    const { said, status, held } = run(`
      const { logger } = setUp(() => {}, { asSink: ${asSink}, shutdownTimeoutMillis: 1000 });
      for (let i = 0; i < 5000; i++) logger.emit({ body: i });
      isLogged();`);
    expect(status).toBe(0);
    expect(said).toContain(
      '5000 of 5000 log records were not exported before the process ended: call shutdown() first',
    );
    // An exporter has 30 s for each batch.
    expect(held).toBeLessThan(SOON);
  });

  test('is not held by a processor that has nothing to send', () => {
    const { said, held } = run(`
      const { logger, processor } = setUp(slowly, {}, { scheduledDelayMillis: 60_000 });
      logger.emit({ body: 'x' });
      await processor.forceFlush();
      isLogged();`);
    expect(said).toEqual(['exported 1']);
    expect(held).toBeLessThan(SOON);
  });
});

test('records of 12 KB for a function that never answers stay within their bytes', () => {
  const { said, status, stderr } = run(
    `
      const onError = (error) => say(error.message);
      const processor = new LakeTraceLogRecordProcessor({
        file: false, redaction: false, shutdownTimeoutMillis: 500, onError, sinks: [() => new Promise(() => {})],
      });
      const logger = new LoggerProvider({ processors: [processor] }).getLogger('app');
      const filler = 'x'.repeat(12_000);
      for (let i = 0; i < 100_000; i++) logger.emit({ body: Buffer.from(i + filler).toString('latin1') });
      const [{ records, failed }] = [...processor.sinks().values()];
      say(JSON.stringify({ records, isSome: failed > 80_000 && failed < 99_000 }));
      await processor.shutdown();`,
    ['--max-old-space-size=192'],
  );
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  expect(said[0]).toBe('{"records":100000,"isSome":true}');
  expect(said).toContainEqual(expect.stringMatching(/^\d+ log records were dropped in all: the function has not done/));
});

test('records of 12 KB for a collector that is down stay within their bytes', () => {
  // 1.2 GB are logged with a heap of 192 MB: more than a few copies too many would end the program.
  const { said, status, stderr } = run(
    `
      const down = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
      const { logger, processor } = setUp((done) => setTimeout(done, 1, { code: 1, error: down }), { shutdownTimeoutMillis: 500, redaction: false });
      const filler = 'x'.repeat(12_000);
      let next = 0;
      for (let turn = 0; turn < 50; turn++) {
        for (let i = 0; i < 2000; i++) logger.emit({ body: Buffer.from((next++) + filler).toString('latin1') });
        await new Promise(setImmediate);
      }
      const { accepted, dropped, waiting, waitingBytes } = processor.stats().batch;
      say(JSON.stringify({ all: accepted + dropped, isSame: accepted === waiting, waitingBytes }));
      await processor.shutdown();`,
    ['--max-old-space-size=192'],
  );
  expect(stderr).toBe('');
  expect(status).toBe(0);
  const counts = JSON.parse(said.find((line) => line.startsWith('{')) ?? '');
  expect(counts).toMatchObject({ all: 100_000, isSame: true });
  expect(counts.waitingBytes).toBeGreaterThan(20e6);
  expect(counts.waitingBytes).toBeLessThan(110e6);
  expect(said.at(-2)).toMatch(
    /^100000 of 100000 log records were not exported: \d+ failed \(connect ECONNREFUSED\), \d+ found/,
  );
});
