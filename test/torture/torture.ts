// Kills a writing process again and again, at random moments, and checks after each round what it had promised.
//
// `npm run torture` for 1,000 kills, `npm run torture -- --kills 50 --seed 7` for others; a seed replays its run.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';

const PROGRAM = join(import.meta.dirname, '../programs/numbered-records.ts');

/** What a torture has shown. */
export interface TortureSummary {
  readonly kills: number;
  readonly seed: number;
  /** Records found in the files, over all rounds. */
  readonly records: number;
  /** Records that were promised, over all rounds. */
  readonly promised: number;
  readonly problems: readonly string[];
}

/** Pseudo-random numbers from 0 to 1 that a seed replays (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The bodies in a file; a torn end, which only the active file of a killed process may have, is left out. */
function bodiesIn(directory: string, name: string, problems: string[]): string[] {
  let text: string;
  try {
    const bytes = readFileSync(join(directory, name));
    text = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
  } catch (error) {
    problems.push(`${name} cannot be read: ${(error as Error).message}`);
    return [];
  }
  const lines = text.split('\n');
  if (lines.pop() !== '' && /Z\.jsonl/.test(name)) problems.push(`${name} ends in a torn line`);
  return lines.flatMap((line) =>
    [...line.matchAll(/"body":\{"stringValue":"([^"]*)"\}/g)].map(([, body = '']) => body),
  );
}

/** One life of the writer: started, killed after a while; answers the number up to which it had promised all. */
async function live(directory: string, label: string, options: object, after: number): Promise<number> {
  const settings = JSON.stringify({ directory, name: 'app', rotation: '64 KB', compression: 'gzip', ...options });
  const child = spawn(process.execPath, [PROGRAM, settings, label, '0', 'ack'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (text) => {
    output += text;
  });
  // Counted from the first promise: the start of Node takes longer than most lives.
  await Promise.race([once(child.stdout, 'data'), sleep(5000)]);
  await sleep(after);
  child.kill('SIGKILL');
  await once(child, 'close');
  const lines = output.split('\n');
  lines.pop();
  return Number(lines.at(-1) ?? -1);
}

/** A last start, which mends what the kill before it left, and ends as it should. */
async function finish(directory: string): Promise<void> {
  const settings = JSON.stringify({ directory, name: 'app', rotation: '64 KB', compression: 'gzip' });
  const child = spawn(process.execPath, [PROGRAM, settings, 'last', '1'], { stdio: 'inherit' });
  await once(child, 'close');
}

/** Kills a writer so often; `report` is told of each hundred. */
export async function torture(kills: number, seed: number, report: (text: string) => void): Promise<TortureSummary> {
  const random = randomFrom(seed);
  const problems: string[] = [];
  let records = 0;
  let promised = 0;
  let directory = mkdtempSync(join(tmpdir(), 'laketrace-torture-'));
  const promises = new Map<string, number>();
  for (let kill = 0; kill < kills; kill++) {
    const label = `life${kill}`;
    const options = [{}, { flush: 'record' }, { enqueue: true }, { fsync: 'never' }][Math.floor(random() * 4)] ?? {};
    promises.set(label, await live(directory, label, options, random() * 60));
    // Litter that a crash at the wrong moment leaves.
    if (random() < 0.2) writeFileSync(join(directory, `.app.1-0-${'0'.repeat(12)}.claim`), '');
    if (kill % 10 === 9 || kill === kills - 1) {
      await finish(directory);
      const found = check(directory, promises, problems);
      records += found.records;
      promised += found.promised;
      promises.clear();
      rmSync(directory, { recursive: true });
      directory = mkdtempSync(join(tmpdir(), 'laketrace-torture-'));
    }
    if (kill % 100 === 99) report(`${kill + 1} kills, ${problems.length} problems`);
  }
  rmSync(directory, { recursive: true });
  return { kills, seed, records, promised, problems };
}

/** Compares the files with what was promised. */
function check(directory: string, promises: ReadonlyMap<string, number>, problems: string[]) {
  const counts = new Map<string, number>();
  for (const name of readdirSync(directory)) {
    if (name.endsWith('.torn') || /^\.app.*\.claim$/.test(name)) continue;
    if (name !== 'app.jsonl' && !name.endsWith('Z.jsonl.gz')) problems.push(`${name} was left`);
    for (const body of bodiesIn(directory, name, problems)) counts.set(body, (counts.get(body) ?? 0) + 1);
  }
  for (const [body, count] of counts) if (count > 1) problems.push(`"${body}" is there ${count} times`);
  let promised = 0;
  for (const [label, last] of promises) {
    for (let i = 0; i <= last; i++) {
      promised++;
      if (!counts.has(`${label} ${i}`)) problems.push(`"${label} ${i}" was promised and is missing`);
    }
  }
  return { records: counts.size, promised };
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { kills: { type: 'string' }, seed: { type: 'string' } } });
  const seed = Number(values.seed ?? Date.now() % 1_000_000);
  console.log(`seed ${seed}`);
  const summary = await torture(Number(values.kills ?? 1000), seed, console.log);
  for (const problem of summary.problems.slice(0, 20)) console.log(problem);
  const { kills, records, promised, problems } = summary;
  console.log(
    `${kills} kills, seed ${seed}: ${records} records found, ${promised} promised, ${problems.length} problems`,
  );
  process.exitCode = problems.length === 0 ? 0 : 1;
}
