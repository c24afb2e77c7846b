// The command's memory over gigabytes of logs, to the end of each verb, and that none of their records is missed. Only where
// LAKETRACE_GIGABYTES says how many of text each set of files has. It takes a quarter of an hour of CPU time for each of them.
import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { flatJson } from '../../src/format/flat-json.ts';
import { otlpJson } from '../../src/format/otlp-json.ts';
import { type MadeRecords, type ManyRecords, RARE, writeManyRecords } from '../support/many-records.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const BYTES = Number(process.env['LAKETRACE_GIGABYTES'] ?? 0) * 1e9;
/** What no verb may take more of, in bytes. */
const MOST = 150e6;
/** A program is bounded less: V8 lets garbage wait in it, though less by this. The command sees to that itself. */
const OF_PROGRAMS = ['--max-semi-space-size=4'];
const MOST_OF_PROGRAM = 200e6;
const HOURS = 12;
const DIST = join(import.meta.dirname, '../../dist');
const COMMAND = join(DIST, 'cli.mjs');

/** Prints the most memory that the process took, which counts nothing of who started it, as `maxRSS` does. */
const REPORT = `import { readFileSync } from 'node:fs';
  process.on('exit', () => process.stderr.write('\\n' + /VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]));`;

interface Ended {
  /** In bytes. */
  readonly peak: number;
  readonly code: number | null;
  readonly lines: number;
  /** The end of what was printed. */
  readonly end: string;
}

/** Runs a program to its end. What it prints is counted, and gone. */
function ended(args: readonly string[], stdin?: string): Promise<Ended> {
  const input = stdin === undefined ? undefined : openSync(stdin, 'r');
  const flags = ['--import', `data:text/javascript,${encodeURIComponent(REPORT)}`];
  const child = spawn(process.execPath, [...flags, ...args], { stdio: [input ?? 'ignore', 'pipe', 'pipe'] });
  let [lines, end, errors] = [0, '', ''];
  child.stdout?.on('data', (chunk: Buffer) => {
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) lines++;
    end = (end + chunk.toString()).slice(-100_000);
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    errors = (errors + chunk.toString()).slice(-1000);
  });
  return new Promise((resolve) => {
    child.on('close', (code) => {
      if (input !== undefined) closeSync(input);
      resolve({ peak: Number(errors.trim().split('\n').at(-1)) * 1024, code, lines, end });
    });
  });
}

/** Uses of the command over some files, each of which has to take no more memory than it may. */
class Uses {
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
  }

  async command(args: readonly string[], stdin?: string, code = 0): Promise<Ended> {
    return await this.#use(args[0] as string, MOST, [COMMAND, ...args], stdin, code);
  }

  /** A program of its own, in which `paths` are given and something is printed. */
  async program(name: string, code: string, paths: readonly string[]): Promise<Ended> {
    const text = `import * as laketrace from ${JSON.stringify(join(DIST, 'index.mjs'))};
      const paths = ${JSON.stringify(paths)};${code}`;
    return await this.#use(name, MOST_OF_PROGRAM, [...OF_PROGRAMS, '--input-type=module', '--eval', text]);
  }

  async #use(name: string, most: number, args: readonly string[], stdin?: string, code = 0): Promise<Ended> {
    const run = await ended(args, stdin);
    console.log(`${this.#name}: ${name}: ${(run.peak / 1e6).toFixed(0)} MB`);
    expect.soft({ name, code: run.code }).toEqual({ name, code });
    expect.soft(run.peak, `${name} over ${this.#name}`).toBeLessThan(most);
    return run;
  }
}

type Set = Omit<ManyRecords, 'directory' | 'bytes' | 'fileBytes'>;

async function made(set: Set, fileBytes = Math.min(250e6, BYTES / set.programs / 2)): Promise<[string, MadeRecords]> {
  if (!existsSync(COMMAND)) throw new Error('the command is not built: npm run build');
  const directory = temporaryDirectory();
  return [directory, await writeManyRecords({ ...set, directory, bytes: BYTES, fileBytes })];
}

