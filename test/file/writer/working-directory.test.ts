// The working directory changes under a running process: its files stay where they are.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bodiesInDirectory, namesIn } from '../../support/log-directory.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const PROGRAM = join(import.meta.dirname, '../../programs/changes-directory.ts');
const OLD = ['app.2020-01-01T00-00-00.000Z.jsonl', 'app.2021-01-01T00-00-00.000Z.jsonl', 'app.jsonl'];

/** Where a process starts, and where it goes: there too lies a log of that name, of another program. */
function places(): { here: string; elsewhere: string } {
  const base = temporaryDirectory();
  const [here, elsewhere] = [join(base, 'here'), join(base, 'elsewhere')];
  for (const place of [here, elsewhere]) mkdirSync(place);
  mkdirSync(join(elsewhere, 'logs'));
  for (const name of OLD) writeFileSync(join(elsewhere, 'logs', name), '{"resourceLogs":[]}\n');
  return { here, elsewhere };
}

function run(here: string, ...args: string[]): string {
  return execFileSync(process.execPath, [PROGRAM, ...args], {
    cwd: here,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

describe.each(['option', 'variable', 'before the first record'])('a relative directory, by the %s', (what) => {
  test.each(['false', 'true'])('with enqueue %s', async (enqueue) => {
    const { here, elsewhere } = places();
    run(here, what, elsewhere, enqueue);
    const logs = join(here, 'logs');
    expect(await bodiesInDirectory(logs)).toEqual(['record 2', 'record 3', 'record 4']);
    expect(namesIn(logs).filter((name) => name.startsWith('.'))).toEqual([]);
    expect(readlinkSync(join(logs, 'current'))).toBe('app.jsonl');
    expect(namesIn(elsewhere)).toEqual(['logs']);
    expect(namesIn(join(elsewhere, 'logs'))).toEqual(OLD);
  });
});

test('an archive of the user’s own is found where the function made it', () => {
  const { here, elsewhere } = places();
  run(here, 'compression', elsewhere);
  expect(namesIn(join(here, 'archives'))).toHaveLength(1);
  expect(namesIn(join(here, 'logs'))).toEqual(['app.jsonl', 'current']);
});

test('a relative directory below one that was deleted is refused at once', () => {
  const base = temporaryDirectory();
  const gone = join(base, 'gone');
  mkdirSync(gone);
  const source = `
    import { rmdirSync } from 'node:fs';
    import { RotatingFileLogRecordExporter } from ${JSON.stringify(join(import.meta.dirname, '../../../src/file/rotating-file-log-record-exporter.ts'))};
    process.chdir(${JSON.stringify(gone)});
    rmdirSync(${JSON.stringify(gone)});
    try { new RotatingFileLogRecordExporter({ directory: 'logs' }); } catch (error) { console.log(error.name); }
    new RotatingFileLogRecordExporter({ directory: ${JSON.stringify(join(base, 'logs'))} });`;
  const output = execFileSync(process.execPath, ['--input-type=module-typescript', '-e', source], {
    cwd: base,
    encoding: 'utf8',
  });
  expect(output.trim()).toBe('ConfigurationError');
});
