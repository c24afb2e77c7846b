// The `integrity` option on real files: what was written verifies, whatever happened to the files and the process.
import { execFile } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { RotatingFileLogRecordExporterOptions } from '../../src/file/options/file-options.ts';
import type { RotatingFileLogRecordExporter } from '../../src/file/rotating-file-log-record-exporter.ts';
import { type FileEnvironment, realEnvironment } from '../../src/file/system/file-environment.ts';
import { verifyIntegrity } from '../../src/integrity/verify/verify-integrity.ts';
import { ExporterIn, environmentWith } from '../support/environment.ts';
import { errno, fileSystemThat } from '../support/failing-file-system.ts';
import { bodiesInDirectory, namesIn, textOf } from '../support/log-directory.ts';
import { logRecord, numbered } from '../support/log-records.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const KEY = ['a key', 'of the', 'tests'].join(' ');

function exporterIn(
  directory: string,
  options: RotatingFileLogRecordExporterOptions = {},
  environment: FileEnvironment = realEnvironment,
) {
  const all = { directory, name: 'app', integrity: { key: KEY }, ...options };
  return new ExporterIn(all, environment);
}

function append(exporter: RotatingFileLogRecordExporter, bodies: readonly string[]): void {
  for (const body of bodies) exporter.append(logRecord(body));
}

/** All files of the directory, as a user would give them: not the fragments that were cut off. */
function filesIn(directory: string): string[] {
  return namesIn(directory)
    .filter((name) => !name.endsWith('.torn') && !name.startsWith('.'))
    .map((name) => join(directory, name));
}

async function report(directory: string, key: string | readonly string[] = KEY) {
  const { ok, problems, notices, chains, lines } = await verifyIntegrity(filesIn(directory), { key });
  const places = (found: readonly { kind: string; file: string; line: number }[]) =>
    found.map(({ kind, file, line }) => `${kind} ${file.slice(directory.length + 1)}:${line}`);
  return {
    ok,
    problems: places(problems),
    notices: places(notices),
    chains,
    lines,
  };
}

/** Has a process of its own write records, whose end comes without warning. */
async function writerThatIsKilled(directory: string, count: number): Promise<void> {
  const script = `
    import { RotatingFileLogRecordExporter } from ${JSON.stringify(new URL('../../src/file/rotating-file-log-record-exporter.ts', import.meta.url).href)};
    import { logRecord } from ${JSON.stringify(new URL('../support/log-records.ts', import.meta.url).href)};
    const [directory, key, count] = process.argv.slice(1);
    const exporter = new RotatingFileLogRecordExporter({ directory, name: 'app', integrity: { key }, flush: 'record' });
    for (let i = 0; i < Number(count); i++) exporter.append(logRecord('record ' + i));
    process.kill(process.pid, 'SIGKILL');
  `;
  const run = promisify(execFile)(process.execPath, [
    '--input-type=module',
    '-e',
    script,
    directory,
    KEY,
    String(count),
  ]);
  await expect(run).rejects.toMatchObject({ signal: 'SIGKILL' });
}

async function expectWhole(directory: string, chains = 1): Promise<void> {
  const found = await report(directory);
  expect([found.problems, found.notices]).toEqual([[], []]);
  expect(found.chains).toHaveLength(chains);
}

