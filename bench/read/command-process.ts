// Runs the command, or another program, as users start it, and says what that took.
import { execFileSync, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { environment } from '../own-process.ts';

/** The command. */
export const COMMAND: string = fileURLToPath(new URL('../../dist/cli.mjs', import.meta.url));
/** Parses each line of a file. */
export const PARSE_LOOP: string = fileURLToPath(new URL('parse-loop.mjs', import.meta.url));

/** What a program takes, in milliseconds; the main thread's part is its wall time, where there is a core for the others. */
export interface ProgramFigures {
  readonly wall: number;
  readonly cpu: number;
  readonly main: number;
  readonly peakMegabytes: number;
}

/** What a program of Node takes, its start included; what it prints goes nowhere. */
export function program(script: string, ...args: readonly string[]): ProgramFigures {
  // Not `maxRSS`: what starts a process is counted with it.
  const report = `import { readFileSync } from 'node:fs';
    const peak = () => Number(/VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
    process.on('exit', () => process.stderr.write('\\n' +
      JSON.stringify({ all: process.cpuUsage(), main: process.threadCpuUsage(), peak: peak() })));`;
  const flags = ['--import', `data:text/javascript,${encodeURIComponent(report)}`];
  const given = args.filter((arg) => arg !== '');
  const start = performance.now();
  const { stderr } = spawnSync(process.execPath, [...flags, script, ...given], {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    env: environment(),
  });
  const wall = performance.now() - start;
  const { all, main, peak } = JSON.parse(stderr.trim().split('\n').at(-1) ?? '');
  const milliseconds = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1000;
  return { wall, cpu: milliseconds(all), main: milliseconds(main), peakMegabytes: peak / 1024 };
}

/** What `gzip -dc | wc -l` takes; of CPU time both programs. */
export function gunzip(archive: string): Pick<ProgramFigures, 'wall' | 'cpu'> {
  const script = 'TIMEFORMAT="%R %U %S"; time gzip -dc "$0" | wc -l >/dev/null';
  const output = execFileSync('bash', ['-c', `{ ${script}; } 2>&1`, archive], { encoding: 'utf8' });
  const [wall = 0, user = 0, system = 0] = output.trim().split(/\s+/).map(Number);
  return { wall: wall * 1000, cpu: (user + system) * 1000 };
}
