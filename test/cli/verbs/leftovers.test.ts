// `laketrace compress` and `prune` over directories that others left.
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { setUp } from '../../support/exporter.ts';
import { numbered } from '../../support/log-records.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { inPipe, inProcess, inTerminal } from '../run-command.ts';

const LINE = '{"timestamp":"2026-01-31T12:00:00.123Z","level":"INFO","message":"hello"}\n';
const nameOf = (second: number, log = 'app') => `${log}.2026-01-31T12-00-0${second}.000Z.jsonl`;

function directoryWith(...names: string[]): string {
  const directory = temporaryDirectory();
  for (const name of names) writeFileSync(join(directory, name), LINE.repeat(100));
  return directory;
}

describe('compress', () => {
  test('says by file what became of it', async () => {
    const directory = directoryWith(nameOf(1), nameOf(2), 'app.jsonl');
    const { code, stdout, stderr } = await inProcess(['compress', directory]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(
      /^file +before +after +outcome\napp\..+01\.000Z\.jsonl\.gz +7\.2 KiB +\d+ B +compressed\napp\..+\n2 files compressed: 14 KiB became \d+ B\n$/,
    );
    expect(readdirSync(directory).sort()).toEqual([`${nameOf(1)}.gz`, `${nameOf(2)}.gz`, 'app.jsonl'].sort());
    expect((await inProcess(['compress', directory])).stdout).toBe('0 files compressed: 0 B became 0 B\n');
  });

  test('takes a codec, a level, a name; --json', async () => {
    const directory = directoryWith(nameOf(1), nameOf(1, 'other'));
    const args = ['compress', directory, '--name', 'other', '--codec', 'zstd', '--level', '19', '--json'];
    const { files } = JSON.parse((await inProcess(args)).stdout);
    expect(files).toMatchObject([
      { file: join(directory, nameOf(1, 'other')), outcome: 'compressed', bytesBefore: 7400 },
    ]);
    expect(readdirSync(directory).sort()).toEqual([nameOf(1), `${nameOf(1, 'other')}.zst`].sort());
  });

  test.each<[string[], string]>([
    [['--name', 'nobody'], 'has no files of a log nobody; it has app'],
    [['--level', '10'], 'a whole number from 1 to 9'],
    [['--codec', 'rar'], 'rar'],
  ])('what is wrong with %j', async (args, part) => {
    const { code, stderr } = await inProcess(['compress', directoryWith(nameOf(1)), ...args]);
    expect(code).toBe(2);
    expect(stderr).toContain(part);
  });

  test('--dry-run changes nothing; a file that cannot be compressed is said and ends with 1', async () => {
    const directory = directoryWith(nameOf(1));
    expect((await inProcess(['compress', directory, '--dry-run'])).stdout).toContain(
      '1 file would be compressed: 7.2 KiB',
    );
    writeFileSync(join(directory, `${nameOf(1)}.gz`), 'no archive');
    const { code, stdout } = await inProcess(['compress', directory]);
    expect(code).toBe(1);
    expect(stdout).toContain('failed: ');
    writeFileSync(join(directory, `${nameOf(1)}.gz`), gzipSync(LINE.repeat(100)).subarray(0, 40));
    expect((await inProcess(['compress', directory])).stdout).toContain(
      'failed: the gzip archive ends too early: the rest was not written, or not copied; delete the archive beside the file, and compress again',
    );
    expect(readdirSync(directory)).toHaveLength(2);
    expect((await inProcess(['compress', join(directory, 'none')])).code).toBe(3);
  });
});

describe('prune', () => {
  const files = [nameOf(1), nameOf(2), nameOf(3), 'app.jsonl'];

  test('says what it would do, and then does it', async () => {
    const directory = directoryWith(...files);
    const dry = await inProcess(['prune', directory, '--keep', '1 file', '--dry-run', '--zone', 'UTC']);
    expect(dry).toEqual({
      ...{ code: 0, stderr: '' },
      stdout: [
        'file                                   size  finished             outcome',
        `${nameOf(3)}  7.2 KiB  2026-01-31 12:00:03  kept`,
        `${nameOf(2)}  7.2 KiB  2026-01-31 12:00:02  would be deleted`,
        `${nameOf(1)}  7.2 KiB  2026-01-31 12:00:01  would be deleted`,
        '2 of 3 files would be deleted: 14 KiB\n',
      ].join('\n'),
    });
    const elsewhere = await inProcess(['prune', directory, '--keep', '1 file', '--dry-run', '--zone', 'Asia/Kolkata']);
    expect(elsewhere.stdout).toContain('2026-01-31 17:30:03  kept');
    expect((await inProcess(['prune', directory, '--keep', '1 file', '--zone', 'nowhere'])).code).toBe(2);
    expect(readdirSync(directory)).toHaveLength(4);
    const done = await inProcess(['prune', directory, '--keep', '1 file', '--json']);
    expect(JSON.parse(done.stdout).files.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
      'kept',
      'deleted',
      'deleted',
    ]);
    expect(readdirSync(directory).sort()).toEqual([nameOf(3), 'app.jsonl'].sort());
  });

  test.each([
    ['7 days', 0],
    ['15 KB', 2],
    ['3 files', 3],
  ])('--keep %s', async (rule, kept) => {
    const directory = directoryWith(...files);
    expect((await inProcess(['prune', directory, '--keep', rule])).code).toBe(0);
    expect(readdirSync(directory)).toHaveLength(kept + 1);
  });

  test('wants a rule, and a log where there are several', async () => {
    const directory = directoryWith(nameOf(1), nameOf(1, 'other'));
    for (const [args, part] of [
      [[], '--keep'],
      [['--keep', 'a while'], '--keep: "a while" is not accepted; write a number of files'],
      [['--keep', 'never'], '--keep'],
      [['--keep', '7 days'], 'choose by --name, again for more: app, other'],
    ] as const) {
      const { code, stderr } = await inProcess(['prune', directory, ...args]);
      expect(code).toBe(2);
      expect(stderr).toContain(part);
    }
    expect(readdirSync(directory)).toHaveLength(2);
    expect((await inProcess(['prune', directory, '--keep', '7 days', '--name', 'app'])).code).toBe(0);
    expect(readdirSync(directory)).toEqual([nameOf(1, 'other')]);
  });
});

