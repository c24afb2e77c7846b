// What the verification of a hash chain names, for each way in which files can be changed.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { IntegrityChain } from '../../../src/integrity/integrity-chain.ts';
import { verifyIntegrity } from '../../../src/integrity/verify/verify-integrity.ts';
import { ConfigurationError } from '../../../src/spec/configuration-error.ts';
import {
  chainedFiles,
  closeFile,
  contentOf,
  linesOf,
  sharedDirectory,
  writeFiles,
  writeLines,
} from '../../support/chained-files.ts';

const directory = sharedDirectory();
const KEY = ['a key', 'of the', 'tests'].join(' ');

/** Writes files and gives what a report says of them, as `kind name:line`. */
async function verdict(
  files: Readonly<Record<string, string | Uint8Array>>,
  key: string | null = KEY,
): Promise<string[]> {
  const report = await verifyIntegrity(writeFiles(directory, files), key === null ? {} : { key });
  expect(report.ok).toBe(report.problems.length === 0);
  expect(JSON.stringify(report)).not.toContain(KEY);
  return report.problems.map(({ kind, file, line }) => `${kind} ${file.slice(directory.length + 1)}:${line}`);
}

function one(
  count: number,
  options: { style?: 'otlp-json' | 'flat-json' | 'text'; isClosed?: boolean; key?: string } = {},
): string {
  return chainedFiles({ key: KEY, lines: [count], ...options })[0] ?? '';
}

function three(): [string, string, string] {
  return chainedFiles({ key: KEY, lines: [4, 5, 3] }) as [string, string, string];
}

describe('nothing is wrong with', () => {
  test.each(['otlp-json', 'flat-json', 'text'] as const)('one file of %s', async (style) => {
    expect(await verdict({ a: one(10, { style }) })).toEqual([]);
    expect(await verdict({ a: chainedFiles({ lines: [10], style })[0] ?? '' }, null)).toEqual([]);
  });

  test('several files of a chain, plain and compressed, in any order', async () => {
    const [a, b, c] = three();
    const gz = gzipSync(b);
    for (const files of [
      { a, 'b.gz': gz, c },
      { c, 'b.gz': gz, a },
      { 'b.gz': gz, c, a },
    ]) {
      expect(await verdict(files)).toEqual([]);
    }
  });

  test('files of several chains', async () => {
    const [a, b, c] = three();
    const [d, e, f] = three();
    expect(await verdict({ f, a, e, b, d, c })).toEqual([]);
  });

  test('a chain whose oldest files were deleted, as retention does; the report says where it begins', async () => {
    const [, b, c] = three();
    const report = await verifyIntegrity(writeFiles(directory, { b, c }), { key: KEY });
    expect(report).toMatchObject({
      ok: true,
      files: 2,
      lines: 10,
      problems: [],
      chains: [{ first: 6, last: 15, isClosed: true }],
    });
    expect(report.chains[0]?.digest).toBe(JSON.parse(linesOf(c).at(-1) ?? '').laketraceChain.hmac);
  });

  test('the files of a chain in one', async () => {
    expect(await verdict({ all: three().join('') })).toEqual([]);
  });

  test('a line of 3 MB and many chunks of the stream', async () => {
    const chain = new IntegrityChain({ key: KEY }, { format: { name: 'flat-json', extension: '.jsonl' } });
    const long = JSON.stringify({ message: 'x'.repeat(3_000_000) });
    const file = writeLines(chain, `{"n":1}\n${long}\n{"n":2}\n`, true) + closeFile(chain);
    expect(await verdict({ a: file })).toEqual([]);
    expect(await verdict({ a: file.replace('xxxy', '').replace('xxxx', 'xxyx') })).toEqual(['altered a:2']);
  });
});