describe('rotated files', () => {
  test.each([undefined, 'gzip', 'zstd', 'bz2', 'zip'] as const)('compressed with %s', async (compression) => {
    const directory = temporaryDirectory();
    const exporter = exporterIn(directory, { rotation: '4 KB', flush: 'record', ...(compression && { compression }) });
    append(exporter, numbered(100));
    await exporter.shutdown();
    expect(filesIn(directory).length).toBeGreaterThan(5);
    await expectWhole(directory);
    expect(await bodiesInDirectory(directory)).toEqual(numbered(100));
  });

  test('of text', async () => {
    const directory = temporaryDirectory();
    const format = ({ body }: { body?: unknown }) => `INFO | ${body}`;
    const exporter = exporterIn(directory, { rotation: '4 KB', format, header: 'a header\nof two lines' });
    append(exporter, numbered(200));
    await exporter.shutdown();
    expect(filesIn(directory).length).toBeGreaterThan(5);
    await expectWhole(directory);
    const text = readFileSync(filesIn(directory)[0] ?? '', 'utf8');
    expect(text).toMatch(
      /^a header \| laketraceChain \{"start":true,.*\nof two lines \| laketraceChain .*\nINFO \| record 0 \|/,
    );
    expect(text).toMatch(/\nend of file \| laketraceChain \{"end":true,.*\}\n$/);
  });

  test('of text in latin1', async () => {
    const directory = temporaryDirectory();
    const exporter = exporterIn(directory, { format: ({ body }) => `${body}`, encoding: 'latin1' });
    append(exporter, ['Größe', 'naïve']);
    await exporter.shutdown();
    await expectWhole(directory);
    expect(readFileSync(join(directory, 'app.log'), 'latin1')).toMatch(/^Größe \| laketraceChain/);
  });

  test('without a key', async () => {
    const directory = temporaryDirectory();
    const exporter = exporterIn(directory, { rotation: '4 KB', flush: 'record', integrity: true });
    append(exporter, numbered(50));
    await exporter.shutdown();
    expect(await verifyIntegrity(filesIn(directory))).toMatchObject({ ok: true });
    expect(await report(directory)).toMatchObject({ ok: false });
  });

  test.each([
    ['OTLP/JSON', {}],
    ['text', { format: ({ body }: { body?: unknown }) => `${body}`, header: 'h' }],
  ])('stay within the size limit, marks and closing line included: %s', async (_name, options) => {
    const directory = temporaryDirectory();
    for (const flush of ['record', 'turn'] as const) {
      const exporter = exporterIn(directory, { ...options, rotation: 3_000, flush, name: `app-${flush}` });
      append(exporter, numbered(300));
      await exporter.shutdown();
    }
    const files = filesIn(directory);
    expect(files.length).toBeGreaterThan(20);
    for (const file of files) expect(statSync(file).size).toBeLessThanOrEqual(3_000);
    expect(await report(directory)).toMatchObject({ problems: [] });
  });

  test('with the key, or a part of it, in none of them', async () => {
    const directory = temporaryDirectory();
    const exporter = exporterIn(directory, { rotation: '4 KB', compression: 'gzip' });
    append(exporter, numbered(100));
    await exporter.shutdown();
    for (const file of filesIn(directory)) {
      const text = await textOf(file);
      for (const form of [KEY, Buffer.from(KEY).toString('base64'), Buffer.from(KEY).toString('hex')])
        expect(text).not.toContain(form);
    }
  });

  test('one changed is named', async () => {
    const directory = temporaryDirectory();
    const exporter = exporterIn(directory, { rotation: '4 KB', flush: 'record' });
    append(exporter, numbered(40));
    await exporter.shutdown();
    const second = filesIn(directory)[1] ?? '';
    const name = second.slice(directory.length + 1);
    const text = readFileSync(second, 'utf8');
    const lines = text.split('\n').length - 1;
    writeFileSync(second, text.replace(/record (\d+)/, 'record 9$1'));
    expect((await report(directory)).problems).toEqual([`altered ${name}:1`]);
    writeFileSync(second, text);
    truncateSync(second, text.lastIndexOf('\n', text.length - 2) + 1);
    expect((await report(directory)).problems).toEqual([`cut ${name}:${lines - 1}`]);
    unlinkSync(second);
    expect((await report(directory)).problems).toEqual([
      `missing ${(filesIn(directory)[1] ?? '').slice(directory.length + 1)}:0`,
    ]);
  });
});

describe('restarts', () => {
  test('continue in the active file', async () => {
    const directory = temporaryDirectory();
    for (const run of [0, 1, 2]) {
      const exporter = exporterIn(directory);
      append(exporter, numbered(5, run * 5));
      await exporter.shutdown();
    }
    expect(namesIn(directory)).toEqual(['app.jsonl']);
    await expectWhole(directory);
    expect(await bodiesInDirectory(directory)).toEqual(numbered(15));
  });

  test('continue after the newest finished file', async () => {
    const directory = temporaryDirectory();
    for (const run of [0, 1]) {
      const exporter = exporterIn(directory);
      append(exporter, numbered(5, run * 5));
      await exporter.rotate();
      await exporter.shutdown();
    }
    expect(namesIn(directory)).toHaveLength(2);
    await expectWhole(directory);
  });

  test('continue after a kill, which is reported and is no problem, also once the files are compressed', async () => {
    const directory = temporaryDirectory();
    await writerThatIsKilled(directory, 5);
    expect(await report(directory)).toMatchObject({ ok: true, problems: [], notices: ['killed app.jsonl:5'] });
    appendFileSync(join(directory, 'app.jsonl'), '{"resourceLogs":[{"sco');
    expect(await report(directory)).toMatchObject({ ok: true, problems: [], notices: ['killed app.jsonl:5'] });
    for (const run of [1, 2]) {
      const exporter = exporterIn(directory);
      append(exporter, numbered(5, 5 * run));
      await exporter.shutdown();
      expect(await report(directory)).toMatchObject({ ok: true, problems: [], notices: ['killed app.jsonl:5'] });
    }
    const third = exporterIn(directory, { compression: 'gzip' });
    append(third, numbered(5, 15));
    await third.rotate();
    await third.shutdown();
    const { ok, notices, chains } = await report(directory);
    expect({ ok, notices, chains: chains.length }).toEqual({
      ok: true,
      notices: [expect.stringMatching(/^killed app\..*\.jsonl\.gz:5$/)],
      chains: 1,
    });
    expect(await bodiesInDirectory(directory)).toEqual(numbered(20));
  });

  test('after lines were cut off do not hide it, nor does compression', async () => {
    const directory = temporaryDirectory();
    const path = join(directory, 'app.jsonl');
    const first = exporterIn(directory, { flush: 'record' });
    append(first, numbered(5));
    await first.shutdown();
    const lines = readFileSync(path, 'utf8').split('\n');
    writeFileSync(path, `${lines.slice(0, 3).join('\n')}\n`);
    expect(await report(directory)).toMatchObject({ ok: false, problems: ['unclosed app.jsonl:3'] });
    for (const run of [1, 2]) {
      const exporter = exporterIn(directory);
      append(exporter, numbered(5, 5 * run));
      await exporter.shutdown();
      expect(await report(directory)).toMatchObject({ ok: false, problems: ['cut app.jsonl:3'], notices: [] });
    }
    const last = exporterIn(directory, { compression: 'zstd' });
    append(last, numbered(5, 15));
    await last.rotate();
    append(last, numbered(5, 20));
    await last.shutdown();
    expect((await report(directory)).problems).toEqual([expect.stringMatching(/^cut app\..*\.jsonl\.zst:3$/)]);
  });

  test.each([
    ['the only file', false],
    ['the active one after a finished one', true],
  ])('after all lines of %s were cut off do not hide it', async (_, hasFinished) => {
    const directory = temporaryDirectory();
    const first = exporterIn(directory, { flush: 'record' });
    append(first, numbered(5));
    if (hasFinished) await first.rotate();
    append(first, numbered(5, 5));
    await first.shutdown();
    truncateSync(join(directory, 'app.jsonl'));
    for (const run of [1, 2]) {
      const exporter = exporterIn(directory);
      append(exporter, numbered(5, 5 * run));
      await exporter.shutdown();
      expect(await report(directory)).toMatchObject({ ok: false, problems: [expect.stringMatching(/^cut app/)] });
    }
  });

  test('where the directory has no locks begin with a file of their own, which nobody cut', async () => {
    const directory = temporaryDirectory();
    const fs = fileSystemThat((name) => (name === 'link' ? errno('EPERM') : undefined));
    for (const run of [0, 1]) {
      const exporter = exporterIn(directory, {}, environmentWith({ fs }));
      append(exporter, numbered(5, 5 * run));
      await exporter.shutdown();
      expect(await report(directory)).toMatchObject({ ok: true, problems: [], notices: [] });
    }
  });

  test('after the newest finished file was cut do not hide it', async () => {
    const directory = temporaryDirectory();
    const first = exporterIn(directory, { flush: 'record' });
    append(first, numbered(5));
    await first.rotate();
    await first.shutdown();
    const [finished = ''] = filesIn(directory);
    const lines = readFileSync(finished, 'utf8').split('\n');
    writeFileSync(finished, `${lines.slice(0, 4).join('\n')}\n`);
    const second = exporterIn(directory);
    append(second, numbered(5, 5));
    await second.shutdown();
    expect((await report(directory)).problems).toEqual([`cut ${finished.slice(directory.length + 1)}:4`]);
  });

  test('close the file of a second process that was killed, and say so', async () => {
    const directory = temporaryDirectory();
    const owner = exporterIn(directory, { flush: 'record' });
    append(owner, numbered(3));
    await owner.forceFlush();
    await writerThatIsKilled(directory, 4);
    expect(await report(directory)).toMatchObject({
      ok: true,
      notices: [expect.stringMatching(/^killed app\.\d+\.jsonl:4$/), 'open app.jsonl:3'],
    });
    await owner.shutdown();
    const next = exporterIn(directory, { compression: 'gzip' });
    append(next, numbered(3, 3));
    await next.forceFlush();
    await next.shutdown();
    expect(await report(directory)).toMatchObject({
      problems: [],
      notices: [expect.stringMatching(/^killed app\..*Z\.jsonl\.gz:4$/)],
      chains: [{ isClosed: true }, { isClosed: true }],
    });
  });

  test('after the disk refused the closing line do not call the file cut', async () => {
    const directory = temporaryDirectory();
    let isFull = false;
    const fs = fileSystemThat((name) => (isFull && name === 'write' ? errno('ENOSPC') : undefined));
    const first = exporterIn(directory, { flush: 'record', onError: () => undefined }, environmentWith({ fs }));
    append(first, numbered(5));
    isFull = true;
    await first.shutdown();
    const second = exporterIn(directory);
    append(second, numbered(5, 5));
    await second.shutdown();
    expect(await report(directory)).toMatchObject({ problems: [], notices: ['killed app.jsonl:5'] });
    expect(namesIn(directory)).toEqual(['app.jsonl']);
  });

  test('with a new key continue the chain of an old one that is given too', async () => {
    const directory = temporaryDirectory();
    const keys = ['the first', 'the second', 'the third'];
    for (const count of [1, 2, 3]) {
      const exporter = exporterIn(directory, { integrity: { key: keys.slice(0, count) } });
      append(exporter, numbered(3, 3 * count - 3));
      await exporter.shutdown();
    }
    expect(namesIn(directory)).toEqual(['app.jsonl']);
    expect(await report(directory, keys)).toMatchObject({
      ok: true,
      problems: [],
      notices: [],
      chains: [{ first: 1 }],
    });
    expect(await report(directory, keys.slice(0, 2))).toMatchObject({ ok: false });
    // Whoever has got hold of an old key cannot add lines to what was written with the new one.
    const thief = exporterIn(directory, { integrity: { key: ['the third', 'the first'] } });
    append(thief, ['forged']);
    await thief.shutdown();
    expect((await report(directory, keys)).problems).toEqual([expect.stringMatching(/^altered app\.jsonl:/)]);
  });

  test('with another key, or without one before, leave the old file as it is and begin a chain', async () => {
    const directory = temporaryDirectory();
    const integrities = [false, { key: 'the first' }, { key: 'the second' }] as const;
    for (const [run, integrity] of integrities.entries()) {
      const exporter = exporterIn(directory, { integrity });
      append(exporter, numbered(5, run * 5));
      await exporter.shutdown();
    }
    const [plain = '', first = '', second = ''] = filesIn(directory);
    expect(filesIn(directory)).toHaveLength(3);
    expect(await verifyIntegrity([plain])).toMatchObject({ ok: false });
    expect(readFileSync(plain, 'utf8')).not.toContain('laketraceChain');
    expect(await verifyIntegrity([first], { key: 'the first' })).toMatchObject({ ok: true });
    expect(await verifyIntegrity([second], { key: 'the second' })).toMatchObject({ ok: true });
    expect(await bodiesInDirectory(directory)).toEqual(numbered(15));
  });

  test('after the last line was altered do not continue from it', async () => {
    const directory = temporaryDirectory();
    const first = exporterIn(directory);
    append(first, numbered(5));
    await first.shutdown();
    const path = join(directory, 'app.jsonl');
    writeFileSync(path, readFileSync(path, 'utf8').replace('"end":true', '"end":trUe'));
    const second = exporterIn(directory);
    append(second, numbered(5, 5));
    await second.shutdown();
    expect((await report(directory)).problems).toEqual([expect.stringMatching(/^altered app\..*Z\.jsonl:2$/)]);
  });

  test('with the exit of the process close the file', async () => {
    const directory = temporaryDirectory();
    const script = `
      import { RotatingFileLogRecordExporter } from ${JSON.stringify(new URL('../../src/file/rotating-file-log-record-exporter.ts', import.meta.url).href)};
      import { logRecord } from ${JSON.stringify(new URL('../support/log-records.ts', import.meta.url).href)};
      const [directory, key, enqueue, wait] = process.argv.slice(1);
      const exporter = new RotatingFileLogRecordExporter({ directory, name: 'app', integrity: { key }, rotation: '4 KB', enqueue: enqueue === 'true' });
      for (let i = 0; i < 60; i++) exporter.append(logRecord('record ' + i));
      if (wait !== '0') await new Promise((resolve) => setTimeout(resolve, Number(wait)));
      process.exit(0);
    `;
    for (const [enqueue, wait] of [
      ['false', '0'],
      ['true', '0'],
      ['true', '30'],
    ] as const) {
      const own = join(directory, `${enqueue}-${wait}`);
      await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script, own, KEY, enqueue, wait]);
      const { problems } = await report(own);
      // What the thread pool was between two steps of when the process ended, nobody could close: a file, or one just made.
      const isUnended = (problem: string) => problem.startsWith('unclosed') || problem === 'cut app.jsonl:0';
      expect(problems.filter((problem) => enqueue === 'false' || !isUnended(problem))).toEqual([]);
      expect((await bodiesInDirectory(own)).toSorted()).toEqual(numbered(60).toSorted());
    }
  });
});

