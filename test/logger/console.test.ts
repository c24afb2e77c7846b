// What the console of a logger shows: the table of docs/logger.md, each cell on a terminal and in a pipe.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { LoggerConfig } from '../../src/index.ts';
import { tableRows, textOf } from '../docs/pages.ts';
import { openLogger } from '../support/loggers.ts';

const ROOT = join(import.meta.dirname, '../..');

/** The rows of the table, by how it says them. */
const CONFIGS: Readonly<Record<string, LoggerConfig>> = {
  'none of these': {},
  '`json: false`': { json: false },
  '`json: true`, `serialize`, `format`, `formatter`': { json: true },
  '`console: { colors: true }`': { json: true, console: { colors: true } },
  '`console: { colors: false }`': { console: { colors: false } },
  "`console: { format: 'pretty' }`": { json: true, console: { format: 'pretty' } },
  "`console: { format: 'text' }`": { console: { format: 'text' } },
  "`console: { format: '{level} {message}' }`": { console: { format: '{level} {message}' } },
};

const PROGRAM = `
  import { getLogger } from ${JSON.stringify(join(ROOT, 'src/index.ts'))};
  for (const config of JSON.parse(process.env.CONFIGS)) {
    const logger = getLogger('name' + config.index, { file: false, addRuntimeContext: false, ...config.config });
    logger.warning('shown');
    await logger.close();
  }`;

/** What the console of each configuration shows, in the words of the table. */
function shown(on: 'terminal' | 'pipe', env: Readonly<Record<string, string>>): string[] {
  const command = `"${process.execPath}" --no-warnings --input-type=module -e "$PROGRAM"`;
  const [file, args] = on === 'pipe' ? ['sh', ['-c', command]] : ['script', ['-qec', command, '/dev/null']];
  const { PATH = '', HOME = '', NODE_COMPILE_CACHE = '' } = process.env;
  const configs = JSON.stringify(Object.values(CONFIGS).map((config, index) => ({ index, config })));
  const { stdout } = spawnSync(file, args, {
    encoding: 'utf8',
    cwd: ROOT,
    env: { PATH, HOME, NODE_COMPILE_CACHE, TERM: 'xterm-256color', PROGRAM, CONFIGS: configs, ...env },
  });
  return stdout.replaceAll('\r\n', '\n').split('\n').slice(0, -1).map(kindOf);
}

function kindOf(line: string): string {
  if (/^\{"timestamp":.*"message":"shown"/.test(line)) return 'JSON';
  if (/^\d{4}-\d\d-\d\d [\d:.]{12} \| WARNING {2}\| name\d \| shown$/.test(line)) return 'text';
  if (line === 'WARNING shown') return 'template';
  if (/^\d\d:\d\d:\d\d\.\d{3} WARNING {2}name\d shown$/.test(line)) return 'pretty';
  return line.includes('\x1b[33mWARNING \x1b[0m') ? 'colours' : line;
}

describe.skipIf(process.platform !== 'linux')('the table', () => {
  const rows = tableRows(textOf('docs/logger.md') ?? '', 'The console');
  const columns = [
    ['terminal', {}],
    ['terminal', { NO_COLOR: '1' }],
    ['pipe', {}],
    ['pipe', { NO_COLOR: '1' }],
    ['pipe', { FORCE_COLOR: '1' }],
    ['pipe', { FORCE_COLOR: '1', NO_COLOR: '1' }],
  ] as const;

  test('has a row for each configuration', () => {
    expect(rows.map(([config]) => config)).toEqual(Object.keys(CONFIGS));
  });

  test.each(columns.map(([on, env], index) => ({ on, env, index })))('on a $on with $env', ({ on, env, index }) => {
    expect(shown(on, env)).toEqual(rows.map((row) => row[Math.min(index, 4) + 1]));
  });
});

test('colours of a format that has none are refused', () => {
  for (const format of ['json', 'text', '{level} {message}'] as const)
    expect(() => openLogger({ console: { format, colors: true } })).toThrow(
      "console.colors: true is not accepted; accepted is the format 'pretty', which alone has colours, or none",
    );
});
