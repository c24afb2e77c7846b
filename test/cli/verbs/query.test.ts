// SQL over the records of files: every format and archive, paths with anything in them, and values that cannot drive a terminal.
import { spawn } from 'node:child_process';
import { hash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { flatJson } from '../../../src/format/flat-json.ts';
import { sanitizeText } from '../../../src/format/sanitize-text.ts';
import { template } from '../../../src/format/template.ts';
import { connect, rows } from '../../examples/duckdb.ts';
import { sharedDirectory } from '../../support/chained-files.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { inPipe, inProcess, inTerminal, MAIN_ARGS } from '../run-command.ts';
import { writeLogs } from './log-directory-of.ts';

const otlpLine = (logRecords: unknown[]): string => JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] });
const COUNT = 'select count(*) as n, count(distinct body) as bodies, min(time) as first from logs';
const logs = sharedDirectory();

beforeAll(async () => {
  await writeLogs(logs, { compression: 'gzip' });
});

describe('query', () => {
  test.each<[string, Parameters<typeof writeLogs>[1]]>([
    ['plain OTLP', {}],
    ['gzip', { compression: 'gzip' }],
    ['zstd', { compression: 'zstd' }],
    ['bz2', { compression: 'bz2' }],
    ['zip', { compression: 'zip' }],
    ['flat JSON', { format: flatJson() }],
    ['flat JSON, bz2', { format: flatJson({ serialize: true }), compression: 'bz2' }],
    ['text', { format: template('{timestamp} | {level} | {message}') }],
    ['a chain', { integrity: true, compression: 'zstd' }],
  ])('has every record of %s', async (_, options) => {
    const directory = await writeLogs(temporaryDirectory(), options);
    const { code, stdout, stderr } = await inProcess(['query', COUNT, directory, '--json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({ n: 60, bodies: 60, first: '2026-01-31T12:00:00Z' });
  });

  test('has times to the nanosecond, those before 1970 as well, and none where DuckDB has none', async () => {
    const path = join(temporaryDirectory(), 'app.jsonl');
    const times = [
      ['0001-01-01T00:00:00Z', null],
      ['1677-12-01T00:00:00Z', '1677-12-01T00:00:00Z'],
      ['1960-01-01T00:00:00.123456789Z', '1960-01-01T00:00:00.123456789Z'],
      ['1969-12-31T23:59:59.5Z', '1969-12-31T23:59:59.5Z'],
      ['2026-01-31T12:00:00.123456789Z', '2026-01-31T12:00:00.123456789Z'],
      ['2262-04-11T00:00:00Z', '2262-04-11T00:00:00Z'],
      ['9999-12-31T23:59:59Z', null],
    ] as const;
    const lines = times.map(([timestamp]) => JSON.stringify({ timestamp, level: 'INFO', message: timestamp }));
    writeFileSync(path, `${lines.join('\n')}\n`);
    const { stdout, stderr } = await inProcess(['query', 'select body, time from logs order by body', path, '--json']);
    expect(stderr).toBe(
      'laketrace query: 2 records have times before 1677-09-22 or after 2262-04-11, which DuckDB has not: their time is NULL\n',
    );
    const rows = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { body: string; time: string | null });
    expect(rows.map(({ body, time }) => [body, time])).toEqual(times);
  });

  test('says how many times of OTLP/JSON it has not, and has no other in their place', async () => {
    const directory = temporaryDirectory();
    const nanoseconds = (year: number): string => String(BigInt(Date.UTC(year, 0, 1)) * 1_000_000n);
    const observed = nanoseconds(2026);
    const records = [
      { timeUnixNano: nanoseconds(2300), observedTimeUnixNano: observed },
      { timeUnixNano: '0', observedTimeUnixNano: nanoseconds(2263) },
      { timeUnixNano: nanoseconds(2262), observedTimeUnixNano: observed },
      { timeUnixNano: nanoseconds(1999), observedTimeUnixNano: nanoseconds(2300) },
      { body: { stringValue: '"timeUnixNano":"99999999999999999999"' } },
    ];
    const line = JSON.stringify({
      resourceLogs: [{ scopeLogs: [{ logRecords: records.slice(0, 2) }, { logRecords: records.slice(2) }] }],
    });
    writeFileSync(join(directory, 'a.jsonl'), `${line}\n`);
    // One that is written anew, for a line in it that is no JSON.
    writeFileSync(join(directory, 'b.jsonl'), `${line}\n{"resourceLogs":[oops}\n`);
    const { stdout, stderr } = await inProcess([
      'query',
      'select count(*) n, count(time) times, max(time)::VARCHAR latest from logs',
      directory,
      '--json',
    ]);
    expect(JSON.parse(stdout)).toEqual({ n: 10, times: 4, latest: '2262-01-01 00:00:00' });
    expect(stderr).toContain(
      '4 records have times before 1677-09-22 or after 2262-04-11, which DuckDB has not: their time is NULL\n',
    );
  });

  test.each(['', ' ; '])('says what to write where nothing is asked: "%s"', async (sql) => {
    const stderr = expect.stringContaining('such as laketrace query "select * from logs limit 10"');
    expect(await inProcess(['query', sql, logs])).toEqual({ code: 2, stdout: '', stderr });
  });

  test('refuses an archive of Parquet, which it would not be', async () => {
    const args = ['convert', logs, '--to', 'parquet', '-o', join(temporaryDirectory(), 'logs.parquet.gz')];
    const stderr = 'laketrace convert: --output: Parquet is compressed in itself; end the name in .parquet\n';
    expect(await inProcess(args)).toEqual({ code: 2, stdout: '', stderr });
  });

  test('names the file that cannot be made as it was written', async () => {
    const path = join(temporaryDirectory(), 'missing', 'logs.csv');
    const stderr = `laketrace convert: ${path}: there is no such file or directory; look at the path\n`;
    expect(await inProcess(['convert', logs, '--to', 'flat', '-o', path])).toEqual({ code: 3, stdout: '', stderr });
  });

  test('answers in a table, JSON or CSV', async () => {
    const sql =
      "select severity, count(*) as records, any_value(attributes['stage']) as stage from logs group by all order by 1";
    expect(await inProcess(['query', sql, logs])).toEqual({
      ...{ code: 0, stderr: '' },
      stdout: expect.stringMatching(
        /^severity {2}records {2}stage\nERROR {11}6 {2}load\nINFO {11}54 {2}(load|save)\n$/,
      ),
    });
    const { stdout: json } = await inProcess(['query', sql, logs, '--json']);
    expect(
      json
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toMatchObject([
      { severity: 'ERROR', records: 6, stage: 'load' },
      { severity: 'INFO', records: 54 },
    ]);
    const { stdout: csv } = await inProcess(['query', 'select \'a,"b"\' as x, 1 as y, null as z', logs, '--csv']);
    expect(csv).toBe('x,y,z\r\n"a,""b""",1,\r\n');
  });

  test('keeps integers and names as they are', async () => {
    const sql = `select 9007199254740993 as big, map {'__proto__': 'x'} as names, [1, 2] as list, {'a': null} as object, 'nan'::float as f`;
    const { stdout } = await inProcess(['query', sql, logs, '--json']);
    expect(stdout).toBe(
      '{"big":9007199254740993,"names":{"__proto__":"x"},"list":[1,2],"object":{"a":null},"f":"NaN"}\n',
    );
  });

  test.each([[], ['--json'], ['--csv']])('shows no value on a terminal that could drive it %j', async (...flags) => {
    const sql = "select body from logs where body like 'evil%'";
    const { stdout } = await inProcess(['query', sql, logs, ...flags, '--no-pager'], { columns: 80 });
    expect(stdout).toContain('evil');
    const shown = stripVTControlCharacters(stdout).replaceAll('\r\n', '\n');
    expect(shown.split('\n').map(sanitizeText).join('\n')).toBe(shown);
    expect(stdout).not.toContain('\x1b[2J');
  });

  test('cuts what a terminal has no room for, and nothing in a pipe', async () => {
    const sql = "select repeat('x', 300) as long, 'end' as last";
    const shown = await inProcess(['query', sql, logs, '--no-pager', '--color', 'never'], { columns: 40 });
    for (const line of shown.stdout.trimEnd().split('\n')) expect(line.length).toBeLessThanOrEqual(40);
    expect(shown.stdout).toContain('…  end');
    expect((await inProcess(['query', sql, logs])).stdout).toContain('x'.repeat(300));
  });

  test('takes paths with anything in them for what they are', async () => {
    const directory = join(temporaryDirectory(), `it's "a" [test] *?{x} ü\\`);
    mkdirSync(directory);
    await writeLogs(directory);
    const odd = join(directory, "o'; select 1; --[a-z]*.jsonl");
    renameSync(join(directory, 'app.jsonl'), odd);
    const { code, stdout } = await inProcess(['query', COUNT, directory, '--json']);
    expect({ code, n: JSON.parse(stdout).n }).toEqual({ code: 0, n: 60 });
    expect((await inProcess(['query', 'select count(*) > 0 as some from logs', odd, '--json'])).stdout).toBe(
      '{"some":true}\n',
    );
  });

  test.each([
    ['selec 1', ['syntax error at or near "selec"', 'LINE 1: selec 1', '        ^']],
    ['select *\nfrom \x1bnowhere', ['syntax error at or near "\\x1b"', 'LINE 2: from \\x1bnowhere', '             ^']],
    [
      'select 1 from nowhere',
      [
        'there is no table nowhere; the records are in logs: select … from logs',
        'LINE 1: select 1 from nowhere',
        '                      ^',
      ],
    ],
    [
      'select bodi from logs',
      [
        'Referenced column "bodi" not found in FROM clause!; Candidate bindings: "body", "record_id"',
        'LINE 1: select bodi from logs',
        '               ^',
        'the columns of logs: time, severity, service_name, body, attributes, resource, scope, trace_id, span_id, event_name, severity_number, severity_text, record_id',
      ],
    ],
    ["select 'x'::int", ["Could not convert string 'x' to INT32", "LINE 1: select 'x'::int", '                  ^']],
  ])('says what is wrong with a question, and where: %s', async (sql, lines) => {
    const stderr = lines.map((line) => `laketrace query: ${line}\n`).join('');
    expect(await inProcess(['query', sql, logs])).toEqual({ code: 2, stdout: '', stderr });
  });

  test('refuses what cannot be asked', async () => {
    expect((await inProcess(['query', 'select 1', join(logs, 'nothing')])).code).toBe(3);
    expect((await inProcess(['query', 'select 1', logs, '--json', '--csv'])).code).toBe(2);
    expect((await inProcess(['query', 'select 1', temporaryDirectory()])).code).toBe(1);
  });

  test('says what is wrong with a question before files are read', async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'a.jsonl'), 'no log\n\0');
    const { stderr } = await inProcess(['query', 'select nope from logs', directory]);
    expect(stderr).not.toContain('a.jsonl');
  });

  test('takes the question from a file, or from standard input', async () => {
    const file = join(temporaryDirectory(), 'question.sql');
    writeFileSync(file, "-- how many\nset memory_limit = '400MB';\nselect count(*) as n from logs;\n");
    const answer = { code: 0, stdout: '{"n":60}\n', stderr: '' };
    expect(await inProcess(['query', '--file', file, logs, '--json'])).toEqual(answer);
    expect(await inProcess(['query', '-f', '-', logs, '--json'], { stdin: readFileSync(file) })).toEqual(answer);
    for (const args of [
      ['-f', '-', '-'],
      ['-f', '-'],
      ['-f', join(logs, 'none.sql'), logs],
    ])
      expect((await inProcess(['query', ...args], { stdin: 'select 1' })).code).toBeGreaterThan(1);
  });

  test.each([[], ['--json'], ['--csv']])('shows times as RFC 3339 has them %j', async (...flags) => {
    const sql = `select time, time::timestamp as micro, [time::timestamptz] as list, null::timestamp as none,
      timestamp 'infinity' as ever, date '2026-01-31' as day from logs order by time limit 1`;
    const { stdout } = await inProcess(['query', sql, logs, ...flags]);
    expect(stdout.match(/2026-01-31T12:00:00Z/g)).toHaveLength(3);
    expect(stdout).toMatch(/infinity\W+(?:day\W+)?2026-01-31\W*$/);
    const inBerlin = await inProcess([
      'query',
      `set TimeZone = 'Europe/Berlin'; select time::timestamptz from logs limit 1`,
      logs,
    ]);
    expect(inBerlin.stdout).toContain('2026-01-31T11:00:00Z');
  });

  const said = (text: string): string => `${otlpLine([{ body: { stringValue: text } }])}\n`;
  const many = Array.from({ length: 5000 }, (_, n) => said(hash('sha256', String(n)))).join('');
  const gzipped = gzipSync(many);
  test.each<[string, Readonly<Record<string, string | Uint8Array>>]>([
    ['a damaged archive', { 'a.jsonl.gz': Buffer.from(gzipped).fill(0xff, 50_000, 51_000), 'b.jsonl': said('b') }],
    ['a cut archive', { 'a.jsonl.gz': gzipped.subarray(0, gzipped.length / 2) }],
    ['an archive that is none', { 'a.jsonl.gz': said('a'), 'b.jsonl.zst': '', 'c.jsonl': said('c') }],
    ['an archive of another name', { 'a.jsonl': gzipped }],
    ['a torn line', { 'a.jsonl': said('a') + said('b').slice(0, -20) }],
    ['a line that is none', { 'a.jsonl': `${said('a')}none\n\n${said('b')}` }],
    [
      'a byte order mark, CR LF and no last end',
      { 'a.jsonl': `\ufeff${said('a')}${said('b')}`.replaceAll('\n', '\r\n').trimEnd() },
    ],
    [
      'damage within a line',
      { 'a [1].jsonl': said('a') + said('b').replace('{"body"', '{body') + said('c'), 'b.jsonl': said('d') },
    ],
    [
      'half of a surrogate pair',
      { 'a.jsonl': said('\ud83d') + said('\ud83d\ude00').replace('\ud83d\ude00', String.raw`\ud83d\ude00`) },
    ],
    ['invalid UTF-8', { 'a.jsonl': Buffer.from(said('a\xff') + said('b'), 'latin1') }],
    ['archives one after the other', { 'a.jsonl.gz': Buffer.concat([gzipSync(said('a')), gzipSync(said('b'))]) }],
    [
      'frames one after the other',
      { 'a.jsonl.zst': Buffer.concat([zstdCompressSync(said('a')), zstdCompressSync(said('b'))]) },
    ],
    ['a long line', { 'a.jsonl': said('x'.repeat(17 * 1024 * 1024)) + said('b') }],
    [
      'lines of another format whose fields are called as those of OTLP',
      {
        'a.jsonl': `${said('a').trimEnd().slice(0, -1)},"message":"b","level":"INFO"}\n`,
        'b.jsonl': '{"resourceLogs":"c","message":"d"}\n',
        'c.jsonl': '{"resourceLogs":[],"message":"e"}\n{"resourceLogs":["f"],"message":"g","x":[1]}\n',
        'd.jsonl': `${said('h').trimEnd().slice(0, -1)},"laketraceOther":1}\n`,
      },
    ],
    [
      'older OTLP',
      {
        'a.jsonl': said('a').replace('scopeLogs', 'instrumentationLibraryLogs'),
        'b.jsonl': said('b').replace('{"body"', '{"severityNumber":"SEVERITY_NUMBER_ERROR","body"'),
      },
    ],
    ['no record', { 'a.jsonl': '', 'b.jsonl': '{"resourceLogs":[]}\n' }],
  ])('finds what convert finds, and says what convert says: %s', async (_, files) => {
    const directory = temporaryDirectory();
    for (const [name, bytes] of Object.entries(files)) writeFileSync(join(directory, name), bytes);
    const convert = await inProcess(['convert', directory, '--to', 'flat']);
    const query = await inProcess([
      'query',
      'select count(*) n, count(distinct body) bodies from logs',
      directory,
      '--json',
    ]);
    const bodies = convert.stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line).message);
    expect(JSON.parse(query.stdout)).toEqual({ n: bodies.length, bodies: new Set(bodies).size });
    expect(query.stderr).toBe(convert.stderr.replaceAll('laketrace convert:', 'laketrace query:'));
    expect(query.code).toBe(convert.code);
  });

  test('takes standard input, of any format', async () => {
    const flat = (await inProcess(['convert', logs, '--to', 'flat'])).stdout;
    for (const paths of [[], ['-']]) {
      const { code, stdout } = await inProcess(['query', COUNT, ...paths, '--json'], { stdin: flat });
      expect({ code, ...JSON.parse(stdout) }).toMatchObject({ code: 0, n: 60, bodies: 60 });
    }
    expect((await inProcess(['convert', '--to', 'csv'], { stdin: flat })).stdout.trimEnd().split('\n')).toHaveLength(
      61,
    );
    expect((await inProcess(['convert', '-', '--to', 'otlp'], { stdin: flat })).stdout).toMatch(/^\{"resourceLogs"/);
    expect((await inProcess(['query', 'select 1', '-', logs], { stdin: flat })).code).toBe(2);
  });

  test('leaves nothing behind', async () => {
    const path = await writeLogs(temporaryDirectory(), { compression: 'bz2' });
    const own = temporaryDirectory();
    vi.stubEnv('TMPDIR', own);
    try {
      await inProcess(['query', 'select 1', path]);
      await inProcess(['query', 'select nope', logs]);
    } finally {
      vi.unstubAllEnvs();
    }
    expect(readdirSync(own)).toEqual([]);
  });

  test('--print-view gives the SQL for a DuckDB of one’s own', async () => {
    const directory = await writeLogs(join(temporaryDirectory(), "o'logs"), { compression: 'zstd' });
    const { code, stdout, stderr } = await inProcess(['query', '--print-view', directory]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const connection = await connect();
    await connection.run(stdout);
    expect(await rows(connection, COUNT)).toEqual([{ n: '60', bodies: '60', first: '2026-01-31 12:00:00' }]);
  });

  test('--print-view names the files that DuckDB cannot read as they are', async () => {
    const directory = await writeLogs(temporaryDirectory(), { compression: 'bz2' });
    const { code, stdout, stderr } = await inProcess(['query', '--print-view', directory]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^-- not in it.*\.bz2$/m);
    expect(stderr).toContain('.bz2');
    const flat = await writeLogs(temporaryDirectory(), { format: flatJson() });
    expect(await inProcess(['query', '--print-view', flat])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('laketrace convert'),
    });
  });
});