describe('a file that is being written', () => {
  test('is distinguished from one that was cut', async () => {
    const directory = temporaryDirectory();
    const exporter = exporterIn(directory, { flush: 'record', symlink: 'current' });
    append(exporter, numbered(3));
    const { ok, problems, notices } = await verifyIntegrity([join(directory, 'current')], { key: KEY });
    expect({ ok, problems, notices: notices.map(({ kind, line }) => `${kind} ${line}`) }).toEqual({
      ok: true,
      problems: [],
      notices: ['open 3'],
    });
    const before = namesIn(directory);
    await report(directory);
    expect(namesIn(directory)).toEqual(before);
    await exporter.shutdown();
    expect(await verifyIntegrity([join(directory, 'current')], { key: KEY })).toMatchObject({ ok: true, notices: [] });
  });

  test('cut while it is written has a gap before the next line', async () => {
    const directory = temporaryDirectory();
    const path = join(directory, 'app.jsonl');
    const exporter = exporterIn(directory, { flush: 'record' });
    append(exporter, numbered(5));
    const lines = readFileSync(path, 'utf8').split('\n');
    truncateSync(path, Buffer.byteLength(`${lines.slice(0, 3).join('\n')}\n`));
    append(exporter, numbered(5, 5));
    await exporter.shutdown();
    expect((await report(directory)).problems).toEqual(['removed app.jsonl:4']);
  });
});