describe.skipIf(process.platform !== 'linux')('beside a program that runs', () => {
  test('its active file stays, and the table is the same on a terminal', async () => {
    const { directory, exporter, append } = setUp({ rotation: '1 KB', flush: 'record' });
    append(numbered(12));
    const before = readdirSync(directory).filter((name) => name.endsWith('Z.jsonl')).length;
    const { code, stdout } = inPipe(['compress', directory]);
    expect(code).toBe(0);
    expect(stdout).toContain(`${before} files compressed`);
    expect(readdirSync(directory)).toContain('app.jsonl');
    append(numbered(12, 12));
    await exporter.shutdown();
    const args = ['prune', directory, '--keep', '100 days', '--dry-run'];
    expect(inTerminal(['--color', 'never', ...args]).stdout).toBe(inPipe(args).stdout);
    expect((await inProcess(['query', 'select count(distinct body) as n from logs', directory, '--json'])).stdout).toBe(
      '{"n":24}\n',
    );
  });
});

test.each(['compress', 'prune --keep 5', 'upload --to dir:x', 'doctor'])(
  '%s says what is wrong with a directory that is none',
  async (line) => {
    const said = async (directory: string) => await inProcess([...line.split(' '), directory]);
    const verb = line.split(' ')[0];
    expect(await said('')).toEqual({
      ...{ code: 2, stdout: '' },
      stderr: `laketrace ${verb}: the directory is empty; is a variable of the shell not set?\n`,
    });
    expect((await said('-')).stderr).toContain(': - is standard input; name the directory');
  },
);

test.each(['compress --dry-run', 'prune --keep 5'])(
  '%s takes a directory once, and says where there is nothing',
  async (line) => {
    const directory = directoryWith(nameOf(1), 'app.jsonl');
    const empty = temporaryDirectory();
    const { stdout, stderr } = await inProcess([...line.split(' '), directory, `${directory}/.`, empty]);
    expect(stdout.split(nameOf(1))).toHaveLength(2);
    expect(stderr).toBe(`laketrace ${line.split(' ')[0]}: there are no log files of LakeTrace in ${empty}\n`);
  },
);

test('what becomes of files is said in the same words by the table and by --json', async () => {
  const directory = directoryWith(nameOf(1), nameOf(2));
  for (const args of [['compress'], ['prune', '--keep', '1 file']]) {
    const all = [...args, directory, '--dry-run'];
    const { files } = JSON.parse((await inProcess([...all, '--json'])).stdout);
    const { stdout } = await inProcess(all);
    const words = files.map(({ outcome }: { outcome: string }) => outcome);
    expect(words).toContain(`would be ${args[0] === 'compress' ? 'compressed' : 'deleted'}`);
    for (const word of words) expect(stdout).toContain(` ${word}\n`);
  }
});

test('a directory without logs: nothing to do is done, nothing to read is an answer of no', async () => {
  const directory = temporaryDirectory();
  for (const args of [['compress'], ['prune', '--keep', '1 day'], ['upload', '--to', `dir:${temporaryDirectory()}`]]) {
    expect({ args, code: (await inProcess([...args, directory])).code }).toEqual({ args, code: 0 });
  }
  for (const args of [['cat'], ['tail'], ['grep', 'x'], ['stats'], ['verify']]) {
    const { code, stderr } = await inProcess([...args, directory]);
    expect({ args, code }).toEqual({ args, code: 1 });
    expect(stderr).toContain('there are no log files in ');
  }
});