describe.skipIf(process.platform !== 'linux')('in processes', () => {
  test('the same table in a pipe and on a terminal', () => {
    const args = ['query', 'select severity, count(*) as records from logs group by all order by 1', logs];
    const table = 'severity  records\nERROR           6\nINFO           54\n';
    expect(inPipe(args)).toEqual({ code: 0, stdout: table, stderr: '' });
    expect(inTerminal(['--color', 'never', ...args, '--no-pager']).stdout).toBe(table);
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGKILL', null],
  ] as const)('%s in the middle leaves nothing, or for the next run to remove', async (signal, expected) => {
    const [temporary, target] = [temporaryDirectory(), temporaryDirectory()];
    const endless = 'select count(*) from logs, range(1000000000) a, range(1000) b where hash(a.range * b.range) = 1';
    const [program = '', ...before] = MAIN_ARGS;
    const run = (...args: string[]) =>
      spawn(program, [...before, ...args], { env: { ...process.env, TMPDIR: temporary }, stdio: 'ignore' });
    const asked = run('query', endless, logs);
    await vi.waitFor(() => expect(readdirSync(temporary)).toHaveLength(1), { timeout: 60_000, interval: 20 });
    // What is written beside a file, as it is while a conversion runs.
    const other = `.o.csv.${readdirSync(temporary)[0]?.replace('laketrace-query-', '')}.tmp`;
    writeFileSync(join(target, other), 'x');
    asked.kill(signal);
    const [code] = await once(asked, 'exit');
    expect(code).toBe(expected);
    expect(readdirSync(temporary)).toHaveLength(signal === 'SIGKILL' ? 1 : 0);
    const converted = run('convert', logs, '--to', 'csv', '-o', join(target, 'o.csv'));
    expect((await once(converted, 'exit'))[0]).toBe(0);
    expect(readdirSync(temporary)).toEqual([]);
    expect(readdirSync(target)).toEqual(['o.csv']);
  });
});

