// A Spark job definition in Microsoft Fabric: its log is on standard output as well, and its exit code says how it ended.
//
//   node examples/fabric-spark-job/main.ts [table]
import { cpSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { defaultLogDirectory, detectRuntime, finishRun, getLogger } from 'laketrace';

/** Where Fabric mounts the default lakehouse. */
const FILES = process.env['LAKEHOUSE_FILES'] ?? '/lakehouse/default/Files';
const DATA = join(import.meta.dirname, '../../node_modules/vega-datasets/data');
const [table = 'airports'] = process.argv.slice(2);

const { platform, runId = String(Date.now()) } = detectRuntime();
const logger = getLogger(
  'nightly-load',
  // Pipelines that drop the resource of records keep the run's id on each record.
  { logDir: defaultLogDirectory(), resource: { alsoOn: 'record', keys: ['laketrace.run.id'] }, compression: 'gzip' },
  runId,
).bind({ table });

function load(): number {
  const [head = '', ...rows] = readFileSync(join(DATA, `${table}.csv`), 'utf8')
    .trim()
    .split('\n');
  const columns = head.split(',').length;
  const broken = rows.filter((row) => row.replace(/"[^"]*"/g, '').split(',').length !== columns);
  for (const row of broken) logger.warning('row with other columns than the head', { row });
  return rows.length - broken.length;
}

try {
  logger.info('load started');
  logger.success('load done', { rows: load() });
} catch (error) {
  logger.exception('load failed', error);
  process.exitCode = 1;
}

const upload = (paths: readonly string[]) => {
  for (const path of paths) cpSync(path, join(FILES, 'logs/nightly-load', runId, basename(path)));
};
const report = await finishRun({ logger, ...(platform === 'fabric' && { upload }), timeout: '2 min' });
for (const { step, error } of report.errors) console.error(`${step}: ${error.message}`);
