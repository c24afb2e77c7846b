// The zip codec of both builds finds fflate, which the package depends on.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { expect, onTestFinished, test } from 'vitest';

const line = join(import.meta.dirname, '..');
const PROGRAM = `
  const exporter = new RotatingFileLogRecordExporter({
    directory: process.argv[1],
    name: 'app',
    compression: 'zip',
    onError: (error) => console.error(error),
  });
  const provider = new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter })] });
  provider.getLogger('test').emit({ body: 'zipped' });
  provider.forceFlush().then(() => exporter.rotate()).then(() => provider.shutdown());
`;

test.each([
  [
    'commonjs',
    `const { LoggerProvider, SimpleLogRecordProcessor } = require('@opentelemetry/sdk-logs');
     const { RotatingFileLogRecordExporter } = require('laketrace');`,
  ],
  [
    'module',
    `import { LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
     import { RotatingFileLogRecordExporter } from 'laketrace';`,
  ],
])('%s', (type, imports) => {
  const directory = mkdtempSync(join(tmpdir(), 'laketrace-e2e-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const args = [`--input-type=${type}`, '-e', imports + PROGRAM, directory];
  expect(execFileSync(process.execPath, args, { cwd: line, encoding: 'utf8', stdio: 'pipe' })).toBe('');
  const [name = ''] = readdirSync(directory);
  expect(name).toMatch(/^app\..*Z\.jsonl\.zip$/);
  const files = unzipSync(readFileSync(join(directory, name)));
  const plain = name.slice(0, -'.zip'.length);
  expect(Object.keys(files)).toEqual([plain]);
  expect(Buffer.from(files[plain] as Uint8Array).toString()).toContain('"zipped"');
});
