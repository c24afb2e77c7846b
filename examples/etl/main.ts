// The main job of the repository, `npm start`: extract, validate, transform and load real data, and log all of it.
//
// An optional argument limits the flights that are read.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import { detectRuntime, directoryTarget, finishRun, LakeTraceLogRecordProcessor } from 'laketrace';
import { transformFlights } from './flights.ts';
import { JobLogger } from './job-logger.ts';
import { transformMovies } from './movies.ts';
import { firstRecord, printSummary, readLogs } from './summary.ts';

const limit = Number(process.argv[2] ?? Number.POSITIVE_INFINITY);
const root = join(import.meta.dirname, '../..');
const data = join(root, 'node_modules/vega-datasets/data');
const output = join(root, 'logs/etl');
const logDirectory = join(output, 'logs');
rmSync(output, { recursive: true, force: true });
mkdirSync(output, { recursive: true });

const { platform, type, evidence } = detectRuntime();
console.log(`Platform: ${platform}, ${type}`);
for (const reason of evidence) console.log(`  ${reason}`);

const processor = new LakeTraceLogRecordProcessor({
  minimumSeverity: 'DEBUG',
  file: { directory: logDirectory, rotation: '4 MB', compression: 'gzip', retention: '50 files' },
});
const provider = new LoggerProvider({
  resource: resourceFromAttributes({ 'service.name': 'etl' }),
  processors: [processor],
});
const logger = new JobLogger(provider.getLogger('etl', '1.0.0'), { 'run.id': `run-${Date.now()}` });

/** Writes a result, and says how large it is. */
function load(name: string, rows: readonly object[], stage: JobLogger): void {
  const text = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  writeFileSync(join(output, name), text);
  stage.success('loaded', { table: name, rows: rows.length, bytes: text.length });
}

/** Made up, as a careless program would log it. */
const careless = {
  message: 'refund for ada@example.com, card 4111 1111 1111 1111',
  fields: { password: 'correct horse battery staple', url: 'https://ada:staple@shop.example/refunds' },
};

const start = performance.now();
logger.warning(careless.message, careless.fields);
logger.info('run started', { data: 'vega-datasets' });
const flights = logger.bind({ stage: 'flights' });
load(
  'delays.jsonl',
  await transformFlights(readFileSync(join(data, 'flights-200k.json'), 'utf8'), flights, limit),
  flights,
);
const movies = logger.bind({ stage: 'movies' });
load('gross.jsonl', transformMovies(readFileSync(join(data, 'movies.json'), 'utf8'), movies), movies);
logger.success('run finished', { milliseconds: performance.now() - start });
const emitted = performance.now() - start;
// To the lake: here a directory stands for it, as the mount of a lakehouse or of a volume would.
const lake = join(output, 'lake');
const { uploaded, milliseconds } = await finishRun({ provider, upload: directoryTarget(lake) });
const finished = performance.now() - start - (milliseconds.upload ?? 0);

const { records, rotations, compressions } = processor.stats().file ?? { records: { accepted: 0 } };
const summary = readLogs(logDirectory);
console.log(`Log files: ${relative(process.cwd(), logDirectory)}`);
console.log('\nA record as the program logged it, and as it is in the file');
console.log(`  ${JSON.stringify(careless)}`);
console.log(`  ${JSON.stringify(firstRecord(logDirectory))}`);
printSummary(summary);
const rate = Math.round(records.accepted / (emitted / 1000)).toLocaleString('en-US');
console.log(
  `\n${rate} records/s while the job ran (${(emitted / 1000).toFixed(1)} s); all files complete after ${(finished / 1000).toFixed(1)} s`,
);
console.log(`${rotations} rotations, ${compressions?.files} files compressed`);
const isWhole = summary.records === records.accepted;
console.log(`${isWhole ? 'OK' : 'FAILED'}: ${records.accepted} records written, ${summary.records} read back`);
const { ok = false, files = [], bytes = 0 } = uploaded ?? {};
const size = `${Math.round(bytes / 1024).toLocaleString('en-US')} KiB`;
const folders = [...new Set(files.map(({ remote = '' }) => dirname(remote)))].join(', ');
console.log(
  `${ok ? 'OK' : 'FAILED'}: ${files.length} log files uploaded, ${size}, to ${relative(process.cwd(), lake)}: ${folders}`,
);
const directory = relative(process.cwd(), logDirectory);
console.log(`\nThe logs are in ${directory}. Look into them:`);
console.log(`  npx laketrace stats ${directory}`);
console.log(`  npx laketrace cat ${directory} --level warn`);
console.log(`  npx laketrace report ${directory} -o ${join(directory, '../report.html')}`);
process.exitCode = isWhole && ok ? 0 : 1;
