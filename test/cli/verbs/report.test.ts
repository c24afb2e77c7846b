// `laketrace report`: what it writes, where, and what it refuses.
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { otlpJson } from '../../../src/index.ts';
import { pipelineRecords } from '../../report/report-records.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { inProcess } from '../run-command.ts';

/** A directory with the logs of a pipeline, and the path of what is written beside them. */
function logs(count = 300): {
  readonly logs: string;
  readonly file: (name: string) => string;
  readonly names: () => string[];
} {
  const directory = temporaryDirectory();
  mkdirSync(join(directory, 'logs'));
  const encoder = otlpJson().createEncoder();
  for (const record of pipelineRecords(count)) {
    encoder.stage(record);
    encoder.commit();
  }
  writeFileSync(join(directory, 'logs', 'orders.jsonl'), encoder.take());
  return {
    logs: join(directory, 'logs'),
    file: (name) => join(directory, name),
    names: () => readdirSync(directory).sort(),
  };
}

const bytesOf = (path: string) => statSync(path).size;

test('writes a page that only its owner may read, and says what is in it', async () => {
  const { logs: path, file, names } = logs();
  const { code, stdout, stderr } = await inProcess(['report', path, '-o', file('r.html')]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toBe(`${file('r.html')} (${Math.round(bytesOf(file('r.html')) / 1024)} KiB): 300 records of 1 file\n`);
  expect(names()).toEqual(['logs', 'r.html']);
  expect(statSync(file('r.html')).mode & 0o777).toBe(0o600);
  const html = readFileSync(file('r.html'), 'utf8');
  expect(html).toMatch(/^<!doctype html>\n<html lang="en">/);
  expect(html).toContain('<title>orders – LakeTrace report</title>');
  expect(html).toContain('"madeBy":"laketrace 1.2.3"');
});

test('writes to standard output, or a picture alone', async () => {
  const { logs: path, file, names } = logs();
  const { stdout } = await inProcess(['report', path, '-o', '-', '--title', '<b>Monday</b>']);
  expect(stdout).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
  expect(stdout).toContain('<title>&lt;b&gt;Monday&lt;/b&gt; – LakeTrace report</title>');
  expect(await inProcess(['report', path, '--svg', file('r.svg')])).toMatchObject({ code: 0, stderr: '' });
  expect(names()).toEqual(['logs', 'r.svg']);
  expect(readFileSync(file('r.svg'), 'utf8')).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
});

test('times are in UTC, or in the zone that is asked for, and so are those of the conditions', async () => {
  const { logs: path, file } = logs(30);
  const made = async (...args: string[]) => {
    const both = [path, '-o', file('r.html'), '--svg', file('r.svg'), ...args];
    expect(await inProcess(['report', ...both])).toMatchObject({ stderr: '' });
    return [readFileSync(file('r.html'), 'utf8'), readFileSync(file('r.svg'), 'utf8')];
  };
  const [html, svg] = await made();
  expect(html).toContain('"zone":"UTC"');
  expect(svg).toContain('>2026-11-30 02:00:00 – 2026-11-30 02:00:00 UTC (');
  const [htmlThere, svgThere] = await made('--zone', 'Asia/Tokyo', '--since', '2026-11-30T11:00');
  expect(htmlThere).toContain('"zone":"Asia/Tokyo"');
  expect(svgThere).toContain('>2026-11-30 11:00:00 – 2026-11-30 11:00:00 Asia/Tokyo (');
});

test('a name drives no terminal on which the page is printed', async () => {
  const { logs: path } = logs(3);
  const { stdout } = await inProcess(['report', path, '-o', '-', '--title', 'a\x1b]0;b\x07\u009b2J\u202ec']);
  expect(stdout).toContain('<title>a\\x1b]0;b\\x07\\x9b2J\\u202ec – LakeTrace report</title>');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  expect(stdout).not.toMatch(/[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]/);
  const picture = (await inProcess(['report', path, '--svg', '-', '--title', 'a\u009b2J \u{1f600}'])).stdout;
  expect(picture).toContain('a\ufffd2J \u{1f600}');
});

test('counts only the records that were asked for, and says which', async () => {
  const { logs: path, file } = logs();
  const args = ['report', path, '-o', file('r.html'), '--level', 'warn', '--where', 'stage=load'];
  expect((await inProcess(args)).stdout).toMatch(/: 6 records of 1 file\n$/);
  expect(readFileSync(file('r.html'), 'utf8')).toContain('"conditions":["level warn","stage=load"]');
});

test('has no more records in its table than were asked for', async () => {
  const { logs: path, file } = logs();
  await inProcess(['report', path, '-o', file('r.html'), '--limit', '100']);
  expect(readFileSync(file('r.html'), 'utf8')).toMatch(/"records":300,.*"tableRecords":100[,}]/);
});