describe('one line', () => {
  const lines = linesOf(one(5));
  // The closing line is the sixth.
  const places = lines.map((_, index) => index);

  test.each(places)('removed: index %i', async (index) => {
    const expected = index === 5 ? 'unclosed a:5' : `removed a:${index + 1}`;
    expect(await verdict({ a: contentOf(lines.toSpliced(index, 1)) })).toEqual([expected]);
  });

  test.each(places.slice(1))('and all after it cut off: index %i', async (index) => {
    expect(await verdict({ a: contentOf(lines.slice(0, index)) })).toEqual([`unclosed a:${index}`]);
  });

  test.each(places)('altered: index %i', async (index) => {
    const changed = lines.with(index, (lines[index] ?? '').replace('"', "'"));
    expect(await verdict({ a: contentOf(changed) })).toEqual([`altered a:${index + 1}`]);
  });

  test.each(places)('replaced by one without a mark: index %i', async (index) => {
    expect(await verdict({ a: contentOf(lines.with(index, '{"message":"forged"}')) })).toEqual([
      `altered a:${index + 1}`,
    ]);
  });

  test.each([...places, 6])('inserted, without a mark: before index %i', async (index) => {
    expect(await verdict({ a: contentOf(lines.toSpliced(index, 0, '{"message":"forged"}')) })).toEqual([
      `inserted a:${index + 1}`,
    ]);
  });

  test.each(places.slice(1))('copied: before index %i', async (index) => {
    expect(await verdict({ a: contentOf(lines.toSpliced(index, 0, lines[0] ?? '')) })).toEqual([
      `inserted a:${index + 1}`,
    ]);
  });

  test.each(places.slice(1))('of another chain inserted: before index %i', async (index) => {
    expect(await verdict({ a: contentOf(lines.toSpliced(index, 0, linesOf(one(1))[0] ?? '')) })).toEqual([
      `inserted a:${index + 1}`,
    ]);
  });

  test('swapped with any other', async () => {
    for (const i of places) {
      for (const j of places.slice(i + 1)) {
        const swapped = lines.with(i, lines[j] ?? '').with(j, lines[i] ?? '');
        const [first, ...others] = await verdict({ a: contentOf(swapped) });
        expect(first).toBe(`reordered a:${i + 1}`);
        expect(others).toEqual(j === 5 ? ['unclosed a:6'] : []);
      }
    }
  });

  test('moved to the end', async () => {
    for (const i of places.slice(0, 4)) {
      expect(await verdict({ a: contentOf([...lines.toSpliced(i, 1), lines[i]]) })).toEqual([
        `reordered a:${i + 1}`,
        'unclosed a:6',
      ]);
    }
  });

  test('split in two', async () => {
    const [first = '', second = ''] = lines;
    const split = [first, second.slice(0, 10), second.slice(10), ...lines.slice(2)];
    expect(await verdict({ a: contentOf(split) })).toEqual(['altered a:2', 'inserted a:3']);
  });

  test('joined with the next', async () => {
    const joined = [`${lines[0]}`, `${lines[1]}${lines[2]}`, ...lines.slice(3)];
    expect(await verdict({ a: contentOf(joined) })).toEqual(['altered a:2', 'removed a:3']);
  });
});

describe('several lines', () => {
  const lines = linesOf(one(9));

  test('altered and removed at several places are each named', async () => {
    const changed = lines.with(1, '{"message":"forged"}').with(2, '{"message":"forged"}').toSpliced(6, 2);
    const report = await verifyIntegrity(writeFiles(directory, { a: contentOf(changed) }), { key: KEY });
    expect(report.problems.map(({ kind, line, message }) => ({ kind, line, message }))).toEqual([
      { kind: 'altered', line: 2, message: 'lines 2 to 3: not what was written' },
      { kind: 'removed', line: 7, message: '2 lines missing before this line' },
    ]);
  });

  test('in reverse order', async () => {
    const [first] = await verdict({ a: contentOf(lines.toReversed()) });
    expect(first).toBe('reordered a:1');
  });
});

