// What reading logs back costs, beside what it takes at least: to parse the lines, to decompress the bytes. And memory over gigabytes.
import { execFileSync } from 'node:child_process';
import { existsSync, linkSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { inOwnProcess, inTemporaryDirectory } from '../own-process.ts';
import { median } from '../statistics.ts';
import { COMMAND, gunzip, program } from './command-process.ts';
import { CASES, type Case, WANTED, writeLines } from './log-cases.ts';
import type { ReadFigures, ReadTask, ReadWay } from './read-process.ts';

const PROCESS = fileURLToPath(new URL('read-process.ts', import.meta.url));
const ROUNDS = 3;
/**
 * Measures CPU time: the ways of reading run one after the other, round by round.
 * @param args `--speed`: `cat` and `grep` alone, beside a bare loop, by wall time as well; `--megabytes=1000` of plain text for each format, `--gigabytes=2` of it in the directory whose memory is measured
 */
export async function run(args: readonly string[]): Promise<void> {
  if (!existsSync(COMMAND)) throw new Error('the command is not built: npm run build');
  const megabytes = numberOf(args, 'megabytes', 200);
  if (args.includes('--speed')) return (await import('./speed.ts')).measureSpeed(megabytes * 1e6);
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
    note('gunzip', gunzip(archive).cpu);
    for (const way of ['parse', 'count', 'view', 'grep'] as const) note(way, await cpuOf(way, path));
    note('archive', await cpuOf('count', archive));
    for (const way of ['', '--json']) {
      const { cpu, main } = program(COMMAND, 'cat', archive, ...way.split(' '));
      note(`cat ${way}`, cpu);
      note(`cat, main thread ${way}`, main);
    }
    note('cat plain', program(COMMAND, 'cat', path).cpu);
    note('grep command', program(COMMAND, 'grep', WANTED, path).cpu);
    note('help', program(COMMAND, '--help').cpu);
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
      const { cpu, peakMegabytes } = program(COMMAND, verb, ...given, logs);
      rows[`${verb}: ${files} archives, ${((files * text.length) / 1e9).toFixed(1)} GB of text, ${name}`] = {
        'peak MB': peakMegabytes.toFixed(0),
        'MB/s of CPU time': (((files * text.length) / 1e6 / cpu) * 1000).toFixed(0),
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
