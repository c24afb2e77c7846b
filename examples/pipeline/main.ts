// A pipeline of several stages: every record within a stage says so, whoever logs it; errors also go to a file of their own; a step that
// fails now and then is tried again.
//
//   node examples/pipeline/main.ts
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { contextualize, defaultLogDirectory, getLogger } from 'laketrace';

const DATA = join(import.meta.dirname, '../../node_modules/vega-datasets/data');
const directory = defaultLogDirectory();

const logger = getLogger('pipeline', { logDir: directory, level: 'DEBUG', format: 'text' });
logger.addHandler(join(directory, 'errors.log'), { level: 'ERROR', format: 'text' });
// What stages call knows nothing of stages, and its records have them all the same.
const lake = getLogger('pipeline.lake', { logDir: directory, stdout: false, format: 'json' });

type Row = Readonly<Record<string, unknown>>;

/** Stands for a lake that is slow to answer: every third call fails. */
let calls = 0;
async function write(table: string, rows: readonly Row[]): Promise<void> {
  await sleep(1);
  if (++calls % 3 === 1) throw new Error(`${table} is busy`, { cause: new Error('503 from the lake') });
  lake.info('written', { table, rows: rows.length });
}

async function retried(work: () => Promise<void>, attempts = 3): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await contextualize({ attempt }, work);
    } catch (error) {
      if (attempt === attempts) throw error;
      logger.exception('will be tried again', error, { attempt });
      await sleep(10);
    }
  }
}

async function stage<T>(name: string, work: () => T | Promise<T>): Promise<T> {
  return await contextualize({ stage: name }, async () => {
    const start = performance.now();
    logger.debug('begins');
    const result = await work();
    logger.success('done', { milliseconds: Math.round(performance.now() - start) });
    return result;
  });
}

const rows = await stage('extract', () => JSON.parse(readFileSync(join(DATA, 'movies.json'), 'utf8')) as Row[]);
const valid = await stage('transform', () => {
  const titled = rows.filter(({ Title }) => typeof Title === 'string');
  if (titled.length < rows.length) logger.warning('rows without a title', { rows: rows.length - titled.length });
  return titled;
});
await stage('load', async () => {
  const genres = Object.groupBy(valid, (row) => String(row['Major Genre'] ?? 'none'));
  for (const [genre, movies = []] of Object.entries(genres)) await retried(() => write(`movies_${genre}`, movies));
});
await Promise.all([logger.close(), lake.close()]);
