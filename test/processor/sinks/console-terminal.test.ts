// The console of a real process: on a terminal and in a pipe, and what the environment says of colours.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../../..');
const PROGRAM = `
  import { LoggerProvider } from ${JSON.stringify(import.meta.resolve('@opentelemetry/sdk-logs'))};
  import { LakeTraceLogRecordProcessor } from ${JSON.stringify(join(ROOT, 'src/index.ts'))};
  const console = JSON.parse(process.env.CONSOLE_OPTION ?? 'true');
  const provider = new LoggerProvider({ processors: [new LakeTraceLogRecordProcessor({ file: false, console })] });
  const logger = provider.getLogger('etl');
  logger.emit({ severityNumber: 9, severityText: 'INFO', body: 'loaded \\u001b[2J\\u202e', attributes: { rows: 5 } });
  logger.emit({ severityNumber: 17, severityText: 'ERROR', body: 'not loaded' });
  await provider.shutdown();`;

interface Run {
  readonly on: 'terminal' | 'pipe';
  readonly env?: Record<string, string>;
  readonly console?: unknown;
}

/** What a process of its own prints; nothing of this one's environment decides it. */
function run({ on, env = {}, console = true }: Run): { readonly stdout: string; readonly stderr: string } {
  const command = `"${process.execPath}" --input-type=module -e "$PROGRAM"`;
  // `script` runs it on a pseudo terminal, whose lines end in CR LF.
  const [file, args] = on === 'pipe' ? ['sh', ['-c', command]] : ['script', ['-qec', command, '/dev/null']];
  // Programs of tests find their compiled code (vitest.config.ts).
  const { PATH = '', HOME = '', NODE_COMPILE_CACHE = '' } = process.env;
  const { stdout, stderr, status } = spawnSync(file, args, {
    encoding: 'utf8',
    cwd: ROOT,
    env: {
      PATH,
      HOME,
      NODE_COMPILE_CACHE,
      TERM: 'xterm-256color',
      PROGRAM,
      CONSOLE_OPTION: JSON.stringify(console),
      ...env,
    },
  });
  expect({ status, stderr: on === 'pipe' && console === true ? stderr : '' }).toEqual({ status: 0, stderr: '' });
  return { stdout: stdout.replaceAll('\r\n', '\n'), stderr };
}

const PLAIN =
  /^\d\d:\d\d:\d\d\.\d{3} INFO {5}etl loaded \\x1b\[2J\\u202e rows=5\n\d\d:\d\d:\d\d\.\d{3} ERROR {4}etl not loaded\n$/;
const isColored = (text: string) =>
  text.includes('\x1b[36mINFO    \x1b[0m') && text.includes('\x1b[31mERROR   \x1b[0m');
const isJson = (text: string) =>
  text
    .trim()
    .split('\n')
    .every((line) => JSON.parse(line).logger_name === 'etl');

describe.skipIf(process.platform !== 'linux')('on a terminal', () => {
  test('lines are for people, in colours, and only our own sequences get there', () => {
    const { stdout } = run({ on: 'terminal' });
    expect(isColored(stdout)).toBe(true);
    expect(stdout).toContain('loaded \\x1b[2J\\u202e');
    expect(stdout).not.toContain('\x1b[2J');
    expect(stdout).not.toContain('\u202e');
  });

  test.each<[string, Record<string, string>]>([
    ['NO_COLOR', { NO_COLOR: '1' }],
    ['TERM=dumb', { TERM: 'dumb' }],
    ['NODE_DISABLE_COLORS', { NODE_DISABLE_COLORS: '1' }],
    ['FORCE_COLOR=0', { FORCE_COLOR: '0' }],
  ])('%s: no colours', (_, env) => {
    expect(run({ on: 'terminal', env }).stdout).toMatch(PLAIN);
  });

  test('an empty NO_COLOR says nothing, and FORCE_COLOR goes before it', () => {
    expect(isColored(run({ on: 'terminal', env: { NO_COLOR: '' } }).stdout)).toBe(true);
    expect(isColored(run({ on: 'terminal', env: { NO_COLOR: '1', FORCE_COLOR: '1' } }).stdout)).toBe(true);
  });

  test('JSON by option', () => {
    expect(isJson(run({ on: 'terminal', console: { format: 'json' } }).stdout)).toBe(true);
  });
});

describe.skipIf(process.platform === 'win32')('in a pipe', () => {
  test('lines are JSON', () => {
    expect(isJson(run({ on: 'pipe' }).stdout)).toBe(true);
    expect(isJson(run({ on: 'pipe', env: { FORCE_COLOR: '0' } }).stdout)).toBe(true);
  });

  test('for people by option, without colours', () => {
    expect(run({ on: 'pipe', console: { format: 'pretty' } }).stdout).toMatch(PLAIN);
  });

  test('colours by option, and by FORCE_COLOR', () => {
    expect(isColored(run({ on: 'pipe', console: { colors: true } }).stdout)).toBe(true);
    expect(isColored(run({ on: 'pipe', env: { FORCE_COLOR: '1' } }).stdout)).toBe(true);
  });

  test('errors on standard error by option', () => {
    const { stdout, stderr } = run({ on: 'pipe', console: { format: 'pretty', stderr: true } });
    expect(stdout).toMatch(/^\S+ INFO {5}etl loaded .*\n$/);
    expect(stderr).toMatch(/^\S+ ERROR {4}etl not loaded\n$/);
  });

  test('a level of its own for standard error', () => {
    const { stdout, stderr } = run({ on: 'pipe', console: { format: 'text', stderr: 'INFO' } });
    expect(stdout).toBe('');
    expect(stderr.match(/\n/g)).toHaveLength(2);
  });
});
