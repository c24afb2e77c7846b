// What is wrong with log files is named, with the file, the line and what to do; what is not wrong is no problem.

import { execFileSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { appendFileSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type FileToVerify, verifyLogs } from '../../src/verify/verify-logs.ts';
import { chainedFiles, writeFiles } from '../support/chained-files.ts';
import { setUp } from '../support/exporter.ts';
import { numbered } from '../support/log-records.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const named = (paths: readonly string[]): FileToVerify[] => paths.map((path) => ({ path, isListed: false }));

function listed(directory: string): FileToVerify[] {
  const names = readdirSync(directory).filter((name) => !name.startsWith('.'));
  return names.sort().map((name) => ({ path: join(directory, name), isListed: true }));
}

const FLAT = '{"timestamp":"2026-01-31T12:00:00.123Z","level":"INFO","message":"hello"}\n';

describe('the files of an exporter', () => {
  test.each(['none', 'gzip', 'zstd', 'bz2', 'zip'] as const)('have nothing wrong (%s)', async (compression) => {
    const { directory, exporter, append } = setUp({ rotation: '1 KB', compression });
    append(numbered(20));
    await exporter.shutdown();
    const report = await verifyLogs(listed(directory));
    expect(report).toMatchObject({ ok: true, problems: [], notices: [], chains: [] });
    expect(report.files).toBe(readdirSync(directory).length);
    expect(report.lines).toBeGreaterThanOrEqual(report.files);
  });

  test('that still runs are being written', async () => {
    const { directory, exporter, append } = setUp({ flush: 'record' });
    append(['one']);
    const report = await verifyLogs(listed(directory));
    expect(report.ok).toBe(true);
    expect(report.notices.map(({ kind }) => kind)).toEqual(['open']);
    await exporter.shutdown();
  });

  test('with a chain are verified, without being asked for; a changed line is named', async () => {
    const { directory, exporter, append } = setUp({ rotation: '1 KB', integrity: true, flush: 'record' });
    append(numbered(10));
    await exporter.shutdown();
    const whole = await verifyLogs(listed(directory));
    expect(whole).toMatchObject({ ok: true, problems: [] });
    expect(whole.chains).toHaveLength(1);
    const path = listed(directory)[3]?.path ?? '';
    writeFileSync(path, readFileSync(path, 'utf8').replace('record', 'racord'));
    const { problems } = await verifyLogs(listed(directory));
    expect(problems).toMatchObject([
      { file: path, line: 1, kind: 'altered', remedy: expect.stringContaining('changed') },
    ]);
  });

  test('that were all chained but one are not whole', async () => {
    const directory = temporaryDirectory();
    const [first = '', second = ''] = chainedFiles({ lines: [2, 2], style: 'flat-json' });
    writeFiles(directory, {
      'app.2026-01-31T12-00-00.000Z.jsonl': first,
      'app.2026-01-31T12-00-01.000Z.jsonl': second,
      'app.2026-01-31T12-00-02.000Z.jsonl': FLAT,
      'other.2026-01-31T12-00-02.000Z.jsonl': FLAT,
    });
    const { problems } = await verifyLogs(listed(directory));
    expect(problems.map(({ file, kind }) => [file, kind])).toEqual([
      [join(directory, 'app.2026-01-31T12-00-02.000Z.jsonl'), 'altered'],
    ]);
  });

  test('of another key, or cut since an earlier report, are not whole', async () => {
    const directory = temporaryDirectory();
    const key = ['k', '1'].join('').repeat(16);
    const [content = ''] = chainedFiles({ lines: [3], key });
    const [path = ''] = writeFiles(directory, { 'app.jsonl': content });
    const report = await verifyLogs(named([path]), { key });
    expect(report.ok).toBe(true);
    expect((await verifyLogs(named([path]), { key: 'other'.repeat(8) })).ok).toBe(false);
    const without = await verifyLogs(named([path]));
    expect(without.problems).toMatchObject([{ kind: 'key', remedy: expect.stringContaining('--key-env') }]);
    writeFileSync(
      path,
      content
        .split('\n')
        .slice(0, 2)
        .map((line) => `${line}\n`)
        .join(''),
    );
    const later = await verifyLogs(named([path]), { key, since: report.chains });
    expect(later.problems.map(({ kind }) => kind)).toContain('cut');
  });
});

describe('archives', () => {
  const lines = FLAT.repeat(2000);
  const whole = { gz: gzipSync(lines), zst: zstdCompressSync(lines) };

  test.each(['gz', 'zst'] as const)('that end too early are cut (.%s)', async (suffix) => {
    const directory = temporaryDirectory();
    const [path = ''] = writeFiles(directory, { [`app.jsonl.${suffix}`]: whole[suffix].subarray(0, -10) });
    const { problems } = await verifyLogs(named([path]));
    expect(problems).toMatchObject([
      { file: path, kind: 'cut-archive', message: expect.stringContaining('ends too early') },
    ]);
  });

  test.each(['gz', 'zst'] as const)('with other bytes are damaged (.%s)', async (suffix) => {
    const directory = temporaryDirectory();
    const bytes = Buffer.from(whole[suffix]);
    for (let i = 20; i < 40; i++) bytes[i] = 0xff;
    const [path = ''] = writeFiles(directory, { [`app.jsonl.${suffix}`]: bytes });
    const { problems } = await verifyLogs(named([path]));
    expect(problems).toMatchObject([{ kind: 'damaged-archive', message: expect.stringContaining('is damaged') }]);
  });

  test('whose damage lets bytes through have no invalid lines besides', async () => {
    const directory = temporaryDirectory();
    const line = (_: unknown, n: number) => `{"message":"${hash('sha256', String(n))}"}\n`;
    const archive = gzipSync(Array.from({ length: 5000 }, line).join(''));
    archive.fill(0xff, 50_000, 51_000);
    const [path = ''] = writeFiles(directory, { 'app.jsonl.gz': archive });
    const { problems } = await verifyLogs(named([path]));
    expect(problems).toMatchObject([
      { kind: 'damaged-archive', message: expect.stringMatching(/its first \d+ lines can be read/) },
    ]);
    expect(problems[0]?.line).toBeLessThan(4000);
  });

  test('of another kind than their names say are misnamed, and read as readers read them', async () => {
    const paths = writeFiles(temporaryDirectory(), { 'a.jsonl.zst': gzipSync(FLAT), 'b.jsonl.gz': whole.zst });
    const { problems, lines: read } = await verifyLogs(named(paths));
    expect(problems.map(({ kind, message }) => [kind, message])).toEqual([
      ['misnamed-archive', 'named as zstd, and is gzip'],
      ['misnamed-archive', 'named as gzip, and is zstd'],
    ]);
    expect(read).toBe(2001);
  });

  test('that are none are damaged, and cost no other file', async () => {
    const directory = temporaryDirectory();
    const paths = writeFiles(directory, { 'a.jsonl.bz2': 'no archive', 'b.jsonl.zip': 'PK', 'c.jsonl': FLAT });
    const { problems, lines: read } = await verifyLogs(named(paths));
    expect(problems.map(({ file, kind }) => [file, kind])).toEqual([
      [paths[0], 'damaged-archive'],
      [paths[1], 'cut-archive'],
    ]);
    expect(read).toBe(1);
  });
});

describe('lines', () => {
  test('that are none of a log are named by their numbers, those in a row together', async () => {
    const directory = temporaryDirectory();
    const bad = `${FLAT}nothing\n{"a":\n${FLAT}[1]\n${FLAT}`;
    const zeros = Buffer.concat([Buffer.from(FLAT), Buffer.alloc(10), Buffer.from(`\n${FLAT}`)]);
    const [first = '', second = ''] = writeFiles(directory, { 'a.jsonl': bad, 'b.jsonl': zeros });
    const { problems } = await verifyLogs(named([first, second]));
    expect(problems.map(({ file, line, message }) => [file, line, message])).toEqual([
      [first, 2, 'lines 2 to 3: is no JSON'],
      [first, 5, 'line 5: is JSON, but no object'],
      [
        second,
        2,
        'line 2: is nothing but zero bytes, as a power failure leaves them, or who empties a file that is written',
      ],
    ]);
    // Nothing of the log is in the report.
    expect(JSON.stringify(problems)).not.toContain('nothing\\n');
  });

  test('of other data than logs are none of an OTLP file', async () => {
    const directory = temporaryDirectory();
    const [path = ''] = writeFiles(directory, { 'a.jsonl': '{"resourceLogs":[]}\n{"resourceSpans":[]}\n' });
    const { problems } = await verifyLogs(named([path]));
    expect(problems).toMatchObject([{ line: 2, kind: 'invalid' }]);
  });

  test('that are torn are told by who had the file', async () => {
    const directory = temporaryDirectory();
    const [path = ''] = writeFiles(directory, { 'app.jsonl': `${FLAT}{"timest` });
    const { problems } = await verifyLogs(named([path]));
    expect(problems).toMatchObject([{ file: path, line: 2, kind: 'torn' }]);
    const { exporter, append, directory: other } = setUp({ flush: 'record' });
    append(['one']);
    appendFileSync(join(other, 'app.jsonl'), '{"resource');
    expect(await verifyLogs(listed(other))).toMatchObject({ ok: true, notices: [{ kind: 'open' }] });
    await exporter.shutdown();
  });

  test('that are whole but for their line feed are noted: other programs leave it out', async () => {
    const directory = temporaryDirectory();
    const paths = writeFiles(directory, {
      'pino.jsonl': '{"level":30,"time":1769860800000,"msg":"one"}\n{"level":30,"time":1769860800001,"msg":"two"}',
      'notes.log': '2026-01-31 12:00:00 | INFO | hello',
      'app.jsonl.gz': gzipSync(FLAT.trimEnd()),
    });
    const { ok, notices } = await verifyLogs(named(paths));
    expect(ok).toBe(true);
    expect(notices.map(({ kind, line }) => [kind, line])).toEqual([
      ['unended', 2],
      ['unended', 1],
      ['unended', 1],
    ]);
  });

  test('of text are not held to be JSON', async () => {
    const directory = temporaryDirectory();
    const [path = ''] = writeFiles(directory, { 'app.log': '2026-01-31 12:00:00 | INFO | hello\n  at somewhere\n' });
    expect(await verifyLogs(named([path]))).toMatchObject({ ok: true, lines: 2 });
  });

  test('that say how many records were lost are a notice', async () => {
    const directory = temporaryDirectory();
    const lost =
      '{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"attributes":[{"key":"laketrace.dropped.count","value":{"intValue":"7"}}]}]}]}]}\n';
    const flat = '{"timestamp":"2026-01-31T12:00:00.123Z","message":"x","laketrace.dropped.count":3}\n';
    const paths = writeFiles(directory, { 'a.jsonl': lost, 'b.jsonl': flat });
    const { notices, ok } = await verifyLogs(named(paths));
    expect(ok).toBe(true);
    expect(notices.map(({ kind, message }) => [kind, message])).toEqual([
      ['lost', 'line 1: says that 7 records were lost'],
      ['lost', 'line 1: says that 3 records were lost'],
    ]);
  });

  test('in UTF-16, with a byte order mark, or in messages of the collector are read as readers read them', async () => {
    const directory = temporaryDirectory();
    const swapped = Buffer.from(FLAT + FLAT, 'utf16le').swap16();
    const frame = zstdCompressSync('{"resourceLogs":[]}');
    const paths = writeFiles(directory, {
      'a.jsonl': Buffer.from(`\ufeff${FLAT}${FLAT}`, 'utf16le'),
      'b.jsonl': swapped,
      'c.jsonl': `\ufeff${FLAT}`,
      'd.log': Buffer.from('2026-01-31 12:00:00 hello\r\n', 'utf16le'),
      'e.json': Buffer.concat([Buffer.from([0, 0, 0, frame.length]), frame]),
      'f.jsonl': gzipSync(FLAT),
      'g.jsonl': Buffer.from(`\ufeff${FLAT}no json\n`, 'utf16le'),
      'h.jsonl.gz': gzipSync(Buffer.from(`\ufeff${FLAT}`, 'utf16le')),
    });
    const { problems, lines } = await verifyLogs(named(paths));
    expect(problems).toMatchObject([{ file: paths[6], line: 2, kind: 'invalid', message: 'line 2: is no JSON' }]);
    expect(lines).toBe(11);
  });

  test('beyond all bounds are not kept in memory', async () => {
    const directory = temporaryDirectory();
    const path = join(directory, 'a.jsonl.gz');
    writeFileSync(path, gzipSync(Buffer.alloc(70 * 1024 * 1024, 'a')));
    const { problems } = await verifyLogs(named([path]));
    expect(problems).toMatchObject([{ kind: 'torn', line: 1 }]);
  });
});

describe('a directory', () => {
  test('may hold what crashes leave: notices, no problems', async () => {
    const directory = temporaryDirectory();
    writeFiles(directory, {
      'app.2026-01-31T12-00-00.000Z.jsonl': FLAT,
      'app.2026-01-31T12-00-00.000Z.jsonl.gz': gzipSync(FLAT),
      'app.2026-01-31T12-00-01.000Z.jsonl.gz.tmp': 'half',
      'app.2026-01-31T12-00-02.000Z.jsonl.torn': '{"hal',
    });
    const { ok, notices } = await verifyLogs(listed(directory));
    expect(ok).toBe(true);
    expect(notices.map(({ kind }) => kind)).toEqual(['twin', 'temporary', 'fragment']);
  });

  test('whose files are compressed or deleted meanwhile is looked at all the same', async () => {
    const directory = temporaryDirectory();
    const [a = '', b = ''] = writeFiles(directory, {
      'app.2026-01-31T12-00-00.000Z.jsonl': FLAT,
      'app.2026-01-31T12-00-01.000Z.jsonl': FLAT,
    });
    const files = listed(directory);
    writeFileSync(`${a}.gz`, gzipSync(FLAT));
    rmSync(a);
    renameSync(b, join(directory, '.elsewhere'));
    const { ok, lines, notices } = await verifyLogs(files);
    expect({ ok, lines }).toEqual({ ok: true, lines: 1 });
    expect(notices).toMatchObject([{ file: b, kind: 'gone' }]);
  });

  test('a file that was named and is not there is a problem, as is a pipe, and nothing at all', async () => {
    const directory = temporaryDirectory();
    const pipe = join(directory, 'pipe.jsonl');
    execFileSync('mkfifo', [pipe]);
    const missing = join(directory, 'none.jsonl');
    const { problems } = await verifyLogs(named([pipe, missing]));
    expect(problems.map(({ file, kind }) => [file, kind])).toEqual([
      [pipe, 'unreadable'],
      [missing, 'unreadable'],
    ]);
    expect(await verifyLogs([])).toMatchObject({ ok: false, problems: [{ kind: 'nothing' }] });
  });
});
