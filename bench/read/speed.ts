// How fast `cat` and `grep` are beside what has to be done in any case, as ratios of times of one session.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inTemporaryDirectory } from '../own-process.ts';
import { median } from '../statistics.ts';
import { COMMAND, gunzip, PARSE_LOOP, program } from './command-process.ts';
import { CASES, WANTED, writeLines } from './log-cases.ts';

const ROUNDS = 3;
/** What `grep` looks for. */
const SOUGHT = { nowhere: 'nowhere-at-all', rare: WANTED.split(' ')[1] ?? WANTED, 'a number': '4711' };
const SHOWN = { cat: [], 'cat --json': ['--json'] };

interface Times {
  readonly wall: number;
  readonly cpu: number;
}

/** Measures each way in turn, round by round, on so many bytes of OTLP/JSON and of flat JSON, a record a line. */
export async function measureSpeed(bytes: number): Promise<void> {
  await inTemporaryDirectory((directory) => {
    const [otlp, , flat] = CASES;
    for (const one of [otlp, flat]) {
      if (one === undefined) continue;
      const path = join(directory, 'log.jsonl');
      writeLines(path, one, bytes);
      execFileSync('bash', ['-c', 'gzip -5 -c "$0" > "$0.gz"', path]);
      console.log(`${one.name}, ${(bytes / 1e6).toFixed(0)} MB`);
      printRatios(timesOf(path, `${path}.gz`));
    }
  });
}

/** The medians of all ways. */
function timesOf(path: string, archive: string): (way: string) => Times {
  const rounds = new Map<string, Times[]>();
  const note = (way: string, times: Times) => rounds.set(way, [...(rounds.get(way) ?? []), times]);
  const empty = `${path}.empty.jsonl`;
  writeFileSync(empty, '');
  for (let round = 0; round < ROUNDS; round++) {
    note('gunzip', gunzip(archive));
    note('start', program(COMMAND, 'grep', WANTED, empty));
    note('start of the loop', program(PARSE_LOOP, empty));
    note('loop', program(PARSE_LOOP, path));
    note('loop .gz', program(PARSE_LOOP, archive));
    for (const [name, options] of Object.entries(SHOWN)) note(name, program(COMMAND, 'cat', ...options, archive));
    for (const [name, text] of Object.entries(SOUGHT)) {
      note(name, program(COMMAND, 'grep', text, path));
      note(`${name} .gz`, program(COMMAND, 'grep', text, archive));
    }
  }
  return (way) => {
    const all = rounds.get(way) ?? [];
    return { wall: median(all.map(({ wall }) => wall)), cpu: median(all.map(({ cpu }) => cpu)) };
  };
}

function printRatios(of: (way: string) => Times): void {
  const [gunzipped, loop, ofArchive] = [of('gunzip'), of('loop'), of('loop .gz')];
  const rows: Record<string, unknown> = {};
  for (const name of Object.keys(SHOWN)) {
    const { wall, cpu } = of(name);
    rows[`${name} of gzip, as a multiple of (gzip -dc | wc -l) + the loop`] = {
      wall: (wall / (gunzipped.wall + loop.wall)).toFixed(2),
      CPU: (cpu / (gunzipped.cpu + loop.cpu)).toFixed(2),
    };
  }
  const starts = [of('start of the loop').cpu, of('start').cpu] as const;
  const faster = (beside: Times, { wall, cpu }: Times) => ({
    wall: (beside.wall / wall).toFixed(1),
    CPU: (beside.cpu / cpu).toFixed(1),
    'CPU without the start': ((beside.cpu - starts[0]) / (cpu - starts[1])).toFixed(1),
  });
  for (const name of Object.keys(SOUGHT)) {
    rows[`grep, ${name}: times as fast as the loop`] = faster(loop, of(name));
    rows[`grep of gzip, ${name}: times as fast as the loop over the plain file`] = faster(loop, of(`${name} .gz`));
    rows[`grep of gzip, ${name}: as the loop over the gunzipped stream`] = faster(ofArchive, of(`${name} .gz`));
    rows[`grep of gzip, ${name}: as gzip -dc | wc -l`] = faster(gunzipped, of(`${name} .gz`));
  }
  console.table(rows);
}
