// Unit tests run from the sources; end-to-end tests run the packed package under each OpenTelemetry SDK line.
import { existsSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { SEED } from './test/support/seed.ts';

// `test/e2e/prepare.ts`, which `npm test` runs first, lays these folders down.
const lines = readdirSync('test/e2e/lines').filter((line) => existsSync(`.cache/e2e/${line}`));

/** Not in `npm run test:quick`: processes that end or are killed, disks that fail, every expression, large inputs. */
const slow = [
  'test/archive/{codecs,system-tools}.test.ts',
  'test/archive/bzip2/**',
  'test/examples/**',
  'test/expressions/**',
  'test/faults/**',
  'test/file/finished/many-files.test.ts',
  'test/file/lock/{processes,worker-threads}.test.ts',
  'test/file/rotation/rotation-schedule.test.ts',
  'test/file/system/refused-calls.test.ts',
  'test/format/otlp-any-value.test.ts',
  'test/fuzz/**',
  'test/integrity/**',
  'test/lifecycle/**',
  'test/logger/**',
  'test/processor/delivery/**',
  'test/processor/errors/standard-error.test.ts',
  'test/processor/filters/drop-summary.test.ts',
  'test/processor/guard/**',
  'test/processor/resource/resource-hold.test.ts',
  'test/redaction/{hostile-texts,properties}.test.ts',
  'test/redaction/scan/repetition.test.ts',
  'test/setup/**',
  'test/torture/**',
];

/** One of these that began last would run alone at the end. Without the times of an earlier run vitest begins with the largest files. */
const slowest =
  /(?:torture\/(?:steps|rounds)|hostile-texts|tests\/(?:collector|reach)|integrity-mutations|one-failing-call|many-files|repetition|natural-end|exit-in-shutdown|lock\/processes|archive\/(?:codecs|system-tools)|refused-calls|sinks\/console-at-exit|setup\/register|winston-transport)\.test\.ts$/;

class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isSlow = ({ moduleId }: TestSpecification) => slowest.test(moduleId);
    return [...sorted.filter(isSlow), ...sorted.filter((file) => !isSlow(file))];
  }
}

/** The programs that tests start find their compiled code, without which half of their time goes into compiling it again. */
const env = { NODE_COMPILE_CACHE: resolve('.cache/compiled') };

// Every worker gets the one seed that was drawn here.
if (process.env.TEST_SEED === 'random') console.log(`TEST_SEED=${SEED}`);

/**
 * `npm run test:portable`: what computes and nothing else, so that it needs no `/proc`, no signals and no modes of files. It is for
 * macOS and Windows, on which the rest of the suite has not been run.
 */
const portable = [
  'test/{archive,foreign,format,redaction,spec}/**/*.test.ts',
  'test/resource/{runtime,resource-merge,platforms-doc}.test.ts',
];

/**
 * Milliseconds that a test may take: no measure of speed, but the end of one that hangs. The slowest take a few seconds on two idle
 * cores, and twenty times that where others keep them busy.
 */
const PATIENCE = 300_000;

const unit = {
  env: { ...env, TEST_SEED: String(SEED) },
  setupFiles: ['test/support/seed-properties.ts'],
  include: ['test/**/*.test.ts'],
  exclude: [
    'test/e2e/**',
    'test/install/**',
    'test/collector/**',
    'test/engines/**',
    'test/lake/**',
    'test/browser/**',
  ],
  testTimeout: PATIENCE,
  hookTimeout: PATIENCE,
};

/**
 * What registers in the process, ends it, or looks at all of it (its open files, its memory, who listens to its end): each of these files has
 * a worker of its own, and `test/sources/test-projects.test.ts` holds those that look to it. All others share workers, which load each module once, at a fifth of the time; `test/support/leaves-nothing.ts` holds them to leave those as they were.
 */
const alone = [
  'test/{bridges,lifecycle,setup}/**/*.test.ts',
  'test/faults/hanging.test.ts',
  'test/file/writer/{acknowledgements,interleaving}.test.ts',
  'test/foreign/last-text.test.ts',
  'test/integrity/verify/verify-integrity.test.ts',
  'test/processor/re-entrancy.test.ts',
  'test/processor/delivery/batch-path.test.ts',
  'test/processor/levels/severity-levels.test.ts',
  'test/processor/sinks/console-sink.test.ts',
  'test/redaction/redaction-options.test.ts',
  'test/resource/hostile-files.test.ts',
  'test/tally/kept-texts.test.ts',
  'test/upload/faults.test.ts',
];

const config: ViteUserConfig = defineConfig({
  test: {
    // vitest leaves one core free, and so half of a machine of two. Most tests wait for disks and for other processes, so there is one more.
    maxWorkers: availableParallelism() + 1,
    sequence: { sequencer: SlowestFirst },
    projects: [
      {
        test: {
          ...unit,
          name: 'unit',
          exclude: [...unit.exclude, ...alone],
          setupFiles: ['test/support/leaves-nothing.ts', ...unit.setupFiles],
          isolate: false,
        },
      },
      { test: { ...unit, name: 'unit-alone', include: alone } },
      { test: { ...unit, name: 'quick', exclude: [...unit.exclude, ...slow] } },
      { test: { ...unit, name: 'portable', include: portable, exclude: [...unit.exclude, ...slow] } },
      {
        test: {
          name: 'install',
          env,
          include: ['test/install/**/*.test.ts'],
          maxConcurrency: 2,
          testTimeout: 4 * PATIENCE,
          hookTimeout: 4 * PATIENCE,
        },
      },
      {
        test: {
          name: 'collector',
          env,
          include: ['test/collector/**/*.test.ts'],
          // One test reads what a real Spark logs.
          globalSetup: ['test/collector/global-setup.ts', 'test/engines/spark-environment.ts'],
          // A collector, a program and their far end are busy in each: more at the same time would not be sooner.
          fileParallelism: false,
          testTimeout: 2 * PATIENCE,
          hookTimeout: 2 * PATIENCE,
        },
      },
      {
        test: {
          name: 'upload',
          env,
          include: ['test/lake/**/*.test.ts'],
          globalSetup: ['test/lake/prepare-azurite.ts', 'test/lake/prepare-s3.ts'],
          testTimeout: 2 * PATIENCE,
          hookTimeout: 2 * PATIENCE,
        },
      },
      {
        test: {
          name: 'browser',
          env,
          include: ['test/browser/**/*.test.ts'],
          globalSetup: ['test/browser/chromium.ts'],
          // A browser is several processes.
          fileParallelism: false,
          testTimeout: PATIENCE,
          hookTimeout: PATIENCE,
        },
      },
      {
        test: {
          name: 'engines',
          env,
          include: ['test/engines/**/*.test.ts'],
          globalSetup: ['test/engines/spark-environment.ts'],
          // A run of Spark is busy on all cores, and takes minutes where others are too.
          fileParallelism: false,
          testTimeout: 900_000,
          hookTimeout: 600_000,
        },
      },
      ...lines.map((line) => ({
        root: `.cache/e2e/${line}`,
        test: {
          name: line,
          env: { ...env, TEST_SEED: String(SEED) },
          include: ['tests/**/*.test.ts'],
          // Realms are the same under both lines, and Jest is installed beside one of them.
          exclude: line === 'sdk-3' ? [] : ['tests/runners.test.ts'],
          testTimeout: 2 * PATIENCE,
          hookTimeout: 2 * PATIENCE,
        },
      })),
    ],
  },
});
export default config;
