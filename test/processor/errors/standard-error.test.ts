// Without `onError` and without a diag logger, faults and losses are said on standard error; with one of them, there and nowhere else.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { RotatingFileLogRecordExporter } from '../../../src/file/rotating-file-log-record-exporter.ts';
import { logRecord } from '../../support/log-records.ts';
import { LONGEST_RUN } from '../../support/patience.ts';
import { NOWHERE, ProcessorIn } from '../provider.ts';

const SOURCES = join(import.meta.dirname, '../../../src');
// No directory can be made there, not even by root.
const NOPE = '/proc/nope';
const SET_DIAG =
  'diag.setLogger({ error: (text) => console.log(text), warn() {}, info() {}, debug() {}, verbose() {} }, { suppressOverrideMessage: true });';

interface Run {
  readonly status: number | null;
  readonly out: string[];
  readonly errors: string[];
}

/** Runs a program, given what it does before the processor is made, its options, and what it does with a logger. */
function run({ before = '', options = `file: { directory: '${NOPE}' }`, work = '' }): Run {
  const program = `
    import { diag } from '@opentelemetry/api';
    import { LoggerProvider } from '@opentelemetry/sdk-logs';
    import { LakeTraceLogRecordProcessor } from '${SOURCES}/processor/log-record-processor.ts';
    ${before}
    const processor = new LakeTraceLogRecordProcessor({ ${options} });
    const provider = new LoggerProvider({ processors: [processor] });
    const logger = provider.getLogger('test');
    ${work}`;
  const args = ['--input-type=module', '-e', program];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: LONGEST_RUN });
  const linesOf = (text: string) => text.split('\n').filter((line) => line !== '');
  return { status, out: linesOf(stdout), errors: linesOf(stderr) };
}

const EMIT = "logger.emit({ severityNumber: 9, body: 'one' });";
const FAULT = expect.stringMatching(/^laketrace: file \/proc\/nope: ENOENT: /);
const LOSS = expect.stringMatching(
  /^laketrace: file exit: 1 records could not be written to \/proc\/nope before the process ended: ENOENT/,
);

describe.skipIf(process.platform !== 'linux')('a directory that cannot be made', () => {
  test.each([
    ['a natural end', ''],
    ['process.exit', 'process.exit();'],
    ['a loop before', `for (let i = 0; i < 3; i++) await new Promise((done) => setTimeout(done, 150));`],
  ])('%s: the fault and the loss are said, a line each', (_, work) => {
    const { status, errors } = run({ work: EMIT + work });
    expect(errors).toEqual([FAULT, LOSS]);
    expect(status).toBe(0);
  });

  test.each([false, true])('enqueue: %s: a shutdown is over at once, and says it, too', (enqueue) => {
    const options = `file: { directory: '${NOPE}', enqueue: ${enqueue} }`;
    const { status, errors, out } = run({ options, work: `${EMIT} await provider.shutdown(); console.log('done');` });
    const unwritten = expect.stringMatching(
      /^laketrace: sink file: 1 records could not be written to \/proc\/nope: ENOENT/,
    );
    expect(errors).toEqual([FAULT, unwritten, LOSS]);
    expect([status, out]).toEqual([0, ['done']]);
  });

  test.each([
    ['a diag logger, set before', { before: SET_DIAG, work: EMIT }],
    ['a diag logger, set after', { work: SET_DIAG + EMIT }],
    [
      'onError',
      {
        options: `file: { directory: '${NOPE}' }, onError: (error, { source, target }) => console.log('laketrace: ' + source + ' ' + target + ': ' + error.message)`,
        work: EMIT,
      },
    ],
  ])('%s: it is said there', (_, program) => {
    const { status, errors, out } = run(program);
    expect([status, errors]).toEqual([0, []]);
    expect(out).toEqual([FAULT, LOSS]);
  });

  test('a diag logger that was disabled is none', () => {
    expect(run({ before: `${SET_DIAG} diag.disable();`, work: EMIT }).errors).toEqual([FAULT, LOSS]);
  });

  test('shutdown of the exporter rejects; that of the processor where `catch` is false', async () => {
    const onError = () => undefined;
    const exporter = new RotatingFileLogRecordExporter({ directory: NOPE, onError });
    exporter.append(logRecord('one'));
    await expect(exporter.shutdown()).rejects.toThrow(`1 records could not be written to ${NOPE}: ENOENT`);
    for (const contains of [true, false]) {
      const processor = new ProcessorIn({ catch: contains, file: { directory: NOPE }, onError }, NOWHERE);
      processor.onEmit(logRecord('one') as never);
      if (contains) await expect(processor.shutdown()).resolves.toBeUndefined();
      else await expect(processor.shutdown()).rejects.toThrow(`1 records could not be written to ${NOPE}: ENOENT`);
    }
  });
});

test('what is said is one line, masked, and once, however often it happens', () => {
  const secret = ['hunter', '2222'].join('');
  const filter = `() => { throw new Error('bad\\\\nfilter\\\\x1b[31m password=' + ['hunter', '2222'].join('')); }`;
  const work = 'for (let i = 0; i < 1000; i++) logger.emit({ severityNumber: 9, body: i });';
  const { errors } = run({ options: `file: false, sinks: [() => {}], filter: ${filter}`, work });
  expect(errors).toHaveLength(1);
  expect(errors[0]).toMatch(/^laketrace: filter filter: bad\S*filter/);
  expect(errors[0]).not.toContain(secret);
  expect(errors[0]).not.toContain('\x1b');
});

test('many places that fail say no more than ten lines', () => {
  const sinks = `Array.from({ length: 50 }, () => () => { throw new Error('bad sink'); })`;
  expect(run({ options: `file: false, sinks: ${sinks}`, work: EMIT }).errors).toHaveLength(10);
});

test('findings of the leak guard and the allow-list are none of it', () => {
  const options = `file: false, sinks: [() => {}], leakGuard: { maxRecordSize: 1 }, allowAttributes: { allow: [] }`;
  const work = "logger.emit({ severityNumber: 9, body: 'long enough', attributes: { a: 1 } });";
  expect(run({ options, work }).errors).toEqual([]);
});
