// A program that ends its run by an upload to OneLake: what a Python cell of a Fabric notebook starts, or any machine with an identity.
//
//   FABRIC_WORKSPACE=sales FABRIC_LAKEHOUSE=logs node examples/fabric-upload/main.ts
//
// In a notebook the cell hands its token over, as Node cannot ask for one there:
//   subprocess.run(["node", "main.ts"], env={**os.environ, "ONELAKE_TOKEN": notebookutils.credentials.getToken("storage")})
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultLogDirectory, finishRun, getLogger, oneLakeTarget, uploadLogs } from 'laketrace';

const { FABRIC_WORKSPACE, FABRIC_LAKEHOUSE, ONELAKE_TOKEN, ONELAKE_ENDPOINT } = process.env;
const STOCKS = join(import.meta.dirname, '../../node_modules/vega-datasets/data/stocks.csv');

const directory = defaultLogDirectory();
const logger = getLogger('stock-report', { logDir: directory, rotation: '50 MB', compression: 'gzip' });

const [, ...rows] = readFileSync(STOCKS, 'utf8').trim().split('\n');
const bySymbol = Object.groupBy(rows, (row) => row.split(',')[0] ?? '');
for (const [symbol, prices = []] of Object.entries(bySymbol)) {
  logger.info('symbol read', { symbol, prices: prices.length });
}
logger.success('all read', { rows: rows.length });

// Without a token of somebody else's: DefaultAzureCredential, of @azure/identity.
const target = oneLakeTarget({
  workspace: FABRIC_WORKSPACE ?? 'sales',
  lakehouse: FABRIC_LAKEHOUSE ?? 'logs',
  path: 'stock-report',
  ...(ONELAKE_TOKEN && { credential: () => ONELAKE_TOKEN }),
  ...(ONELAKE_ENDPOINT && { endpoint: ONELAKE_ENDPOINT }),
});
const { ok, upload, errors } = await finishRun({
  logger,
  upload: (_, { signal }) => uploadLogs({ directory, target, signal, after: 'delete', throw: true }),
});
console.log(`${target.name}: ${upload}`);
for (const { step, error } of errors) console.error(`${step}: ${error.message}`);
if (!ok) process.exitCode = 1;