describe('files', () => {
  test('one missing in the middle', async () => {
    const [a, , c] = three();
    expect(await verdict({ c, a })).toEqual(['missing c:0']);
  });

  test('one cut at its end, with a successor', async () => {
    const [a, b, c] = three();
    for (const kept of [1, 2, 3, 4, 5]) {
      expect(await verdict({ a, b: contentOf(linesOf(b).slice(0, kept)), c })).toEqual([`cut b:${kept}`]);
    }
  });

  test('one cut at its beginning', async () => {
    const [a, b, c] = three();
    expect(await verdict({ a, b: contentOf(linesOf(b).slice(2)), c })).toEqual(['removed b:1']);
    expect(await verdict({ b: contentOf(linesOf(b).slice(2)), c })).toEqual(['removed b:1']);
  });

  test('one cut within a line', async () => {
    const [a, b, c] = three();
    expect(await verdict({ a, b, c: c.slice(0, -1) })).toEqual(['cut c:4']);
    expect(await verdict({ a, b, c: c.slice(0, -30) })).toEqual(['cut c:4']);
    expect(await verdict({ a, b: b.slice(0, -300), c })).toEqual(['cut b:5', 'cut b:5']);
  });

  test('one emptied', async () => {
    const [a, , c] = three();
    expect(await verdict({ a, b: '', c })).toEqual(['cut b:0', 'missing c:0']);
    expect(await verdict({ a: '' })).toEqual(['cut a:0']);
  });

  test('one that was not closed is not called cut, whether it was killed or is still written', async () => {
    expect(await verdict({ a: one(3, { isClosed: false }) })).toEqual(['unclosed a:3']);
  });

  test('one given twice', async () => {
    const [a, b, c] = three();
    expect(await verdict({ a, b, 'copy-of-b': b, c })).toEqual(['duplicate copy-of-b:1']);
    expect(await verdict({ a, b, 'b.gz': gzipSync(b), c })).toEqual(['duplicate b.gz:1']);
    expect(await verdict({ a, b, c, 'copy-of-c': c })).toEqual(['duplicate copy-of-c:1']);
  });

  test('a part of one beside the whole', async () => {
    const [a, b, c] = three();
    const problems = await verdict({ a, b, 'part-of-c': contentOf(linesOf(c).slice(0, 2)), c });
    expect(problems).toEqual(['duplicate c:1']);
  });

  test('lines swapped between two', async () => {
    const [a, b, c] = three();
    const [inA, inB] = [linesOf(a), linesOf(b)];
    const swapped = { a: contentOf(inA.with(2, inB[3] ?? '')), b: contentOf(inB.with(3, inA[2] ?? '')), c };
    expect((await verdict(swapped))[0]).toBe('reordered a:3');
  });

  test('the first and the last line of one altered', async () => {
    const [a, b, c] = three();
    const lines = linesOf(b);
    expect(await verdict({ a, b: contentOf(lines.with(0, 'x')), c })).toEqual(['altered b:1']);
    expect(await verdict({ a, b: contentOf(lines.with(5, 'x')), c })).toEqual(['altered b:6']);
  });

  test('one that holds another log', async () => {
    const [a, b] = three();
    expect(await verdict({ a, b, other: 'plain\nlog\n' })).toEqual(['altered other:1']);
  });

  test('one that does not exist, and a directory without any', async () => {
    mkdirSync(join(directory, 'directory'));
    const report = await verifyIntegrity([join(directory, 'none'), join(directory, 'directory')]);
    expect(report.problems).toEqual([
      { file: join(directory, 'none'), line: 0, kind: 'unreadable', message: expect.stringContaining('ENOENT') },
    ]);
    expect((await verifyIntegrity(join(directory, 'directory'))).ok).toBe(false);
    expect((await verifyIntegrity(join(directory, 'none*.jsonl'))).ok).toBe(false);
  });

  test('those of a directory, of a pattern, of one path, and of a list of these', async () => {
    const [a, b, c] = three();
    const check = (given: string | string[]) => verifyIntegrity(given, { key: KEY });
    const logs = join(directory, 'logs');
    mkdirSync(logs);
    const files = writeFiles(logs, { 'a.jsonl': a, 'b.jsonl.gz': gzipSync(b), 'c.jsonl': c });
    symlinkSync('c.jsonl', join(logs, 'link.jsonl'));
    const whole = await check(files);
    expect(whole).toMatchObject({ ok: true, files: 3 });
    expect(await check(logs)).toEqual(whole);
    expect(await check(join(logs, '*.jsonl*'))).toEqual(whole);
    expect(await check([join(logs, '{a,c}.jsonl'), join(logs, 'b.jsonl.gz')])).toEqual(whole);
    expect((await check(join(logs, 'a.jsonl'))).files).toBe(1);
    // Without the middle of it.
    rmSync(join(logs, 'b.jsonl.gz'));
    expect((await check(logs)).ok).toBe(false);
  });

  test('pipes and devices, which may never end, are not read', async () => {
    const pipe = join(directory, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const link = join(directory, 'link-to-pipe');
    symlinkSync(pipe, link);
    const { ok, problems } = await verifyIntegrity([pipe, link, '/dev/zero', '/dev/tty']);
    expect(ok).toBe(false);
    expect(problems.map(({ kind }) => kind)).toEqual(Array(4).fill('unreadable'));
    expect(problems[0]?.message).toBe('not a regular file but a pipe, a socket or a device');
  });

  test('none at all: nothing is not ok', async () => {
    expect(await verifyIntegrity([], { key: KEY })).toEqual({
      ok: false,
      files: 0,
      lines: 0,
      problems: [{ file: '', line: 0, kind: 'nothing', message: 'no files were given, so nothing is verified' }],
      notices: [],
      chains: [],
    });
  });

  test.each([
    ['an empty file', ''],
    ['a line feed', '\n'],
    ['half a line', '{"message":'],
    ['lines without marks', '{"message":"a"}\n{"message":"b"}\n'],
    ['binary', Uint8Array.from({ length: 999 }, (_, i) => i % 256)],
  ])('%s is not ok', async (_name, content) => {
    for (const key of [KEY, null]) expect(await verdict({ a: content }, key)).not.toEqual([]);
    expect(await verdict({ 'a.gz': gzipSync(content) })).not.toEqual([]);
  });

  test('an archive that is cut, damaged or none', async () => {
    const archive = gzipSync(one(200));
    const damaged = Buffer.from(archive);
    damaged.writeUInt8(damaged.readUInt8(archive.length >> 1) ^ 0x55, archive.length >> 1);
    for (const content of [
      archive.subarray(0, archive.length - 9),
      archive.subarray(0, archive.length >> 1),
      damaged,
      'plain',
    ]) {
      expect((await verdict({ 'a.gz': content })).filter((problem) => problem.startsWith('unreadable'))).toEqual([
        'unreadable a.gz:0',
      ]);
    }
  });
});

describe('the key', () => {
  test('another', async () => {
    expect(await verdict({ a: one(5, { key: `${KEY}!` }) })).toEqual(['altered a:1']);
  });

  test('changed on the way: all are given, in the order of their use', async () => {
    const format = { name: 'flat-json', extension: '.jsonl' } as const;
    const before = new IntegrityChain({ key: 'old' }, { format });
    const a = writeLines(before, `{"n":1}\n{"long":"${'x'.repeat(400_000)}"}\n`, true);
    const after = new IntegrityChain({ key: 'new' }, { format }, before.state);
    const b = writeLines(after, `{"n":3}\n{"long":"${'x'.repeat(400_000)}"}\n`) + closeFile(after);
    const paths = writeFiles(directory, { a: a + b });
    expect(await verifyIntegrity(paths, { key: ['old', 'new'] })).toMatchObject({ ok: true, problems: [] });
    expect(await verifyIntegrity(paths, { key: ['other', 'old', 'new', 'next'] })).toMatchObject({ ok: true });
    expect(await verifyIntegrity(paths, { key: ['old'] })).toMatchObject({ ok: false });
    const wrong = await verifyIntegrity(paths, { key: ['new', 'old'] });
    expect(wrong.problems).toEqual([
      expect.objectContaining({ kind: 'altered', line: 3, message: expect.stringContaining('earlier key') }),
    ]);
  });

  test('none for files that have one, and one for files that have none', async () => {
    expect(await verdict({ a: one(5) }, null)).toEqual(['key a:1']);
    expect(await verdict({ a: chainedFiles({ lines: [5] })[0] ?? '' })).toEqual(['key a:1']);
  });

  test.each([
    ['an empty key', [], { key: '' }, 'key'],
    ['a key of another type', [], { key: 12 }, 'key'],
    ['an empty list of keys', [], { key: [] }, 'key'],
    ['an empty key in a list', [], { key: [KEY, ''] }, 'key[1]'],
    ['an option that is not known', [], { keys: KEY }, 'keys'],
    ['another besides the key', [], { key: KEY, strict: true }, 'strict'],
    ['the key in the place of the options', [], KEY, ''],
    ['no options', [], null, ''],
    ['a list of keys in the place of the options', [], [KEY], ''],
    ['files that are none', 5, {}, 'files'],
    ['a path alone that is empty', '', {}, 'files'],
    ['a path that is empty', ['a.jsonl', ''], {}, 'files[1]'],
    ['a path that is none', [5], {}, 'files[0]'],
  ])('%s is refused', async (_name, files, options, option) => {
    const refused = verifyIntegrity(files as never, options as never);
    await expect(refused).rejects.toThrow(ConfigurationError);
    await expect(refused).rejects.toMatchObject({ option });
    await expect(refused).rejects.not.toThrow(KEY);
  });
});

test('without a key, whoever computes the digests anew is not found: that is what the key is for', async () => {
  const forged = chainedFiles({ lines: [5] })[0] ?? '';
  expect(await verdict({ a: forged }, null)).toEqual([]);
  expect(await verdict({ a: forged })).toEqual(['key a:1']);
});

test('without a key, a line altered with its own digest is found by the one after it', async () => {
  const lines = linesOf(chainedFiles({ lines: [3] })[0] ?? '');
  const { id, prev, hash } = JSON.parse(lines[0] ?? '').laketraceChain;
  expect(prev).toBe('A'.repeat(43));
  const format = { name: 'flat-json', extension: '.jsonl' } as const;
  const forger = new IntegrityChain({}, { format }, { id, sequence: 1, digest: hash });
  const forged = writeLines(forger, '{"message":"forged"}\n').trimEnd();
  expect(await verdict({ a: contentOf(lines.with(1, forged)) }, null)).toEqual(['altered a:2']);
});

describe('the chains of an earlier report, given as since', () => {
  async function since(chains: unknown, files: Readonly<Record<string, string>>): Promise<string[]> {
    const { ok, problems } = await verifyIntegrity(writeFiles(directory, files), { key: KEY, since: chains as never });
    expect(ok).toBe(problems.length === 0);
    return problems.map(({ kind, file, line }) => `${kind} ${file.slice(directory.length + 1)}:${line}`);
  }
  const chainsOf = async (files: Readonly<Record<string, string>>) =>
    (await verifyIntegrity(writeFiles(directory, files), { key: KEY })).chains;

  test('show that the newest files are gone, or that the log was set back, however well what is left is closed', async () => {
    const [a, b, c] = three();
    const chains = await chainsOf({ a, b, c });
    expect(await since(chains, { a, b, c })).toEqual([]);
    expect(await verdict({ a, b })).toEqual([]);
    expect(await since(chains, { a, b })).toEqual(['cut b:6']);
    expect(await since([...chains, ...(await chainsOf({ a }))], { a })).toEqual(['cut a:5']);
  });

  test('show that a log continued from an earlier line, and that it was made anew', async () => {
    const format = { name: 'flat-json', extension: '.jsonl' } as const;
    const chain = new IntegrityChain({ key: KEY }, { format });
    const start = writeLines(chain, '{"n":1}\n{"n":2}\n', true);
    const { state } = chain;
    const first = start + writeLines(chain, '{"n":3}\n') + closeFile(chain);
    const chains = await chainsOf({ a: first });
    const other = new IntegrityChain({ key: KEY }, { format }, state);
    const second = start + writeLines(other, '{"n":30}\n{"n":40}\n') + closeFile(other);
    expect(await verdict({ a: second })).toEqual([]);
    expect(await since(chains, { a: second })).toEqual(['altered a:4']);
    expect(await since(chains, { a: one(9) })).toEqual(['missing :0']);
  });

  test('are asked for where nothing was kept, which would verify anything', async () => {
    await expect(since(null, { a: one(1) })).rejects.toThrow(/^since: null is not accepted/);
  });

  test('do not show what retention deletes, nor what was added', async () => {
    const [a, b, c] = three();
    expect(await since(await chainsOf({ a }), { b, c })).toEqual([]);
    expect(await since(await chainsOf({ a, b }), { a, b, c })).toEqual([]);
  });

  test('note that the front is gone, which retention may have deleted', async () => {
    const [a, b, c] = three();
    const noticesOf = async (chains: unknown, files: Readonly<Record<string, string>>): Promise<string[]> => {
      const report = await verifyIntegrity(writeFiles(directory, files), { key: KEY, since: chains as never });
      expect(report.ok).toBe(true);
      return report.notices.map(({ kind, file, message }) => `${kind} ${file.slice(directory.length + 1)} ${message}`);
    };
    const chains = await chainsOf({ a, b, c });
    const [{ first = 0 } = {}] = await chainsOf({ c });
    const gone = 'more in front in an earlier report: retention deleted them, or somebody did';
    expect(await noticesOf(chains, { c })).toEqual([`expired c the chain had ${first - 1} lines ${gone}`]);
    expect(await noticesOf(chains, { a, b, c })).toEqual([]);
    expect(await noticesOf([...chains, ...(await chainsOf({ c }))], { c })).toEqual([]);
    // Reports of others, and of earlier versions, may not say where it began.
    expect(
      await noticesOf(
        chains.map(({ first: _, ...chain }) => chain),
        { c },
      ),
    ).toEqual([]);
  });

  test.each([
    ['since', KEY],
    ['since', {}],
    ['since[0]', [KEY]],
    [
      'since[1]',
      [
        { id: 'a', last: 1, digest: 'b' },
        { id: 'a', last: '1', digest: 'b' },
      ],
    ],
  ])('%s is checked', async (option, chains) => {
    const refused = verifyIntegrity([], { since: chains as never });
    await expect(refused).rejects.toThrow(ConfigurationError);
    await expect(refused).rejects.toMatchObject({ option });
    await expect(refused).rejects.not.toThrow(KEY);
  });
});

describe('hostile input', () => {
  test('of any bytes gives a report, never an error', async () => {
    const mark = linesOf(one(2))[0] ?? '';
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 2_000 }),
      fc.string({ maxLength: 500 }).map((text) => Buffer.from(`${text}${mark}\n${text}`)),
    );
    await fc.assert(
      fc.asyncProperty(bytes, bytes, async (a, b) => {
        const { ok, files } = await verifyIntegrity(writeFiles(directory, { a, 'b.gz': gzipSync(b) }), { key: KEY });
        expect({ ok, files }).toEqual({ ok: false, files: 2 });
      }),
      { numRuns: 100 },
    );
  });

  test('of 256 MB without a line feed is not gathered in memory', async () => {
    const [path = ''] = writeFiles(directory, { huge: '' });
    truncateSync(path, 256 * 1024 * 1024);
    let most = 0;
    const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().arrayBuffers)), 5);
    const { problems } = await verifyIntegrity([path], { key: KEY });
    clearInterval(watch);
    expect(problems).toEqual([expect.objectContaining({ kind: 'cut', line: 1 })]);
    expect(most).toBeLessThan(160 * 1024 * 1024);
  });

  test('of more faults than anyone reads is limited', async () => {
    const lines = linesOf(one(40_000));
    const { ok, problems } = await verifyIntegrity(
      writeFiles(directory, { a: contentOf(lines.filter((_, i) => i % 2 === 0)) }),
      { key: KEY },
    );
    expect(ok).toBe(false);
    expect(problems).toHaveLength(10_000);
    expect(problems.at(-1)?.message).toMatch(/ \(and \d+ problems more\)$/);
  });
});
