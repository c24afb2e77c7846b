// A job, or a Databricks App, that ends its run by an upload to a volume of Unity Catalog, where no volume is mounted.
//
//   DATABRICKS_HOST=https://adb-….azuredatabricks.net DATABRICKS_TOKEN=… LOG_VOLUME=main.ops.logs node examples/databricks-upload/main.ts
//
// In a Databricks App nothing of that has to be set but LOG_VOLUME: its service principal is found by @databricks/sdk-experimental.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { databricksVolumeTarget, defaultLogDirectory, finishRun, getLogger, uploadLogs } from 'laketrace';

const [catalog = '', schema = '', volume = ''] = (process.env['LOG_VOLUME'] ?? 'main.default.logs').split('.');
const CARS = join(import.meta.dirname, '../../node_modules/vega-datasets/data/cars.json');

const directory = defaultLogDirectory();
const logger = getLogger('car-check', { logDir: directory, rotation: '1 GB', compression: 'gzip' });

const cars = JSON.parse(readFileSync(CARS, 'utf8')) as { readonly Name: string; readonly Horsepower: number | null }[];
for (const { Name: name } of cars.filter(({ Horsepower }) => Horsepower === null)) {
  logger.warning('a car without horsepower', { name });
}
logger.success('all checked', { cars: cars.length });

const target = databricksVolumeTarget({ catalog, schema, volume, path: 'car-check' });
const { ok, upload, errors } = await finishRun({
  logger,
  upload: (_, { signal }) => uploadLogs({ directory, target, signal, after: 'delete', throw: true }),
});
console.log(`${target.name}: ${upload}`);
for (const { step, error } of errors) console.error(`${step}: ${error.message}`);
if (!ok) process.exitCode = 1;
