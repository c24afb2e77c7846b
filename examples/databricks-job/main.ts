// A task of a Databricks job: stages with their durations, and files that go to a volume of Unity Catalog at the end.
//
//   node examples/databricks-job/main.ts
import { cpSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { defaultLogDirectory, detectRuntime, finishRun, getLogger } from 'laketrace';

const VOLUME = process.env['LOG_VOLUME'] ?? '/Volumes/main/default/logs';
const FLIGHTS = join(import.meta.dirname, '../../node_modules/vega-datasets/data/flights-20k.json');

interface Flight {
  readonly delay: number;
  readonly origin: string;
}

const { platform, runId = String(Date.now()), attributes } = detectRuntime();
const logger = getLogger('delay-profile', { logDir: defaultLogDirectory(), rotation: '10 MB', compression: 'gzip' });
logger.info('job started', { run: runId, job: attributes['databricks.job_id'] });

/** Runs a stage, and logs how long it took or why it failed. */
function stage<T>(name: string, work: () => T): T {
  const log = logger.bind({ stage: name });
  const start = performance.now();
  try {
    const result = work();
    log.success('stage done', { milliseconds: Math.round(performance.now() - start) });
    return result;
  } catch (error) {
    log.exception('stage failed', error, { milliseconds: Math.round(performance.now() - start) });
    throw error;
  }
}

try {
  const flights = stage('read', () => JSON.parse(readFileSync(FLIGHTS, 'utf8')) as Flight[]);
  const late = stage('profile', () => Object.groupBy(flights, ({ delay }) => (delay > 60 ? 'late' : 'fine')));
  logger.logStructured('profile', 'INFO', { flights: flights.length, late: late.late?.length ?? 0 });
  if ((late.late?.length ?? 0) > flights.length / 50) logger.warning('many flights are late');
} catch {
  process.exitCode = 1;
}

const upload = (paths: readonly string[]) => {
  // Whole files only: volumes refuse to append.
  for (const path of paths) cpSync(path, join(VOLUME, 'delay-profile', runId, basename(path)));
};
const report = await finishRun({ logger, ...(platform === 'databricks' && { upload }) });
console.log(`upload: ${report.upload}`);
