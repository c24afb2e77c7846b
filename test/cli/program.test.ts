// The command as a whole: help, what is wrong with a command line, exit codes, readers that go.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { VERBS } from '../../src/cli/verb-list.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { inPipe, inProcess, inShell, inTerminal, LAKETRACE } from './run-command.ts';

/** A directory with a log of many records in it. */
function directoryWithLog(): string {
  const directory = temporaryDirectory();
  const line = '{"timestamp":"2026-01-31T12:00:00.000Z","level":"INFO","message":"first","logger_name":"a"}\n';
  writeFileSync(join(directory, 'long.jsonl'), line.repeat(20_000));
  return directory;
}

const FIRST = '2026-01-31 12:00:00.000 INFO     a first\n';

describe('help', () => {
  test('lists every verb', async () => {
    const { code, stdout, stderr } = await inProcess(['--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const { name, summary } of VERBS) expect(stdout).toMatch(new RegExp(`^  ${name} .*${summary}`, 'm'));
    expect(stdout).toContain('Exit codes:');
    expect(await inProcess([])).toEqual({ code, stdout, stderr });
    expect(await inProcess(['help'])).toEqual({ code, stdout, stderr });
  });

  test.each(VERBS.map(({ name }) => name))('of %s has examples, by either way of asking', async (name) => {
    const { code, stdout } = await inProcess([name, '--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^Examples:\n  laketrace ${name} `, 'm'));
    expect(await inProcess(['help', name])).toEqual({ code, stdout, stderr: '' });
  });

  test('no option takes an empty value, but the text of redact', async () => {
    const taken: string[] = [];
    for (const { name } of VERBS) {
      const { stdout } = await inProcess([name, '--help']);
      for (const [, option = ''] of stdout.matchAll(/^ +(?:-\w, )?(--[\w-]+) </gm)) {
        const { code, stderr } = await inProcess([name, ...(name === 'grep' ? ['x'] : []), option, '']);
        if (code !== 2 || !stderr.includes(option)) taken.push(`${name} ${option}`);
      }
    }
    expect(taken).toEqual(['redact --text']);
  });

  test('every verb that takes times or shows them takes a time zone', async () => {
    const withTimes: string[] = [];
    for (const { name } of VERBS) {
      const { stdout } = await inProcess([name, '--help']);
      if (/^ +--zone <zone> /m.test(stdout)) withTimes.push(name);
      else expect(stdout).not.toMatch(/^ +--since <time> /m);
    }
    expect(withTimes).toEqual(['cat', 'tail', 'grep', 'stats', 'prune', 'report']);
  });

  test('the version', async () => {
    expect(await inProcess(['--version'])).toEqual({ code: 0, stdout: '1.2.3\n', stderr: '' });
    expect(inPipe(['--version']).stdout).toMatch(/^\d+\.\d+\.\d+\S*\n$/);
  });

  test('has colours where the output has', async () => {
    expect((await inProcess(['--help'])).stdout).not.toContain('\x1b');
    expect((await inProcess(['--help'], { columns: 80 })).stdout).toContain('\x1b[1m');
    expect((await inProcess(['--help'], { columns: 80, env: { NO_COLOR: '1' } })).stdout).not.toContain('\x1b');
  });
});

describe('what is wrong with a command line is one line that says what to do', () => {
  test.each<[string, string[], string]>([
    ['a verb', ['ctt'], "laketrace: unknown command 'ctt'; did you mean cat? (see laketrace --help)\n"],
    [
      'an option',
      ['cat', '--hlep'],
      "laketrace cat: unknown option '--hlep'; did you mean --help? (see laketrace cat --help)\n",
    ],
    [
      'a value',
      ['--color=red', 'cat'],
      'laketrace: --color: "red" is not accepted; there are auto, always, never (see laketrace --help)\n',
    ],
    [
      'a flag of another grep',
      ['grep', '-rn', 'x', 'logs'],
      'laketrace grep: there is no option -rn: a directory is searched as it is (see laketrace grep --help)\n',
    ],
    [
      'an argument that is missing',
      ['compress'],
      'laketrace compress: <directories> is missing; such as laketrace compress logs (see laketrace compress --help)\n',
    ],
    [
      'an option that is missing',
      ['prune', 'logs'],
      "laketrace prune: --keep <rule> is missing; such as laketrace prune logs --keep '7 days' --dry-run (see laketrace prune --help)\n",
    ],
    [
      'the value of an option',
      ['cat', '-n'],
      'laketrace cat: -n, --limit <count>: the value is missing (see laketrace cat --help)\n',
    ],
    [
      'a value that is nearly one',
      ['convert', '--to', 'csvv', 'logs'],
      'laketrace convert: --to: "csvv" is not accepted; there are flat, otlp, csv, parquet; did you mean csv? (see laketrace convert --help)\n',
    ],
    [
      'a value of an argument',
      ['completion', 'bsh'],
      'laketrace completion: <shell>: "bsh" is not accepted; there are bash, zsh, fish; did you mean bash? (see laketrace completion --help)\n',
    ],
    [
      'an option that is needed, misspelt',
      ['convert', '--too=csv', 'logs'],
      "laketrace convert: unknown option '--too'; did you mean --to? (see laketrace convert --help)\n",
    ],
    [
      'an option before its verb',
      ['--json', 'cat', 'logs'],
      'laketrace: --json is an option of cat, and stands behind it: laketrace cat --json logs (see laketrace --help)\n',
    ],
    [
      'one with a value before its verb',
      ['-n', '5', 'cat', 'my logs'],
      'laketrace: -n is an option of cat, and stands behind it: laketrace cat -n … (see laketrace --help)\n',
    ],
    [
      'an option without a verb',
      ['--follow', 'logs'],
      'laketrace: --follow is an option of tail, and stands behind the verb: laketrace tail --follow … (see laketrace --help)\n',
    ],
    [
      'an option of another verb, before one',
      ['--codec', 'zstd', 'cat', 'logs'],
      'laketrace: --codec is an option of compress, and stands behind the verb: laketrace compress --codec … (see laketrace --help)\n',
    ],
    [
      'one that is misspelt, before its verb',
      ['--levl', 'warn', 'cat', 'logs'],
      "laketrace: unknown option '--levl'; did you mean --level, which stands behind cat? (see laketrace --help)\n",
    ],
    [
      'one that is misspelt, without a verb',
      ['--jsn'],
      "laketrace: unknown option '--jsn'; did you mean --json, which stands behind a verb? (see laketrace --help)\n",
    ],
    [
      'a path without a verb',
      ['my/logs', '--json'],
      'laketrace: there is no verb my/logs; write one first, such as laketrace cat my/logs (see laketrace --help)\n',
    ],
    [
      'an option that no verb has, before it',
      ['--colour=never', 'cat', 'logs'],
      "laketrace: unknown option '--colour'; did you mean --color? (see laketrace --help)\n",
    ],
    [
      'help of no verb',
      ['help', 'ctt'],
      "laketrace: unknown command 'ctt'; did you mean cat? (see laketrace --help)\n",
    ],
    [
      'help of no verb',
      ['ctt', '--help'],
      "laketrace: unknown command 'ctt'; did you mean cat? (see laketrace --help)\n",
    ],
    ['a time zone', ['cat', '--zone', 'Europ/Oslo', 'logs'], expect.stringContaining('did you mean Europe/Oslo?')],
    ['a count as an option', ['cat', '-5', 'logs'], 'laketrace cat: -5 is no option; write -n 5\n'],
    ['text that drives a terminal', ['\x1b[2J'], "laketrace: unknown command '\\x1b[2J' (see laketrace --help)\n"],
  ])('%s', async (_, args, stderr) => {
    expect(await inProcess(args)).toEqual({ code: 2, stdout: '', stderr });
  });

  test.each(['99999999999999999999', '-5', '1e3', '1.5', ' 5', '0x10'])('"%s" is no count', async (count) => {
    const places: readonly (readonly [least: number, most: number, option: string, ...args: string[]])[] = [
      [0, 999_999_999_999_999, '--limit', 'cat', 'logs'],
      [0, 999_999_999_999_999, '--lines', 'tail', 'logs'],
      [0, 999_999_999_999_999, '--context', 'grep', 'x', 'logs'],
      [1, 500_000, '--limit', 'report', 'logs'],
      [1, 64, '--concurrency', 'upload', 'logs', '--to', 'dir:x'],
      [1, 100, '--attempts', 'upload', 'logs', '--to', 'dir:x'],
      [1, 9, '--level', 'compress', '.'],
    ];
    for (const [least, most, option, verb = '', ...args] of places) {
      const { code, stderr } = await inProcess([verb, ...args, option, count]);
      const range = `write a whole number from ${least} to ${most} in digits, such as ${option} ${Math.min(10, most)}`;
      expect({ code, stderr }).toEqual({
        code: 2,
        stderr: `laketrace ${verb}: ${option}: "${count}" is not accepted; ${range}\n`,
      });
    }
  });

  test('a file that is not there', async () => {
    const { code, stdout, stderr } = await inProcess(['cat', 'nowhere.jsonl']);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(/^laketrace cat: nowhere\.jsonl: there is no such file or directory; .+\n$/);
  });
});

describe.skipIf(process.platform !== 'linux')('in processes', () => {
  test('a reader that has enough is nothing to speak of', () => {
    expect(inShell(`${LAKETRACE} cat . | head -1`, { cwd: directoryWithLog() })).toEqual({
      ...{ code: 0, stdout: FIRST, stderr: '' },
    });
    expect(inShell(`${LAKETRACE} --help | true`)).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test('a long output goes to the pager of the environment, on a terminal alone', () => {
    const cwd = directoryWithLog();
    const env = { LAKETRACE_PAGER: 'sed s/^/paged:/', PAGER: 'false', NO_COLOR: '1' };
    const args = ['cat', '-n1', 'long.jsonl'];
    expect(inTerminal(args, { cwd, env }).stdout).toBe(`paged:${FIRST}`);
    expect(inTerminal([...args, '--no-pager'], { cwd, env }).stdout).toBe(FIRST);
    expect(inPipe(args, { cwd, env }).stdout).toBe(FIRST);
  });

  test('a pager that is not there is said, and the text is written all the same', () => {
    const cwd = directoryWithLog();
    const args = ['cat', '-n1', 'long.jsonl', '--color=never'];
    for (const pager of ['nonexistent -R', '/no/where', "'./not here' -x"]) {
      const said = `laketrace cat: there is no pager ${pager}; set PAGER to one that is installed, or give --no-pager\n`;
      expect(inTerminal(args, { cwd, env: { PAGER: pager } })).toEqual({
        code: 0,
        stdout: `${said}${FIRST}`,
        stderr: '',
      });
    }
    // What only a shell understands goes to it.
    for (const pager of ['A=b sed s/^/paged:/', 'sed s/^/x:/ | sed s/x/paged/', '"sed" "s/^/paged:/"'])
      expect(inTerminal(args, { cwd, env: { PAGER: pager } }).stdout).toBe(`paged:${FIRST}`);
  });

  test('a pager that is left early ends the verb', () => {
    const env = { PAGER: 'head -1', NO_COLOR: '1' };
    expect(inTerminal(['cat', '.'], { cwd: directoryWithLog(), env })).toEqual({ code: 0, stdout: FIRST, stderr: '' });
  });
});