const SETS: readonly (readonly [string, Set])[] = [
  ['flat JSON, gzip, one after the other', { format: flatJson(), compression: '.gz', programs: 1 }],
  ['OTLP/JSON, zstd, 20 programs at one time', { format: otlpJson(), compression: '.zst', programs: 20 }],
];

test.skipIf(BYTES === 0).each(SETS)('what reads records: %s', { timeout: HOURS * 3_600_000 }, async (name, set) => {
  const [directory, { records, rare, files }] = await made(set);
  const uses = new Uses(name);
  expect.soft((await uses.command(['cat', directory])).lines).toBeGreaterThanOrEqual(records);
  expect.soft((await uses.command(['cat', '--json', directory])).lines).toBe(records);
  const counts = (await uses.command(['grep', '-c', RARE, directory])).end.trim().split('\n');
  expect.soft(counts).toHaveLength(files.length);
  expect.soft(counts.reduce((sum, line) => sum + Number(line.split(':').at(-1)), 0)).toBe(rare);
  expect.soft((await uses.command(['tail', '-n', '1000', '--json', directory])).lines).toBe(1000);
  expect.soft((await uses.command(['tail', '--where', 'message=none', directory], undefined, 1)).lines).toBe(0);
  expect.soft(JSON.parse((await uses.command(['stats', '--json', directory])).end)).toMatchObject({ records });
  const page = join(temporaryDirectory(), 'report.html');
  await uses.command(['report', directory, '-o', page]);
  expect.soft(readFileSync(page, 'latin1')).toContain(`"records":${records},`);
  const each =
    'let count = 0; for await (const record of laketrace.readLogRecords(paths)) count++; console.log(count);';
  expect.soft((await uses.program('readLogRecords', each, [directory])).end).toBe(`${records}\n`);
  const last = each.replace('readLogRecords(paths', 'tailLogRecords(paths, { lines: 1000 }');
  expect.soft((await uses.program('tailLogRecords', last, [directory])).end).toBe('1000\n');
});

test.skipIf(BYTES === 0)('what checks chains', { timeout: HOURS * 3_600_000 }, async () => {
  const [directory, { records, files }] = await made({
    ...{ format: flatJson(), compression: '.gz', programs: 1, isChained: true },
  });
  const uses = new Uses('flat JSON, chained');
  const whole = { ok: true, files: files.length, lines: records + files.length };
  expect.soft(JSON.parse((await uses.command(['verify', '--json', directory])).end)).toMatchObject(whole);
  const check = 'console.log(JSON.stringify(await laketrace.verifyIntegrity(paths)));';
  expect.soft(JSON.parse((await uses.program('verifyIntegrity', check, files)).end)).toMatchObject(whole);
});

test.skipIf(BYTES === 0)('what takes a plain file', { timeout: HOURS * 3_600_000 }, async () => {
  const [directory, { records, files }] = await made({ format: flatJson(), compression: '', programs: 1 }, BYTES);
  const file = files[0] as string;
  const uses = new Uses('one plain file');
  expect.soft((await uses.command(['redact'], file)).lines).toBe(records);
  expect.soft((await uses.command(['tail', '-n', '1000', '--json', file])).lines).toBe(1000);
  const converted = join(temporaryDirectory(), 'converted.jsonl.zst');
  await uses.command(['convert', '--to', 'otlp', file, '-o', converted]);
  expect.soft((await uses.command(['cat', '--json', converted])).lines).toBe(records);
  rmSync(converted);
  await uses.command(['prune', '--dry-run', '--name', 'app', '--keep', '1 file', directory]);
  const compressed = await uses.command(['compress', '--json', directory]);
  expect.soft(JSON.parse(compressed.end)).toMatchObject({ files: [{ outcome: 'compressed' }] });
  expect.soft(JSON.parse((await uses.command(['verify', '--json', directory])).end)).toMatchObject({ lines: records });
});
