// `laketrace grep` over files that the exporter wrote.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { type CommandRun, inProcess, inShell, inTerminal, LAKETRACE } from '../run-command.ts';
import { shopLog, shopText } from '../shop-log.ts';

async function grep(...args: string[]): Promise<CommandRun> {
  return await inProcess(['grep', '--zone', 'UTC', ...args]);
}

const found = (...places: number[]): CommandRun => ({ code: 0, stdout: shopText(...places), stderr: '' });

test.each<[string[], number[]]>([
  [['order 1'], [4, 5]],
  [['-i', 'ORDER 17'], [4]],
  [['rows=2000'], [2]],
  [['shop.orders started'], [0]],
  [['did not answer'], [4]],
  [['pay.ts:3:9'], [4]],
  [['{"city":"Oslo"}'], [5]],
  [
    ['-e', 'row \\d'],
    [1, 2],
  ],
  [
    ['-e', 'started', '-e', 'stopped'],
    [0, 7],
  ],
  [['-i', '-e', 'STARTED'], [0]],
  [['-v', 'o'], []],
  [['-v', 'shop.orders'], [6]],
  [['--limit', '1', 'row'], [1]],
  [['row', '--where', 'rows>100'], [2]],
  [['evil', '--level', 'info'], [6]],
  // What is only in the line around: a time in nanoseconds, a key of OTLP.
  [
    ['1769860800', '-v'],
    [0, 1, 2, 3, 4, 5, 6, 7],
  ],
  [
    ['stringValue', '-v'],
    [0, 1, 2, 3, 4, 5, 6, 7],
  ],
])('%j', async (args, places) => {
  const run = await grep(...args, await shopLog());
  expect(run).toEqual({ ...found(...places), code: places.length === 0 ? 1 : 0 });
});

test('nothing found is exit code 1', async () => {
  expect(await grep('no such text', await shopLog())).toEqual({ code: 1, stdout: '', stderr: '' });
});

describe('context', () => {
  test.each<[string[], string]>([
    [['-A', '1', 'row 1'], shopText(1, 2)],
    [['-B', '1', 'order 17'], shopText(3, 4)],
    [['-C', '1', 'paid'], shopText(4, 5, 6)],
    [['-C', '1', 'started'], shopText(0, 1)],
    [['-A', '1', '-e', 'started|stopped'], `${shopText(0, 1)}--\n${shopText(7)}`],
    [['-C', '1', '-e', 'row 1|order 17'], shopText(0, 1, 2, 3, 4, 5)],
    [['-A', '1', '--limit', '1', 'row'], shopText(1, 2)],
  ])('%j', async (args, stdout) => {
    expect(await grep(...args, await shopLog())).toEqual({ code: 0, stdout, stderr: '' });
  });
});

describe('files', () => {
  test('counts, by file', async () => {
    const { code, stdout } = await grep('-c', 'order 1', await shopLog());
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\S+\/shop\.\S+Z\.jsonl\.gz:0\n\S+\/shop\.jsonl:2\n$/);
    expect((await grep('-c', 'nothing', await shopLog())).code).toBe(1);
  });

  test('names of files in which it is', async () => {
    const { stdout } = await grep('-l', 'order 1', await shopLog());
    expect(stdout).toMatch(/^\S+\/shop\.jsonl\n$/);
    const [line = ''] = (await grep('-l', '--json', 'order 1', await shopLog())).stdout.split('\n');
    expect(JSON.parse(line).file).toMatch(/shop\.jsonl$/);
  });
});

