// What is changed, added or kept while a program runs: context, levels, the flight recorder; however the program ends.
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { LoggerProvider, type ReadableLogRecord } from '@opentelemetry/sdk-logs';
import * as esm from 'laketrace';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readBack } from './read-back.ts';

const cjs = createRequire(import.meta.url)('laketrace') as typeof esm;

function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'laketrace-e2e-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

test('both builds share the context, whichever is used first', async () => {
  expect(cjs.contextualize).not.toBe(esm.contextualize);
  const records: ReadableLogRecord[] = [];
  const sink = (record: ReadableLogRecord) => void records.push(record);
  const processors = [esm, cjs].map(
    ({ LakeTraceLogRecordProcessor }) => new LakeTraceLogRecordProcessor({ file: false, isolate: true, sinks: [sink] }),
  );
  const provider = new LoggerProvider({ processors });
  onTestFinished(() => provider.shutdown());
  const logger = provider.getLogger('both');
  await cjs.contextualize({ outer: 'cjs', both: 'cjs' }, async () => {
    await delay(1);
    await esm.contextualize({ inner: 'esm', both: 'esm' }, async () => {
      await delay(1);
      logger.emit({ severityNumber: 9, body: 'x' });
    });
  });
  const fields = { outer: 'cjs', inner: 'esm', both: 'esm' };
  expect(records.map(({ attributes }) => attributes)).toEqual([fields, fields]);
});

test('a worker thread has a context of its own', async () => {
  const program = `
    const { parentPort } = require('node:worker_threads');
    const { LoggerProvider } = require('@opentelemetry/sdk-logs');
    const { contextualize, LakeTraceLogRecordProcessor } = require('laketrace');
    const seen = [];
    const sinks = [({ body, attributes }) => void seen.push([body, { ...attributes }])];
    const logger = new LoggerProvider({ processors: [new LakeTraceLogRecordProcessor({ file: false, sinks })] }).getLogger('w');
    logger.emit({ body: 'outside' });
    contextualize({ task: 7 }, async () => {
      await null;
      logger.emit({ body: 'inside' });
      parentPort.postMessage(seen);
    });`;
  const messages = await esm.contextualize({ thread: 'main' }, () => {
    const worker = new Worker(program, { eval: true });
    onTestFinished(async () => void (await worker.terminate()));
    return new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
  });
  expect(messages).toEqual([
    ['outside', {}],
    ['inside', { task: 7 }],
  ]);
});

test('loggers that are there already follow the levels of their scopes; what nobody wants is not built', () => {
  const processor = new esm.LakeTraceLogRecordProcessor({
    file: false,
    sinks: [() => undefined],
    levels: { scopes: { 'org.noisy.*': 'ERROR' } },
  });
  const provider = new LoggerProvider({ processors: [processor] });
  onTestFinished(() => provider.shutdown());
  const [noisy, etl] = ['org.noisy.db', 'etl'].map((name) => provider.getLogger(name));
  noisy?.emit({ severityNumber: 13, body: 'x' });
  etl?.emit({ severityNumber: 5, body: 'x' });
  expect(processor.stats().records.received).toBe(0);
  processor.setMinimumSeverity('DEBUG', 'etl');
  etl?.emit({ severityNumber: 5, body: 'x' });
  noisy?.emit({ severityNumber: 17, body: 'x' });
  expect(processor.stats().records).toEqual({ received: 2, passed: 2, dropped: {} });
});

describe('the flight recorder, with a file and a signal for levels', () => {
  const recorded = ['debug 0 for [EMAIL]', 'debug 1 for [EMAIL]', 'debug 2 for [EMAIL]', 'debug 3'];
  const crashed = ['info', ...recorded];

  async function run(ending: string) {
    const root = temporaryDirectory();
    const directory = join(root, 'logs');
    const args = [join(import.meta.dirname, '../programs/recorder.mjs'), directory, ending];
    const ended = await promisify(execFile)(process.execPath, args).then(
      ({ stderr }) => ({ code: 0, stderr }),
      ({ code, stderr }: { code: number; stderr: string }) => ({ code, stderr }),
    );
    const records = existsSync(directory) ? readBack(directory).flatMap((file) => file.records) : [];
    // Neither a lock nor anything else stays.
    expect(existsSync(directory) ? readdirSync(directory) : []).toEqual(records.length > 0 ? ['app.jsonl'] : []);
    return { ...ended, records, bodies: records.map(({ body }) => body.stringValue) };
  }

  test.each([
    ['natural', 0, ['info']],
    ['exit', 0, ['info']],
    ['shutdown', 5, ['info']],
    ['exit with a code', 3, crashed],
    ['exit code', 4, crashed],
    ['throw', 1, crashed],
    ['reject', 1, crashed],
    ['throw later', 1, crashed],
    ['handled', 0, [...crashed, 'handled']],
    ['worker natural', 0, ['info']],
    ['worker throw', 0, crashed],
    ['worker exit with a code', 0, crashed],
    ['signal', 0, ['info', 'debug at last']],
  ])('%s: code %i, %j', async (ending, code, bodies) => {
    const ended = await run(ending);
    expect({ code: ended.code, bodies: ended.bodies }).toEqual({ code, bodies });
    expect(ended.stderr).not.toMatch(/laketrace/i);
    for (const { attributes = [], body } of ended.records) {
      const isRecorded = recorded.includes(String(body.stringValue));
      expect(attributes.some(({ key }) => key === 'laketrace.recorded')).toBe(isRecorded);
      if (isRecorded) expect(attributes).toContainEqual({ key: 'job', value: { stringValue: 'load' } });
    }
  });
});
