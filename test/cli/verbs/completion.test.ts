// `laketrace completion` in the shells themselves: what they make of a line and a press of Tab.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { SHELLS, type Shell } from '../../../src/cli/completion/completion-scripts.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { inProcess } from '../run-command.ts';

const scripts = new Map<Shell, string>();
beforeAll(async () => {
  for (const shell of SHELLS) scripts.set(shell, (await inProcess(['completion', shell])).stdout);
});

const has = (shell: Shell) => process.platform === 'linux' && spawnSync(shell, ['-c', 'true']).status === 0;

/** A directory with a log in it and a script beside it. */
function directoryWith(shell: Shell): string {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, 'shop.jsonl'), '');
  writeFileSync(join(directory, 'completion'), scripts.get(shell) ?? '');
  return directory;
}

/** What a shell on a terminal makes of lines, each typed up to a Tab: the words that a command of this name then gets. */
function typed(shell: 'bash' | 'zsh', lines: readonly string[]): string[] {
  const setUp = {
    bash: 'set +o history; source ./completion',
    zsh: 'autoload -Uz compinit; compinit -u -D; source ./completion',
  };
  const start = { bash: 'bash --norc -i', zsh: 'zsh -f -i' };
  const { PATH = '' } = process.env;
  const { stdout } = spawnSync('script', ['-qec', start[shell], '/dev/null'], {
    cwd: directoryWith(shell),
    encoding: 'utf8',
    env: { PATH, TERM: 'dumb', HOME: '/nonexistent' },
    input: [
      `laketrace() { printf '<%s>' "$@"; echo; }; ${setUp[shell]}`,
      ...lines.map((line) => `${line}\t`),
      'exit\n',
    ].join('\n'),
  });
  return stdout.match(/^(?:<[^<>\n]*>)+(?=\r?$)/gm) ?? [stdout];
}

const LINES: Readonly<Record<string, string>> = {
  'laketrace st': '<stats>',
  'laketrace cat --form': '<cat><--format>',
  'laketrace cat --level wa': '<cat><--level><warn>',
  'laketrace cat --level warn sho': '<cat><--level><warn><shop.jsonl>',
  'laketrace --color al': '<--color><always>',
  'laketrace completion f': '<completion><fish>',
  // No file, where a file makes no sense.
  'laketrace cat --since sho': '<cat><--since><sho>',
};

test.skipIf(!has('bash'))('bash', () => {
  const lines = { ...LINES, 'laketrace cat --color=al': '<cat><--color=always>' };
  expect(typed('bash', Object.keys(lines))).toEqual(Object.values(lines));
});

test.skipIf(!has('zsh'))('zsh', () => {
  expect(typed('zsh', Object.keys(LINES))).toEqual(Object.values(LINES));
});

describe.skipIf(!has('fish'))('fish', () => {
  test.each([
    ['laketrace st', 'stats'],
    ['laketrace cat --form', '--format'],
    ['laketrace cat --level wa', 'warn'],
    ['laketrace cat sho', 'shop.jsonl'],
    ['laketrace --color al', 'always'],
    ['laketrace completion f', 'fish'],
  ])('%s', (line, completed) => {
    const command = `source ./completion; complete -C ${JSON.stringify(line)}`;
    const { stdout } = spawnSync('fish', ['--no-config', '-c', command], {
      cwd: directoryWith('fish'),
      encoding: 'utf8',
    });
    expect(stdout.split('\n').map((found) => found.split('\t')[0])).toContain(completed);
  });
});

test('a shell that there is no script for', async () => {
  const { code, stderr } = await inProcess(['completion', 'csh']);
  expect(code).toBe(2);
  expect(stderr).toContain('there are bash, zsh, fish');
});