describe('other hands', () => {
  test('that rename the file (logrotate) and call reopen()', async () => {
    const directory = temporaryDirectory();
    const exporter = exporterIn(directory, { flush: 'record' });
    append(exporter, numbered(5));
    renameSync(join(directory, 'app.jsonl'), join(directory, 'app.1'));
    exporter.reopen();
    append(exporter, numbered(5, 5));
    await exporter.shutdown();
    expect(namesIn(directory)).toEqual(['app.1', 'app.jsonl']);
    await expectWhole(directory);
    expect(await verifyIntegrity([join(directory, 'app.1')], { key: KEY })).toMatchObject({ ok: true });
  });

  test('that rename the file and call nothing', async () => {
    const directory = temporaryDirectory();
    let now = Date.now();
    const exporter = exporterIn(directory, { flush: 'record' }, environmentWith({ now: () => now }));
    append(exporter, numbered(5));
    renameSync(join(directory, 'app.jsonl'), join(directory, 'app.1'));
    now += 5_000;
    append(exporter, numbered(5, 5));
    await exporter.shutdown();
    await expectWhole(directory);
    expect(await verifyIntegrity([join(directory, 'app.1')], { key: KEY })).toMatchObject({ ok: true });
  });

  test('that empty the file (copytruncate) have taken what is in the copy, and no more', async () => {
    const directory = temporaryDirectory();
    const exporter = exporterIn(directory, { flush: 'record' });
    const path = join(directory, 'app.jsonl');
    append(exporter, numbered(5));
    writeFileSync(join(directory, 'copy'), readFileSync(path));
    truncateSync(path, 0);
    append(exporter, numbered(5, 5));
    await exporter.shutdown();
    const { problems } = await report(directory);
    // The first line after the cut was marked before the cut was noticed: it does not begin a file, but it follows the copy.
    expect(problems).toEqual([]);
  });

  test('that delete the file leave a gap that is named', async () => {
    const directory = temporaryDirectory();
    const exporter = exporterIn(directory, { flush: 'record' });
    append(exporter, numbered(5));
    await exporter.rotate();
    append(exporter, numbered(5, 5));
    unlinkSync(join(directory, 'app.jsonl'));
    append(exporter, numbered(5, 10));
    await exporter.shutdown();
    const { problems } = await report(directory);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^(missing|removed) app\.jsonl:[01]$/);
  });

  test('that use the same name have a chain of their own', async () => {
    const directory = temporaryDirectory();
    const [one, two] = [exporterIn(directory, { rotation: '4 KB' }), exporterIn(directory, { rotation: '4 KB' })];
    for (let i = 0; i < 20; i++) {
      append(one, numbered(5, i));
      append(two, numbered(5, i));
      await new Promise(setImmediate);
    }
    await Promise.all([one.shutdown(), two.shutdown()]);
    await expectWhole(directory, 2);
    const three = exporterIn(directory);
    append(three, numbered(5));
    await three.shutdown();
    await expectWhole(directory, 2);
  });
});

