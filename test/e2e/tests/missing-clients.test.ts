// The clients of lakes are optional: where one is not installed, an upload says what to install, and asks nobody.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

const line = join(import.meta.dirname, '..');
const AZURE = 'npm install @azure/storage-blob @azure/identity';

test('an upload without the client of its lake', () => {
  const directory = mkdtempSync(join(tmpdir(), 'laketrace-clients-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  // A copy: from where a link leads the repository's own packages would be found.
  mkdirSync(join(directory, 'node_modules'));
  cpSync(join(line, 'node_modules/laketrace'), join(directory, 'node_modules/laketrace'), { recursive: true });
  for (const name of ['@opentelemetry', 'fflate', 'tinyglobby']) {
    symlinkSync(join(line, 'node_modules', name), join(directory, 'node_modules', name));
  }
  const program = join(directory, 'program.mjs');
  cpSync(join(line, 'programs/missing-clients.mjs'), program);
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(?:DATABRICKS|AZURE)_/.test(name)));
  const { stdout, stderr } = spawnSync(process.execPath, [program], { cwd: directory, encoding: 'utf8', env });
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual([
    expect.stringContaining(`oneLakeTarget needs @azure/identity, which is not installed: ${AZURE}`),
    expect.stringContaining(`oneLakeTarget needs @azure/storage-blob, which is not installed: ${AZURE}`),
    expect.stringContaining(
      'databricksVolumeTarget needs @databricks/sdk-experimental, which is not installed: npm install @databricks/sdk-experimental',
    ),
  ]);
});
