// What files are called: by the service, by the program where nobody named a service, and with the extension that is asked for.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { RotatingFileLogRecordExporter } from '../../../src/file/rotating-file-log-record-exporter.ts';
import { otlpJson } from '../../../src/format/otlp-json.ts';
import { verifyIntegrity } from '../../../src/integrity/verify/verify-integrity.ts';
import { namesIn, textOf } from '../../support/log-directory.ts';
import { logRecord } from '../../support/log-records.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

describe('without a service name', () => {
  const sources = join(import.meta.dirname, '../../../src/index.ts');
  const program = `
    import { LoggerProvider } from '@opentelemetry/sdk-logs';
    import { LakeTraceLogRecordProcessor } from ${JSON.stringify(sources)};
    const provider = new LoggerProvider({ processors: [new LakeTraceLogRecordProcessor({ resource: false })] });
    provider.getLogger('x').emit({ body: 'hello' });
    await provider.shutdown();`;
  // No OTEL_… of the machine; by NODE_OPTIONS Node 22.15 reads TypeScript.
  const env = { PATH: process.env['PATH'], NODE_OPTIONS: process.env['NODE_OPTIONS'] };

  test.each([
    ['daily-orders.mjs', 'daily-orders.jsonl'],
    ['load.v2.mjs', 'load.v2.jsonl'],
    ['..strange name!.mjs', '_strange name!.jsonl'],
  ])('a program %s writes %s', (file, expected) => {
    const cwd = temporaryDirectory();
    // Beside the repository's packages, where its imports are found.
    const folder = join(import.meta.dirname, '../../../node_modules/.cache/laketrace-naming', String(process.pid));
    mkdirSync(folder, { recursive: true });
    const path = join(folder, file);
    writeFileSync(path, program);
    execFileSync(process.execPath, [path], { cwd, env, stdio: 'pipe' });
    expect(namesIn(join(cwd, 'logs'))).toEqual([expected]);
  });

  test('a program without a file is called as Node is', () => {
    const cwd = temporaryDirectory();
    const code = program.replaceAll(
      "'@opentelemetry/sdk-logs'",
      JSON.stringify(import.meta.resolve('@opentelemetry/sdk-logs')),
    );
    execFileSync(process.execPath, ['--input-type=module', '-e', code], {
      cwd,
      env,
      stdio: 'pipe',
    });
    expect(namesIn(join(cwd, 'logs'))).toEqual(['node.jsonl']);
  });
});

describe('the extension', () => {
  const csv = ({ body }: { body?: unknown }) => String(body);

  test('of a format function: active, rotated and compressed files, also those of an earlier run', async () => {
    const directory = temporaryDirectory();
    const options = {
      directory,
      name: 'app',
      format: csv,
      extension: '.csv',
      header: 'n',
      rotation: '12 B',
      compression: 'gzip',
    } as const;
    for (const run of [0, 1]) {
      const exporter = new RotatingFileLogRecordExporter(options);
      for (let i = 0; i < 4; i++) exporter.append(logRecord(`${run * 4 + i}`));
      await exporter.finishedFiles();
      await exporter.shutdown();
    }
    const names = namesIn(directory);
    expect(names.every((name) => /^app\.\d{4}-[\dTZ.-]+\.csv\.gz$/.test(name))).toBe(true);
    const texts = await Promise.all(names.map((name) => textOf(join(directory, name))));
    expect(texts.every((text) => text.startsWith('n\n'))).toBe(true);
    expect(texts.join('').match(/\d/g)?.join('')).toBe('01234567');
  });

  test('retention knows the files by it', async () => {
    const directory = temporaryDirectory();
    const exporter = new RotatingFileLogRecordExporter({
      directory,
      name: 'app',
      format: csv,
      extension: '.csv',
      retention: 2,
    });
    for (let i = 0; i < 5; i++) {
      exporter.append(logRecord(`${i}`));
      await exporter.rotate();
    }
    await exporter.shutdown();
    expect(namesIn(directory)).toHaveLength(2);
  });

  test('of a function that gives JSON: the chain of integrity stands in the object, and verifies', async () => {
    const directory = temporaryDirectory();
    const exporter = new RotatingFileLogRecordExporter({
      directory,
      name: 'app',
      format: ({ body }) => JSON.stringify({ body }),
      extension: '.ndjson',
      integrity: true,
    });
    for (let i = 0; i < 3; i++) exporter.append(logRecord(`${i}`));
    const files = await exporter.finishedFiles();
    await exporter.shutdown();
    const lines = (await textOf(files[0] ?? '')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).body).slice(0, 3)).toEqual(['0', '1', '2']);
    expect(await verifyIntegrity(files)).toMatchObject({ ok: true });
  });

  test.each([
    'csv',
    '.',
    '',
    '..csv',
    '.c/v',
    '.gz',
    '.zip',
    '.tmp',
    '.torn',
    '.lock',
    '.1',
    '.a.b',
    `.${'a'.repeat(20)}`,
    7,
  ])('%j is refused', (extension) => {
    expect(() => new RotatingFileLogRecordExporter({ extension: extension as string })).toThrow(/^extension: /);
  });

  test.each(['s3://bucket/logs', 'abfss://logs@account.dfs.core.windows.net/x', 'dbfs:/logs', 'file:///logs'])(
    'a directory %s is refused, and none is made',
    (directory) => {
      expect(() => new RotatingFileLogRecordExporter({ directory })).toThrow(/^directory: .* a local directory/);
    },
  );

  test('a format that was not called is refused at once', () => {
    expect(() => new RotatingFileLogRecordExporter({ format: otlpJson as never })).toThrow(/^format: .*a call of it/);
  });

  test('of JSON lines: no header, and no other encoding', () => {
    const options = { format: csv, extension: '.ndjson' };
    expect(() => new RotatingFileLogRecordExporter({ ...options, header: 'h' })).toThrow(/^header: /);
    expect(() => new RotatingFileLogRecordExporter({ ...options, encoding: 'latin1' })).toThrow(/^encoding: /);
  });
});