describe('convert', () => {
  const converted = async (directory: string, to: string, name: string) => {
    const path = join(temporaryDirectory(), name);
    const run = await inProcess(['convert', directory, '--to', to, '-o', path]);
    return { ...run, path };
  };

  test.each(['flat', 'otlp'])('to %s and back has every record', async (to) => {
    const { code, path } = await converted(logs, to, 'out.jsonl.gz');
    expect(code).toBe(0);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const { stdout } = await inProcess(['query', COUNT, path, '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ n: 60, bodies: 60 });
  });

  test('to flat JSON is one object a record, in the order of time', async () => {
    const { path } = await converted(logs, 'flat', 'out.jsonl');
    const lines = readFileSync(path, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toHaveLength(60);
    expect(lines.map(({ n }) => n)).toEqual(Array.from({ length: 60 }, (_, n) => n));
    expect(lines[0]).toMatchObject({
      timestamp: '2026-01-31T12:00:00.000Z',
      level: 'ERROR',
      message: 'record 0',
      stage: 'load',
    });
  });

  test('to Parquet and CSV is what DuckDB reads again', async () => {
    const parquet = await converted(logs, 'parquet', "o'ut.parquet");
    const csv = await converted(logs, 'csv', 'out.csv.zst');
    expect([parquet.code, csv.code]).toEqual([0, 0]);
    const connection = await connect();
    const [of] = await rows(
      connection,
      `select count(*)::int as n, max(attributes['n']) as last from '${parquet.path.replaceAll("'", "''")}'`,
    );
    expect(of).toEqual({ n: 60, last: '9' });
    const lines = zstdDecompressSync(readFileSync(csv.path)).toString().trimEnd().split('\n');
    expect(lines).toHaveLength(61);
    expect(lines[0]).toMatch(/^time,severity,service_name,body,attributes,/);
    expect(lines[1]).toContain('"{""n"":""0"",""stage"":""load""}"');
    for (const { path } of [parquet, csv]) expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('to Parquet in groups of rows of which few are in memory at once', async () => {
    const log = join(temporaryDirectory(), 'many.jsonl');
    const line = '{"timestamp":"2026-01-31T12:00:00.000Z","level":"INFO","message":"one of many"}\n';
    writeFileSync(log, line.repeat(70_000));
    const { path } = await converted(log, 'parquet', 'many.parquet');
    const [most] = await rows(
      await connect(),
      `select max(row_group_num_rows)::int as most from parquet_metadata('${path}')`,
    );
    expect(most).toEqual({ most: 61_440 });
  });

  test('to standard output', async () => {
    const flat = await inProcess(['convert', logs, '--to', 'flat']);
    expect(flat.stdout.trimEnd().split('\n')).toHaveLength(60);
    expect((await inProcess(['convert', logs, '--to', 'csv'])).stdout).toMatch(/^time,severity/);
    expect(await inProcess(['convert', logs, '--to', 'parquet'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('-o'),
    });
  });

  test('CSV has values as they are, and for a spreadsheet nothing that it would run', async () => {
    // As they are, and as a spreadsheet is to have them.
    const texts: readonly (readonly [plain: string, shown: string])[] = [
      ['=HYPERLINK("x")', `'=HYPERLINK("x")`],
      ['@a', "'@a"],
      ['-5 + A1\nmore, "quoted"', `'-5 + A1\nmore, "quoted"`],
      ['\n=1', "'\n'=1"],
      ['\t=1', "'\t'=1"],
      ['\rplain', "'\rplain"],
      ['  =1', "'  =1"],
      ['\u00a0\u200b\ufeff\u3000=1', "'\u00a0\u200b\ufeff\u3000=1"],
      ['\uff1d1', "'\uff1d1"],
      ['\uff0b1', "'\uff0b1"],
      ['\uff0d1', "'\uff0d1"],
      ['\uff20a', "'\uff20a"],
      ['"=1', `'"=1`],
      ['a; =1;b;-c', "a;' =1;b;'-c"],
      ['a";"=1', `a";'"=1`],
      ['a\r\n=1', "a\r\n'=1"],
      // Numbers, and what is none of it.
      ...['-5', '+3.5e2', '-.5', 'plain = 1', 'a, -b', 'x=1; y=2', 'a\n\nb'].map((text) => [text, text] as const),
    ];
    const stdin = texts
      .map(([message]) => {
        const record = {
          timestamp: '2026-01-31T12:00:00.000Z',
          level: 'INFO',
          message,
          logger_name: message,
          k: message,
        };
        return `${JSON.stringify(record)}\n`;
      })
      .join('');
    const cells = async (...options: string[]): Promise<readonly Record<string, string>[]> => {
      const path = join(temporaryDirectory(), 'out.csv');
      await inProcess(['convert', '--to', 'csv', '-o', path, ...options], { stdin });
      return (await rows(await connect(), `FROM read_csv('${path}', all_varchar = true)`)) as Record<string, string>[];
    };
    expect((await cells()).map(({ body }) => body)).toEqual(texts.map(([plain]) => plain));
    const shown = await cells('--spreadsheet');
    expect(shown.map(({ body }) => body)).toEqual(texts.map(([, text]) => text));
    expect(shown.map(({ scope }) => scope)).toEqual(texts.map(([, text]) => text));
    // Of countries whose separator is another, the attributes are several cells as well.
    expect(shown.filter(({ attributes = '' }) => /;[ "]*[=+@-]/.test(attributes))).toEqual([]);
    for (const { attributes = '' } of shown) expect(JSON.parse(attributes)).toHaveProperty('k');
    expect((await inProcess(['convert', '--to', 'flat', '--spreadsheet'], { stdin })).code).toBe(2);

    // A question has the same cells.
    const asked = join(temporaryDirectory(), 'asked.csv');
    const ask = async (...options: string[]) =>
      inProcess(['query', 'select body, scope, body as "=x" from logs', '-', ...options], { stdin });
    writeFileSync(asked, (await ask('--csv', '--spreadsheet')).stdout);
    const answers = await rows(await connect(), `FROM read_csv('${asked}', all_varchar = true)`);
    expect(answers).toEqual(texts.map(([, text]) => ({ body: text, scope: text, "'=x": text })));
    expect((await ask('--spreadsheet')).code).toBe(2);
  });

  test('replaces nothing unless told to, and writes a file as a whole or not at all', async () => {
    const directory = temporaryDirectory();
    const path = join(directory, 'out.jsonl');
    writeFileSync(path, 'mine\n');
    expect(await inProcess(['convert', logs, '--to', 'flat', '-o', path])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--force'),
    });
    expect(readFileSync(path, 'utf8')).toBe('mine\n');
    expect((await inProcess(['convert', logs, '--to', 'flat', '-o', path, '--force'])).code).toBe(0);
    expect(readFileSync(path, 'utf8')).toContain('record 59');
    const target = join(directory, 'target');
    writeFileSync(target, 'mine\n');
    symlinkSync(target, join(directory, 'link'));
    expect((await inProcess(['convert', logs, '--to', 'flat', '-o', join(directory, 'link'), '--force'])).code).toBe(2);
    expect(readFileSync(target, 'utf8')).toBe('mine\n');
    expect((await inProcess(['convert', logs, '--to', 'csv', '-o', join(directory, 'none/out.csv')])).code).toBe(3);
    expect((await inProcess(['convert', logs, '--to', 'csv', '-o', join(directory, 'out.csv.bz2')])).code).toBe(2);
    expect(readdirSync(directory).sort()).toEqual(['link', 'out.jsonl', 'target']);
  });
});
