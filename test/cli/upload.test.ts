// `laketrace upload`: what goes, what it says, what it ends with.
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { UploadReport } from '../../src/index.ts';
import { namesIn } from '../support/log-directory.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { inPipe, inProcess } from './run-command.ts';

function logs(): string {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, 'app.2026-01-31T12-00-00.000Z.jsonl'), 'first\n');
  writeFileSync(join(directory, 'web.2026-01-31T12-00-00.000Z.jsonl'), 'second\n');
  return directory;
}

const filesBelow = (directory: string) =>
  readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());

test('the files of a directory, once', async () => {
  const directory = logs();
  const lake = temporaryDirectory();
  const first = await inProcess(['upload', directory, '--to', `dir:${lake}`]);
  expect(first).toMatchObject({ code: 0, stderr: '' });
  expect(first.stdout).toMatch(
    /^uploaded +6 B {2}service=app\/date=2026-01-31\/app\..*\nuploaded +7 B {2}service=web\/.*\n2 files uploaded \(13 B\): directory:.*\n$/,
  );
  const second = await inProcess(['upload', directory, '--to', lake]);
  expect(second).toMatchObject({ code: 0, stderr: '' });
  expect(second.stdout).toContain('0 files uploaded (0 B), 2 there before: directory:');
  expect(filesBelow(lake)).toHaveLength(2);
});

test('only a log, in a layout, deleted afterwards, as JSON; as a program', () => {
  const directory = logs();
  const lake = temporaryDirectory();
  const options = ['--name', 'app', '--layout', '{year}/{file}', '--after', 'delete', '--attempts', '1', '--json'];
  const { code, stdout, stderr } = inPipe(['upload', directory, '--to', `dir:${lake}`, ...options]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const report: UploadReport = JSON.parse(stdout);
  expect(report).toMatchObject({ ok: true, directory, files: [{ outcome: 'uploaded', local: 'deleted' }] });
  expect(namesIn(join(lake, '2026'))).toHaveLength(1);
  expect(namesIn(directory)).not.toContain('app.2026-01-31T12-00-00.000Z.jsonl');
});

test('a dry run', async () => {
  const directory = logs();
  const lake = join(temporaryDirectory(), 'lake');
  const { code, stdout } = await inProcess(['upload', directory, '--to', lake, '--dry-run']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^planned .*\nplanned .*\n2 files would be uploaded \(13 B\): /);
  expect(namesIn(directory)).toHaveLength(2);
});

test('a dry run says what an upload would fail with, and writes nothing', async () => {
  const directory = logs();
  const place = temporaryDirectory();
  writeFileSync(join(place, 'file'), '');
  for (const lake of [join(place, 'file'), join(place, 'file', 'below'), '/lakehouse/nowhere/Files']) {
    const { code, stdout, stderr } = await inProcess(['upload', directory, '--to', `dir:${lake}`, '--dry-run']);
    expect(code).toBe(3);
    expect(stdout).toMatch(/^not tried .*\nnot tried .*\n0 files would be uploaded \(0 B\), 2 not uploaded: /);
    expect(stderr).toMatch(/^laketrace upload: .*(?:choose another place|use oneLakeTarget)\n$/);
  }
  expect(namesIn(place)).toEqual(['file']);
});

test('a directory without closed files', async () => {
  const { code, stderr } = await inProcess(['upload', temporaryDirectory(), '--to', temporaryDirectory()]);
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: 'laketrace upload: there are no closed files here; what a live program writes to is left to it\n',
  });
});

test('what was not uploaded is said, and it ends with 3', async () => {
  const directory = logs();
  const lake = join(temporaryDirectory(), 'file');
  writeFileSync(lake, '');
  const { code, stdout, stderr } = await inProcess(['upload', directory, '--to', lake, '--concurrency', '1']);
  expect(code).toBe(3);
  expect(stdout).toContain('0 files uploaded (0 B), 2 not uploaded');
  // The reason stands once.
  expect(stdout).not.toContain('choose another place');
  expect(stderr).toMatch(
    /^laketrace upload: [^']* ENOTDIR: not a directory. A part of the path is a file: choose another place\n$/,
  );
  const missing = await inProcess(['upload', join(directory, 'nothing'), '--to', lake]);
  expect(missing.code).toBe(3);
  expect(missing.stderr).toContain('there is no such file or directory');
});

test.each([
  [['--to', 'x'], '--to: a text is not accepted; accepted is an address: dir:PATH'],
  [['--to', 'dirr:/x'], 'did you mean dir:?\n'],
  [['--to', 'lake'], 'a directory is dir:PATH, or begins with / or ./\n'],
  [['--to', './x', '--layout', 'a'], '--layout: "a" is not accepted'],
  [['--to', './x', '--attempts', '0'], '--attempts: "0" is not accepted'],
  [['--to', './x', '--deadline', 'soon'], '--deadline: "soon" is not accepted'],
  [['--to', './x', '--include', '/etc/*'], '--include: "/etc/*" is not accepted'],
  [['--to', 'onelake:sales/ops/../x'], 'is not accepted'],
  [[], '--to <address> is missing; such as laketrace upload logs --to'],
])('%j is not accepted', async (args, message) => {
  const { code, stderr } = await inProcess(['upload', 'logs', ...args]);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
  expect(stderr.split('\n')).toHaveLength(2);
});
