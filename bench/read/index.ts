// What reading logs back costs, beside what it takes at least: to parse the lines, to decompress the bytes. And memory over gigabytes.
import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, linkSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { flatJson } from '../../src/format/flat-json.ts';
import type { LogRecordFormat } from '../../src/format/format.ts';
import { otlpJson } from '../../src/format/otlp-json.ts';
import { environment, inOwnProcess, inTemporaryDirectory } from '../own-process.ts';
import { etlRecords } from '../parts/etl-records.ts';
import { median } from '../statistics.ts';
import type { ReadFigures, ReadTask, ReadWay } from './read-process.ts';

/** The command as users start it. */
const COMMAND = fileURLToPath(new URL('../../dist/cli.mjs', import.meta.url));
const PROCESS = fileURLToPath(new URL('read-process.ts', import.meta.url));
const ROUNDS = 3;
const RECORDS = 20_000;
/** A record, and what it says instead in the first copy of all: what is looked for. */
const REPLACED = 'batch 17777 into';
const WANTED = 'batch needle-17777 into';

interface Case {
  readonly name: string;
  readonly format: LogRecordFormat;
  /** Of one line. */
  readonly records: number;
}

const CASES: readonly Case[] = [
  { name: 'OTLP/JSON, a record a line', format: otlpJson(), records: 1 },
  { name: 'OTLP/JSON, 100 records a line', format: otlpJson(), records: 100 },
  { name: 'flat JSON', format: flatJson(), records: 1 },
  {
    name: 'flat JSON, four fields',
    format: flatJson({ fields: ['timestamp', 'level', 'message', 'logger_name'] }),
    records: 1,
  },
];

/**
 * Measures CPU time: the ways of reading run one after the other, round by round.
 * @param args `--megabytes=1000` of plain text for each format, `--gigabytes=2` of it in the directory whose memory is measured
 */
export async function run(args: readonly string[]): Promise<void> {
  if (!existsSync(COMMAND)) throw new Error('the command is not built: npm run build');
  const megabytes = numberOf(args, 'megabytes', 200);
  const gigabytes = numberOf(args, 'gigabytes', 2);
  await inTemporaryDirectory(async (directory) => {
    const rows: Record<string, unknown> = {};
    for (const one of CASES) rows[one.name] = await measure(one, directory, megabytes * 1e6);
    console.table(rows);
    console.log(
      'CPU time, as multiples of what has to be done at least: of parsing each line, and of that and `gzip -dc | wc -l`',
    );
    console.table(measureMemory(directory, gigabytes * 1e9));
  });
}

async function measure(one: Case, directory: string, bytes: number): Promise<Record<string, string>> {
  const path = join(directory, `${CASES.indexOf(one)}.jsonl`);
  writeLines(path, one, bytes);
  const archive = `${path}.gz`;
  execFileSync('bash', ['-c', 'gzip -5 -c "$0" > "$1"', path, archive]);
  const rounds = new Map<string, number[]>();
  const note = (name: string, value: number): void => {
    rounds.set(name, [...(rounds.get(name) ?? []), value]);
  };
  for (let round = 0; round < ROUNDS; round++) {
    note('gunzip', gunzipMilliseconds(archive));
    for (const way of ['parse', 'count', 'view', 'grep'] as const) note(way, await cpuOf(way, path));
    note('archive', await cpuOf('count', archive));
    for (const way of ['', '--json']) {
      const { cpuMilliseconds, mainMilliseconds } = command('cat', archive, ...way.split(' '));
      note(`cat ${way}`, cpuMilliseconds);
      note(`cat, main thread ${way}`, mainMilliseconds);
    }
    note('cat plain', command('cat', path).cpuMilliseconds);
    note('grep command', command('grep', WANTED, path).cpuMilliseconds);
    note('help', command('--help').cpuMilliseconds);
    note('tail', await cpuOf('tail', path));
  }
  const of = (name: string): number => median(rounds.get(name) ?? []);
  const megabytes = bytes / 1e6;
  return {
    'parse MB/s': ((megabytes / of('parse')) * 1000).toFixed(0),
    'read / parse': (of('count') / of('parse')).toFixed(2),
    'read, shown / parse': (of('view') / of('parse')).toFixed(2),
    'grep: times the rate of parsing': (of('parse') / of('grep')).toFixed(1),
    'read .gz / (gunzip + parse)': (of('archive') / (of('gunzip') + of('parse'))).toFixed(2),
    'cat .gz / (gunzip + parse)': (of('cat ') / (of('gunzip') + of('parse'))).toFixed(2),
    'cat --json .gz / (gunzip + parse)': (of('cat --json') / (of('gunzip') + of('parse'))).toFixed(2),
    'its main thread alone': (of('cat, main thread ') / (of('gunzip') + of('parse'))).toFixed(2),
    'its main thread alone, --json': (of('cat, main thread --json') / (of('gunzip') + of('parse'))).toFixed(2),
    'the command grep: times the rate of parsing': (of('parse') / of('grep command')).toFixed(1),
    'without its start': (of('parse') / (of('grep command') - of('help'))).toFixed(1),
    'times the rate of the command cat': (of('cat plain') / of('grep command')).toFixed(1),
    'the last 10, ms': of('tail').toFixed(0),
  };
}