describe('lines that are not parsed', () => {
  test.each<[string, string[]]>([
    ['a text that JSON escapes', ['say "hi"\\']],
    ['characters that some writers escape', ['<b>']],
    ['letters that a writer has escaped', ['hidden']],
    ['no ASCII', ['größer']],
    ['in any case', ['-i', 'GRÖSSER als']],
    ['a number that is written in another way', ['1000000']],
    ['a name beside its value', ['owner=value x']],
  ])('hide nothing: %s', async (_, args) => {
    const path = join(temporaryDirectory(), 'a.jsonl');
    writeFileSync(
      path,
      [
        '{"message":"say \\"hi\\"\\\\ now"}',
        '{"message":"\\u003cb\\u003e"}',
        '{"message":"\\u0068\\u0069\\u0064den"}',
        '{"message":"gr\\u00f6\\u00dfer ALS"}',
        '{"message":"Grösser als"}',
        '{"message":"n","count":1e6}',
        '{"message":"a","owner":"value x"}',
      ].join('\n'),
    );
    const { code, stdout } = await grep(...args, path);
    expect(code).toBe(0);
    expect(stdout.trim().split('\n')).toHaveLength(1);
  });

  test('a broken line that cannot have it is not looked at', async () => {
    const path = join(temporaryDirectory(), 'a.jsonl');
    writeFileSync(path, '{"message":"here it is"}\n{"message":"bro\n');
    expect((await grep('here', path)).stderr).toBe('');
    expect((await grep('-v', 'here', path)).stderr).toMatch(/a\.jsonl:2: no JSON/);
  });
});

describe('what matches and what does not are all records', () => {
  const lines = [
    '{"message":"null and nothing","x":null}',
    '{"message":"beyond a double","x":1E400,"list":[-1e999]}',
    '{"message":"ſtop at 300 K","x":4.711e3}',
    '{"message":"stop","x":"-Infinity"}',
    'a line of text',
  ];

  test.each<[string[], number]>([
    [['Infinity'], 2],
    [['x=-Inf'], 1],
    [['x=Inf'], 1],
    [['-i', 'INFINITY'], 2],
    [['4711'], 1],
    [['-i', 'STOP'], 2],
    [['-i', '-e', 'S(?:top)'], 2],
    [['-i', '300 k'], 1],
    [['-i', '-e', '300 \\x4b'], 1],
    [['stop'], 1],
    [['x=null'], 1],
    [['text'], 1],
    [['no such text'], 0],
  ])('%j', async (args, places) => {
    const path = join(temporaryDirectory(), 'a.jsonl');
    writeFileSync(path, lines.join('\n'));
    const countOf = async (...more: string[]): Promise<number> =>
      Number(/:(\d+)\n$/.exec((await grep('-c', ...more, ...args, path)).stdout)?.[1]);
    expect([await countOf(), await countOf('-v')]).toEqual([places, lines.length - places]);
  });
});

test.each<[string[], string]>([
  [[], 'there is nothing to look for; write a text, such as laketrace grep timeout logs'],
  [['-e', '('], '--regexp: Invalid regular expression: /(/'],
  [['-A', 'x', 'a'], '--after-context: "x" is not accepted; write a whole number from 0'],
])('%j is refused', async (args, message) => {
  const { code, stderr } = await grep(...args);
  expect(code).toBe(2);
  expect(stderr.startsWith(`laketrace grep: ${message}`)).toBe(true);
});

describe.skipIf(process.platform !== 'linux')('in processes', () => {
  test('what is found is marked on a terminal, over the colours that are there', async () => {
    const directory = await shopLog();
    const { stdout } = inTerminal(['grep', 'rows=2000', directory]);
    expect(stdout).toBe(
      '\x1b[2m2026-01-31 12:00:01.000\x1b[0m \x1b[34mDEBUG   \x1b[0m \x1b[36mshop.orders\x1b[0m row 2 accepted ' +
        '\x1b[2mstage=\x1b[0mload \x1b[2m\x1b[0m\x1b[1;31mrows=\x1b[0m\x1b[2m\x1b[0m\x1b[1;31m2000\x1b[0m\n',
    );
  });

  test('in a pipe with the exit codes of grep', async () => {
    const directory = await shopLog();
    expect(inShell(`${LAKETRACE} grep paid ${directory} | cat`)).toEqual(found(5));
    expect(inShell(`cat ${directory}/shop.jsonl | ${LAKETRACE} grep paid`)).toEqual(found(5));
    expect(inShell(`${LAKETRACE} grep nothing ${directory}`).code).toBe(1);
  });
});
