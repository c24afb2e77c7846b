// `exception(message, error?, fields?)`: whatever was thrown, with all of its causes, and nothing where nothing was.
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { openLogger } from '../support/loggers.ts';

interface Exception {
  readonly type: string;
  readonly value: string;
  readonly traceback: string;
}

/** Logs what was thrown and reads it back. */
async function logged(...thrown: readonly unknown[]): Promise<Exception | undefined> {
  const { logger, records } = openLogger({ maskPii: false });
  logger.exception('failed', ...(thrown as [unknown]));
  const [record] = await records();
  expect(record).toMatchObject({ level: 'ERROR', message: 'failed' });
  return record?.['exception'] as Exception | undefined;
}

test('within a catch: type, message and stack', async () => {
  try {
    JSON.parse('{');
  } catch (error) {
    const { logger, records } = openLogger();
    logger.exception('bad input', error, { file: 'a.json' });
    expect((await records())[0]).toMatchObject({
      message: 'bad input',
      file: 'a.json',
      exception: { type: 'SyntaxError', traceback: expect.stringMatching(/^SyntaxError: .*\n {4}at /) },
    });
  }
});

test('outside of a catch, without an error: the record has no exception', async () => {
  expect(await logged()).toBeUndefined();
});

test('an error alone: its message is that of the record', async () => {
  const { logger, records } = openLogger();
  logger.exception(new RangeError('too far'));
  logger.error(new RangeError('too near'));
  logger.critical('as fields', new RangeError('third') as never);
  expect(await records()).toMatchObject([
    { message: 'too far', exception: { type: 'RangeError', value: 'too far' } },
    { message: 'too near', exception: { type: 'RangeError', value: 'too near' } },
    { message: 'as fields', exception: { type: 'RangeError', value: 'third' } },
  ]);
});

test('the whole chain of causes', async () => {
  const first = new Error('disk full');
  const second = new TypeError('not written', { cause: first });
  const exception = await logged(new Error('job failed', { cause: second }));
  expect(exception?.traceback.match(/^(?:Caused by: )?\w*Error: [\w ]+$/gm)).toEqual([
    'Error: job failed',
    'Caused by: TypeError: not written',
    'Caused by: Error: disk full',
  ]);
});

test('each error of an AggregateError, with its own causes', async () => {
  const inner = new AggregateError([new Error('deep one'), 'a text'], 'inner', { cause: 'why' });
  const { type, traceback } = (await logged(new AggregateError([new Error('one'), inner], 'outer'))) as Exception;
  expect(type).toBe('AggregateError');
  for (const part of [
    'AggregateError: outer',
    'Error: one',
    'AggregateError: inner',
    'Error: deep one',
    'a text',
    'why',
  ]) {
    expect(traceback).toContain(part);
  }
});

test('errors that lead to themselves, or to others without end, are cut', async () => {
  const circle = new Error('circle');
  circle.cause = circle;
  expect((await logged(circle))?.traceback).toContain('Error: circle (shown above)');
  let long = new Error('innermost');
  for (let n = 0; n < 1000; n++) long = new Error(`error ${n}`, { cause: long });
  expect((await logged(long))?.traceback).toContain('further errors are left out');
  const wide = new AggregateError(
    Array.from({ length: 10_000 }, (_, n) => new Error(`e${n}`)),
    'wide',
  );
  expect((await logged(wide))?.traceback.length).toBeLessThan(200_000);
});

test('what else an error says of itself: code, syscall', async () => {
  const error = Object.assign(new Error('no such file'), { code: 'ENOENT', errno: -2, nested: { left: 'out' } });
  expect((await logged(error))?.traceback).toMatch(/\{ code: "ENOENT", errno: -2 \}$/);
});

test('a class that gives itself no name, and a message that was changed', async () => {
  class PaymentError extends Error {}
  const error = new PaymentError('before');
  error.message = 'after';
  expect(await logged(error)).toMatchObject({
    type: 'PaymentError',
    value: 'after',
    traceback: expect.stringMatching(/^PaymentError: after\n {4}at /),
  });
});

test('an error of another realm', async () => {
  expect(await logged(runInNewContext("new TypeError('theirs')"))).toMatchObject({
    type: 'TypeError',
    value: 'theirs',
  });
});

describe('what is no error', () => {
  const throws = () => {
    throw new Error('hostile');
  };
  const trapped = new Proxy({}, { get: throws, getPrototypeOf: throws, ownKeys: throws, has: throws });
  const { proxy: revoked, revoke } = Proxy.revocable({}, {});
  revoke();
  test.each([
    ['a text', 'went wrong', { type: 'string', value: 'went wrong' }],
    ['undefined', undefined, { type: 'undefined', value: 'undefined' }],
    ['null', null, { type: 'null', value: 'null' }],
    ['a number', 7, { type: 'number', value: '7' }],
    ['a big integer', 7n, { type: 'bigint', value: '7' }],
    ['a symbol', Symbol('s'), { type: 'symbol', value: 'Symbol(s)' }],
    ['an object', { status: 503 }, { type: 'Object', value: '{"status":503}' }],
    ['an object without a prototype', Object.create(null), { type: 'Object' }],
    ['a proxy whose traps throw', trapped, { type: 'Object', value: 'a proxy' }],
    ['a revoked proxy', revoked, { type: 'Object', value: 'a proxy' }],
    ['a toJSON that throws', { toJSON: throws }, { type: 'Object', value: '[Unreadable]' }],
  ])('%s', async (_what, thrown, expected) => {
    // With fields after it: a plain object alone would be fields.
    expect(await logged(thrown, {})).toMatchObject(expected);
  });

  test('an error whose parts throw', async () => {
    const error = Object.defineProperties(new Error('x'), {
      message: { get: throws },
      stack: { get: throws },
      cause: { get: throws },
      name: { get: throws },
    });
    expect(await logged(error)).toMatchObject({ type: 'Error' });
  });
});

test('secrets in messages, stacks and causes are masked', async () => {
  const address = ['jo', 'example.com'].join('@');
  const { logger, lines } = openLogger();
  logger.exception('failed', new AggregateError([new Error(address)], address, { cause: new Error(address) }));
  const [line = ''] = await lines();
  expect(line).not.toContain(address);
  expect(line).toContain('[EMAIL]');
});
