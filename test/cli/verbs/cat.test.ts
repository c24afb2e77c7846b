// `laketrace cat` over files that the exporter wrote.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { inPipe, inProcess, inTerminal } from '../run-command.ts';
import { HOSTILE, SHOP_LINES, shopLog, shopText } from '../shop-log.ts';

const ALL = SHOP_LINES.map((line) => `${line}\n`).join('');

async function cat(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await inProcess(['cat', '--zone', 'UTC', ...args]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

test('all records, over the rotated file and the active one', async () => {
  expect(await cat(await shopLog())).toBe(ALL);
});

describe.skipIf(process.platform !== 'linux')('in processes', () => {
  test('in a pipe without colours, on a terminal with them, the same text in both', async () => {
    const directory = await shopLog();
    expect(inPipe(['cat', directory])).toEqual({ code: 0, stdout: ALL, stderr: '' });
    const { stdout, code } = inTerminal(['cat', directory]);
    expect(code).toBe(0);
    expect(stdout).toContain('\x1b[31mERROR   \x1b[0m \x1b[36mshop.orders\x1b[0m \x1b[1morder 17 failed\x1b[0m');
    // The only sequences that there are are those that colour, and each colour ends in its line.
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escapes are what is looked for
    expect(stdout.replace(/\x1b\[[\d;]+m/g, '')).toBe(ALL);
    expect(inTerminal(['cat', directory, '--color=never']).stdout).toBe(ALL);
    expect(inPipe(['cat', directory, '--color=always']).stdout).toBe(stdout);
    expect(inPipe(['cat', directory], { env: { FORCE_COLOR: '1' } }).stdout).toBe(stdout);
  });

  test('standard input, plain and compressed', async () => {
    const directory = await shopLog();
    const archive = readdirSync(directory).find((name) => name.endsWith('.gz')) as string;
    const read = (name: string) => readFileSync(join(directory, name));
    expect(inPipe(['cat'], { stdin: read(archive) }).stdout).toBe(shopText(0, 1, 2, 3));
    expect(inPipe(['cat', '-'], { stdin: read('shop.jsonl') }).stdout).toBe(shopText(4, 5, 6, 7));
    expect(inPipe(['cat', '-n', '1'], { stdin: 'time=2026-01-31T12:00:00Z level=info msg=hi\n' }).stdout).toBe(
      '2026-01-31 12:00:00.000 info      hi\n',
    );
    const withoutTime = inPipe(['cat'], { stdin: 'level=info msg=hi\n' });
    expect(withoutTime.stdout).toBe(`${'-'.padEnd(23)} info      hi\n`);
  });

  test('nothing to read on a terminal is said, and what to do', () => {
    expect(inTerminal(['cat'])).toEqual({
      code: 2,
      stdout: 'laketrace cat: there is nothing to read; name files or a directory, such as laketrace cat logs\n',
      stderr: '',
    });
  });
});

describe('formats', () => {
  test('flat JSON gives back what was logged, and no byte of it drives a terminal', async () => {
    const text = await cat(await shopLog(), '--json');
    const records = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(records.map(({ message }) => message)).toContain(HOSTILE);
    expect(records[4]).toMatchObject({
      level: 'ERROR',
      pid: 7,
      duration_ms: 1500,
      exception: { type: 'TimeoutError' },
    });
    expect(text).not.toMatch(UNSAFE);
  });

  test.each(['pretty', 'flat', 'full', 'otlp', 'text', 'logfmt', 'ecs', 'template:{level} {message} {extra[agent]}'])(
    '%s is safe to print',
    async (format) => {
      const text = await cat(await shopLog(), '--format', format);
      expect(text).toContain('order 17 failed');
      expect(text).not.toMatch(UNSAFE);
    },
  );

  test('what was written as OTLP is read again', async () => {
    const path = join(temporaryDirectory(), 'again.jsonl');
    writeFileSync(path, await cat(await shopLog(), '--format', 'otlp'));
    expect(await cat(path)).toBe(ALL);
  });

  test('a full record says nothing of the process that reads it', async () => {
    const lines = (await cat(await shopLog(), '--format', 'full')).trim().split('\n');
    for (const line of lines) expect(JSON.parse(line)).toMatchObject({ elapsed: null, thread: null });
  });

  test('a template', async () => {
    expect(await cat(await shopLog(), '--limit', '2', '--format', 'template:{level:<6}|{message}')).toBe(
      'INFO  |started\nDEBUG |row 1 accepted\n',
    );
  });

  test.each([
    ['prety', 'did you mean pretty?'],
    ['xml', "there are pretty, flat, full, otlp, json, text, logfmt, ecs and template:'…'"],
    ['template:{nothing}', 'nothing'],
  ])('%s is refused', async (format, hint) => {
    const { code, stderr } = await inProcess(['cat', await shopLog(), '--format', format]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^laketrace cat: --format: [^\n]+\n$/);
    expect(stderr).toContain(hint);
  });
});

/** What a terminal would act on, or an eye not see. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const UNSAFE = /[\0-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/;

describe('which records', () => {
  test.each<[string[], number[]]>([
    [
      ['--level', 'warn'],
      [3, 4],
    ],
    [
      ['--since', '2026-01-31T12:00:02Z', '--until', '2026-01-31T12:01:00Z'],
      [4, 5],
    ],
    [['--where', 'stage=load', 'rows>1000'], [2]],
    [['--where', 'stage=load', '--where', 'rows<1000'], [1]],
    [
      ['--match', 'order 1'],
      [4, 5],
    ],
    [['--match', '/ORDER \\d+ p/i'], [5]],
    [['--match', 'bank'], [4]],
    [['--match', 'rows=2000'], [2]],
    [
      ['--trace', '0AF76519'],
      [3, 4],
    ],
    [
      ['--limit', '2', '--level', 'info'],
      [0, 3],
    ],
    [['--limit', '0'], []],
    [['--where', 'user.city=Oslo'], [5]],
  ])('%j', async (args, places) => {
    expect(await cat(await shopLog(), ...args)).toBe(shopText(...places));
  });

  test('paths after the conditions are paths', async () => {
    expect(await cat('--where', 'stage=load', 'rows>1000', await shopLog())).toBe(shopText(2));
  });

  test.each<[string[], string]>([
    [['--level', 'loud'], '--level: "loud" is not accepted; accepted is a level name'],
    [['--since', 'soon'], '--since: "soon" is no time; write 2h (ago), 2026-01-31, or 2026-01-31T12:00Z'],
    [['--since', '2026-01-31', '--until', '2026-01-31'], '--until: is not after --since'],
    [['--limit', 'ten'], '--limit: "ten" is not accepted; write a whole number from 0'],
    [
      ['--where', 'logs'],
      '--where: "logs" is no condition; write a field, an operator and a value, such as stage=load',
    ],
    [['--match', '/(/'], '--match: Invalid regular expression'],
    [['--trace', 'xyz'], '--trace: "xyz" is no id of a trace; write its 32 hexadecimal digits'],
    [['--zone', 'Mars'], '--zone: "Mars" is not accepted'],
    [['--json', '--format', 'ecs'], '--json and --format ecs are two formats; leave one out'],
    [[''], 'one of the paths is empty; is a variable of the shell not set?'],
    [['--limt', '3'], "unknown option '--limt'; did you mean --limit?"],
  ])('%j is refused in one line', async (args, message) => {
    const { code, stdout, stderr } = await inProcess(['cat', await shopLog(), ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.startsWith(`laketrace cat: ${message}`)).toBe(true);
    expect(stderr.split('\n')).toHaveLength(2);
  });
});

describe('which fields', () => {
  test.each<[string[], string]>([
    [['--fields', 'rows,level'], ' row 2 accepted rows=2000'],
    [['--fields', 'r*'], ' row 2 accepted rows=2000'],
    [['--hide', 'rows'], ' row 2 accepted stage=load'],
    [['--hide', '*'], ' row 2 accepted'],
    [['--hide', 'r*s', '--hide', 'st*e*'], ' row 2 accepted'],
  ])('%j', async (args, ending) => {
    const text = await cat(await shopLog(), ...args, '--where', 'rows=2000');
    expect(text).toBe(`2026-01-31 12:00:01.000 DEBUG    shop.orders${ending}\n`);
  });
});

describe('names that no record has are said at the end', () => {
  test.each<[string[], string]>([
    [['--where', 'stge=load'], '--where: no record has a field stge; did you mean stage?'],
    [['--where', 'levle=error'], '--where: no record has a field levle; did you mean level?'],
    [['--where', 'levle!=error'], '--where: no record has a field levle; did you mean level?'],
    [['--where', 'user.ctiy=Oslo'], '--where: no record has a field user.ctiy; did you mean user.city?'],
    [['--where', 'level=eror'], '--where: no record has the level eror; did you mean ERROR?'],
    [['--fields', 'rows,versoin'], '--fields: no record that is shown has a field versoin; did you mean version?'],
    [['--fields', 'nope*'], '--fields: no record that is shown has a field nope*; there are '],
    [['--hide', 'rowz'], '--hide: no record that is shown has a field rowz; did you mean rows?'],
    [['--hide', 'level'], '--hide: level is shown in any case; write what is to be shown: --format template:'],
  ])('%j', async (args, message) => {
    const { code, stderr } = await inProcess(['cat', ...args, await shopLog()]);
    expect(code).toBe(0);
    expect(stderr.startsWith(`laketrace cat: ${message}`)).toBe(true);
    expect(stderr.split('\n')).toHaveLength(2);
  });

  test('and nothing of names that no record was asked for', async () => {
    const args = [
      ['--where', 'stage=nowhere', 'nope=1'],
      ['--level', 'fatal', '--where', 'nope=1'],
      ['--fields', 'level, message'],
    ];
    for (const each of args) expect((await inProcess(['cat', ...each, await shopLog()])).stderr).toBe('');
    expect((await inProcess(['grep', '-c', 'order', '--where', 'nope=1', await shopLog()])).stderr).toContain(
      'a field nope',
    );
  });
});

test.skipIf(process.platform !== 'linux')(
  'times without an offset are in the zone of the lines: local, or that of --zone',
  async () => {
    const directory = await shopLog();
    const env = { TZ: 'America/New_York' };
    const first = (...args: string[]) => inPipe(['cat', directory, '-n1', ...args], { env }).stdout.slice(0, 23);
    expect(first()).toBe('2026-01-31 07:00:00.000');
    expect(first('--since', '2026-01-31T07:00:02')).toBe('2026-01-31 07:00:02.000');
    expect(first('--since', '2026-01-31 12:00:02', '--zone', 'UTC')).toBe('2026-01-31 12:00:02.000');
    expect(first('--where', 'time>2026-01-31T07:00:01')).toBe('2026-01-31 07:00:01.250');
    // A day begins where its lines do.
    expect(first('--until', '2026-02-01')).toBe('2026-01-31 07:00:00.000');
    expect(first('--since', '2026-01-31', '--until', '2026-01-31T07:00')).toBe('');
  },
);

describe('what cannot be read', () => {
  test.each(['cat', 'tail', 'stats', 'grep'])('a directory without log files is named by %s', async (verb) => {
    const directory = temporaryDirectory();
    const text = verb === 'grep' ? ['text'] : [];
    expect(await inProcess([verb, ...text, directory])).toMatchObject({
      code: 1,
      stderr: `laketrace ${verb}: there are no log files in ${directory}; name files, or a directory that has some\n`,
    });
    const late = ['--since', '2100-01-01'];
    expect((await inProcess([verb, ...text, await shopLog(), ...late])).stderr).toBe('');
    expect((await inProcess(['cat', '-n', '0', await shopLog()])).stderr).toBe('');
  });

  test('integers of any length keep their digits, and are numbers', async () => {
    const path = join(temporaryDirectory(), 'app.jsonl');
    const long = '"a":12345678901234567890123,"b":[-18446744073709551615],"c":9007199254740993,"d":9223372036854775807';
    const head = '{"timestamp":"2026-01-31T12:00:00.000Z","level":"INFO","message":"m","logger_name":""';
    writeFileSync(path, `${head},${long}}\n`);
    expect((await inProcess(['cat', '--json', path])).stdout).toBe(`${head},${long}}\n`);
    const count = async (where: string) => (await inProcess(['grep', '-c', 'm', '--where', where, '--', path])).stdout;
    expect(await count('a=12345678901234567890123')).toMatch(/:1\n$/);
    expect(await count('a>12345678901234567890123')).toMatch(/:0\n$/);
    expect(await count('b<-18446744073709551614')).toMatch(/:1\n$/);
  });

  test('text between lines of JSON, and before them, is shown as it stands, by cat, tail and grep', async () => {
    const path = join(temporaryDirectory(), 'app.jsonl');
    const record = (message: string) => `{"level":"INFO","message":"${message}"}\n`;
    const stray = 'Error: printed besides\nat main (/app/main.js:1:1)\nbye\n';
    const early = 'Warning: printed as it started\n';
    writeFileSync(path, `${early}${record('first')}${stray.replace('at', '    at')}${record('last')}`);
    // A record of a template begins with no blank.
    const shown = `${early}first\n${stray.replace('at', '\\x20   at')}last\n`;
    const format = ['--format', 'template:{message}'];
    for (const verb of ['cat', 'tail'])
      expect(await inProcess([verb, ...format, path])).toEqual({ code: 0, stdout: shown, stderr: '' });
    expect((await inProcess(['grep', 'bye', ...format, path])).stdout).toBe('bye\n');
  });

  test('is said on standard error, and the rest is shown', async () => {
    const directory = await shopLog();
    writeFileSync(join(directory, 'broken.jsonl'), '{"no\n');
    const { code, stdout, stderr } = await inProcess(['cat', '--zone', 'UTC', directory]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: ALL });
    expect(stderr).toMatch(/^laketrace cat: .*broken\.jsonl:1: no JSON: .*\n$/);
  });

  test('a file that is not there makes the exit code that of a failure', async () => {
    const { code, stdout, stderr } = await inProcess(['cat', '--zone', 'UTC', await shopLog(), 'nowhere\x07']);
    expect({ code, stdout }).toEqual({ code: 3, stdout: ALL });
    expect(stderr).toBe('laketrace cat: nowhere\\x07: there is no such file or directory; look at the path\n');
  });

  test('broken lines hide no damaged archive, nor one of another file', async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'a.jsonl'), '{"a":1}\n' + '{x\n'.repeat(1500));
    writeFileSync(join(directory, 'b.jsonl.gz'), 'no gzip\n');
    for (let n = 0; n < 12; n++) writeFileSync(join(directory, `c${n}.jsonl`), '\0\x01\x02');
    const { code, stderr } = await inProcess(['cat', directory]);
    expect(code).toBe(3);
    expect(stderr).toMatch(/b\.jsonl\.gz: named as gzip, and is no archive/);
    expect(stderr).toMatch(/a\.jsonl: 500 more lines are no records/);
    expect(stderr).toMatch(/\D990 more lines could not be read\n/);
    expect(stderr).toMatch(/\D2 more files could not be read\n/);
  });

  test('of thousands of problems a few are shown', async () => {
    const path = join(temporaryDirectory(), 'broken.jsonl');
    writeFileSync(path, '{"a":1}\n' + '{x\n'.repeat(500));
    const { stderr } = await inProcess(['cat', path]);
    expect(stderr.trim().split('\n')).toHaveLength(11);
    expect(stderr).toMatch(/\n.*490 more lines could not be read\n$/);
  });
});