describe('faults', () => {
  test.each([false, true])('of the disk leave no gap, enqueue: %s', async (enqueue) => {
    const directory = temporaryDirectory();
    let calls = 0;
    const fs = fileSystemThat((name) => {
      if (name !== 'write' && name !== 'fstat') return undefined;
      return ++calls % 7 === 0 ? errno('ENOSPC') : undefined;
    });
    const quiet = { onError: () => undefined };
    const exporter = exporterIn(
      directory,
      { rotation: '4 KB', flush: 'record', enqueue, ...quiet },
      environmentWith({ fs }),
    );
    for (let i = 0; i < 60; i++) {
      append(exporter, [`record ${i}`]);
      if (i % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await exporter.forceFlush({ timeoutMillis: 20_000 });
    await exporter.shutdown();
    const { problems } = await report(directory);
    expect(problems.filter((problem) => !problem.startsWith('unclosed'))).toEqual([]);
    expect(await bodiesInDirectory(directory)).toEqual(numbered(60));
  });

  test.each([false, true])(
    'at the opening of a new file are no cut: it was empty already, enqueue: %s',
    async (enqueue) => {
      const directory = temporaryDirectory();
      let failures = 0;
      const fs = fileSystemThat((name) => {
        const isNew = name === 'fstat' && failures === 0 && existsSync(join(directory, 'app.jsonl'));
        return isNew && ++failures ? errno('EIO') : undefined;
      });
      const exporter = exporterIn(directory, { enqueue, onError: () => undefined }, environmentWith({ fs }));
      append(exporter, numbered(3));
      await exporter.forceFlush();
      await exporter.shutdown();
      expect(failures).toBe(1);
      expect(await bodiesInDirectory(directory)).toEqual(numbered(3));
      expect((await report(directory)).problems).toEqual([]);
    },
  );

  test('with records that are dropped before they are written leave no gap', async () => {
    const directory = temporaryDirectory();
    let isFull = false;
    const fs = fileSystemThat((name) => (isFull && name === 'write' ? errno('ENOSPC') : undefined));
    const options = {
      flush: 'record',
      overflow: 'drop-oldest',
      maxBufferedBytes: 4_000,
      onError: () => undefined,
    } as const;
    const exporter = exporterIn(directory, options, environmentWith({ fs }));
    append(exporter, numbered(5));
    isFull = true;
    append(exporter, numbered(100, 5));
    isFull = false;
    await exporter.forceFlush();
    await exporter.shutdown();
    expect((await bodiesInDirectory(directory)).length).toBeLessThan(100);
    await expectWhole(directory);
  });

  test.each([
    ['the first file is locked', (target: unknown) => String(target).includes('lock')],
    ['a file is rotated', (target: unknown) => String(target).endsWith('Z.jsonl')],
  ])('that last while %s make files beside it, with a chain of their own', async (_name, isAwaited) => {
    const directory = temporaryDirectory();
    const linking = Promise.withResolvers<void>();
    const release = Promise.withResolvers<undefined>();
    let isHeld = false;
    const fs = fileSystemThat((name, [, target]) => {
      if (name !== 'link' || isHeld || !isAwaited(target)) return undefined;
      isHeld = true;
      linking.resolve();
      return release.promise;
    });
    const options = { rotation: '4 KB', enqueue: true, flush: 'record', maxBufferedBytes: 3_000 } as const;
    const exporter = exporterIn(directory, options, environmentWith({ fs }));
    let count = 0;
    for (; !isHeld && count < 60; count++) {
      append(exporter, [`record ${count}`]);
      await Promise.race([exporter.forceFlush(), linking.promise]);
    }
    expect(isHeld).toBe(true);
    append(exporter, numbered(30, count));
    release.resolve(undefined);
    append(exporter, numbered(30, count + 30));
    await exporter.shutdown();
    await expectWhole(directory, 2);
    expect((await bodiesInDirectory(directory)).toSorted()).toEqual(numbered(count + 60).toSorted());
  });
});

test.each([
  ['integrity', KEY],
  ['integrity.key', { key: '' }],
  ['integrity.keys', { keys: KEY }],
])('%s is checked when the exporter is made, and its key is not shown', (option, integrity) => {
  const create = () => exporterIn('unused', { integrity: integrity as never });
  expect(create).toThrow(`${option}: `);
  expect(create).not.toThrow(KEY);
  expect(existsSync('unused')).toBe(false);
});