async function cpuOf(way: ReadWay, path: string): Promise<number> {
  const task: ReadTask = { way, path, wanted: WANTED };
  return (await inOwnProcess<ReadTask, ReadFigures>(PROCESS, task)).cpuMilliseconds;
}

/** What a use of the command takes; the main thread's part is its wall time, where there is a core for the others. */
interface CommandFigures extends Pick<ReadFigures, 'cpuMilliseconds' | 'peakMegabytes'> {
  readonly mainMilliseconds: number;
}

/** What the command takes, its start included; what it prints goes nowhere. */
function command(...args: readonly string[]): CommandFigures {
  // Not `maxRSS`: what starts a process is counted with it.
  const report = `import { readFileSync } from 'node:fs';
    const peak = () => Number(/VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
    process.on('exit', () => process.stderr.write('\\n' +
      JSON.stringify({ all: process.cpuUsage(), main: process.threadCpuUsage(), peak: peak() })));`;
  const flags = ['--import', `data:text/javascript,${encodeURIComponent(report)}`];
  const given = args.filter((arg) => arg !== '');
  const { stderr } = spawnSync(process.execPath, [...flags, COMMAND, ...given], {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    env: environment(),
  });
  const { all, main, peak } = JSON.parse(stderr.trim().split('\n').at(-1) ?? '');
  const milliseconds = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1000;
  return { cpuMilliseconds: milliseconds(all), mainMilliseconds: milliseconds(main), peakMegabytes: peak / 1024 };
}

/** CPU time of both programs. */
function gunzipMilliseconds(archive: string): number {
  const script = 'TIMEFORMAT="%U %S"; time gzip -dc "$0" | wc -l >/dev/null';
  const output = execFileSync('bash', ['-c', `{ ${script}; } 2>&1`, archive], { encoding: 'utf8' });
  return (
    output
      .trim()
      .split(/\s+/)
      .map(Number)
      .reduce((sum, part) => sum + part, 0) * 1000
  );
}

function writeLines(path: string, { format, records }: Case, bytes: number): void {
  const resource = resourceFromAttributes({ 'service.name': 'etl', 'host.name': 'worker-1', 'process.pid': 123 });
  const encoder = format.createEncoder();
  const chunks: Uint8Array[] = [];
  for (const [index, record] of etlRecords(RECORDS, resource).entries()) {
    encoder.stage(record);
    encoder.commit();
    if (index % records === records - 1) chunks.push(encoder.take());
  }
  const block = Buffer.concat(chunks);
  writeFileSync(path, block.toString('latin1').replace(REPLACED, WANTED), 'latin1');
  for (let written = block.length; written < bytes; written += block.length) appendFileSync(path, block);
}

/** Peak memory over archives of so many bytes of text, in rotated files of 20 MB: one after the other in time, and all of one time. */
function measureMemory(directory: string, bytes: number): Record<string, unknown> {
  const plain = join(directory, 'block.jsonl');
  writeLines(plain, CASES[1] as Case, 20e6);
  const text = readFileSync(plain, 'latin1');
  const files = Math.ceil(bytes / text.length);
  const inTurn = join(directory, 'in-turn');
  const atOnce = join(directory, 'at-once');
  for (const logs of [inTurn, atOnce]) mkdirSync(logs);
  const [, second = ''] = /"timeUnixNano":"(\d{10})/.exec(text) ?? [];
  for (let n = 0; n < files; n++) {
    const stamp = new Date(Date.UTC(2026, 0, 1) + n * 60_000).toISOString().replaceAll(':', '-');
    // All of a minute of its own.
    const moved = text.replaceAll(/"timeUnixNano":"\d{10}/g, `"timeUnixNano":"${Number(second) + n * 60}`);
    const path = join(inTurn, `app.${stamp}.jsonl.gz`);
    writeFileSync(path, gzipSync(moved, { level: 1 }));
    linkSync(n === 0 ? path : join(atOnce, FIRST), join(atOnce, n === 0 ? FIRST : `app.${stamp}.jsonl.gz`));
  }
  const rows: Record<string, unknown> = {};
  for (const [name, logs] of Object.entries({ 'one after the other': inTurn, 'all of one time': atOnce })) {
    const uses = { cat: [], grep: [WANTED], stats: [], verify: [], report: ['-o', join(directory, 'report.html')] };
    for (const [verb, given] of Object.entries(uses)) {
      const { cpuMilliseconds, peakMegabytes } = command(verb, ...given, logs);
      rows[`${verb}: ${files} archives, ${((files * text.length) / 1e9).toFixed(1)} GB of text, ${name}`] = {
        'peak MB': peakMegabytes.toFixed(0),
        'MB/s of CPU time': (((files * text.length) / 1e6 / cpuMilliseconds) * 1000).toFixed(0),
      };
    }
  }
  return rows;
}

const FIRST = 'app.2025-12-31T00-00-00.000Z.jsonl.gz';

function numberOf(args: readonly string[], name: string, usual: number): number {
  const given = args.find((arg) => arg.startsWith(`--${name}=`));
  return given === undefined ? usual : Number(given.slice(name.length + 3));
}