test('replaces a report that is there, and nothing else', async () => {
  const { logs: path, file, names } = logs();
  writeFileSync(file('old.html'), '<!DOCTYPE html>\nold');
  expect((await inProcess(['report', path, '-o', file('old.html')])).code).toBe(0);
  expect(bytesOf(file('old.html'))).toBeGreaterThan(50_000);
  symlinkSync('old.html', file('link.html'));
  for (const other of [path, file('link.html')]) {
    const { code, stdout, stderr } = await inProcess(['report', path, '-o', other]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(
      /^laketrace report: --output: .+ is (?:a directory; name a file in it|no regular file; choose another name)\n$/,
    );
  }
  expect(names()).toEqual(['link.html', 'logs', 'old.html']);
});

test('never replaces what is no report: a log whose path was given twice', async () => {
  const { logs: path, file, names } = logs();
  const log = join(path, 'orders.jsonl');
  const before = readFileSync(log, 'utf8');
  for (const [option, args] of [
    ['-o', ['-o', log]],
    ['--svg', ['--svg', log]],
  ] as const) {
    const { code, stdout, stderr } = await inProcess(['report', log, ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(
      `laketrace report: ${option}: ${log} is there, and is no earlier report; choose another name\n`,
    );
  }
  expect(readFileSync(log, 'utf8')).toBe(before);
  const both = await inProcess(['report', log, '-o', file('r'), '--svg', file('r')]);
  expect(both).toMatchObject({ code: 2, stdout: '' });
  expect(names()).toEqual(['logs']);
  for (let time = 0; time < 2; time++)
    expect(await inProcess(['report', log, '--svg', file('r.svg')])).toMatchObject({ code: 0, stderr: '' });
});

test('leaves a report as it is where the path of logs is wrong', async () => {
  const { file, names } = logs();
  const old = '<!doctype html>old';
  writeFileSync(file('r.html'), old);
  const { code, stderr } = await inProcess(['report', file('nowhere'), '-o', file('r.html')]);
  expect({ code, now: readFileSync(file('r.html'), 'utf8') }).toEqual({ code: 3, now: old });
  expect(stderr).toContain('there is no such file or directory');
  expect(names()).toEqual(['logs', 'r.html']);
});

test('of no records is a report that says so, with the exit code for it', async () => {
  const { logs: path, file } = logs(0);
  const { code, stdout } = await inProcess(['report', path, '-o', file('r.html')]);
  expect({ code, stdout: stdout.replace(/\(.*\)/, '') }).toEqual({
    ...{ code: 1, stdout: `${file('r.html')} : 0 records of 0 files\n` },
  });
});

const LIMITS = 'write a whole number from 1 to 500000 in digits, such as --limit 10';

test.each([
  [['--limit', '0'], `laketrace report: --limit: "0" is not accepted; ${LIMITS}\n`],
  [['--limit', 'many'], `laketrace report: --limit: "many" is not accepted; ${LIMITS}\n`],
  [
    ['-o', '-', '--svg', '-'],
    'laketrace report: --svg and -o cannot both go to standard output; name a file for one of them\n',
  ],
])('%j is not accepted', async (args, stderr) => {
  expect(await inProcess(['report', logs().logs, ...args])).toEqual({ code: 2, stdout: '', stderr });
});
