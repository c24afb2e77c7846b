// What a call may look like: message, fields and what was thrown, in the orders in which people write them.
import { expect, test } from 'vitest';
import { openLogger } from '../support/loggers.ts';

const failure = new RangeError('too far');
const exception = expect.objectContaining({ type: 'RangeError', value: 'too far' });

/** What a record says beyond time, name and this process. */
async function said(...calls: readonly (readonly unknown[])[]) {
  const { logger, records } = openLogger({ addRuntimeContext: false });
  for (const [message, ...details] of calls) logger.error(message, ...details);
  return (await records()).map(({ timestamp: _t, level: _l, logger_name: _n, ...rest }) => rest);
}

test('an error and fields in any order', async () => {
  const whole = { message: 'm', a: 1, exception };
  const all = await said(
    ['m', failure, { a: 1 }],
    ['m', { a: 1 }, failure],
    [failure, 'm', { a: 1 }],
    [failure, { a: 1 }],
    [failure, 'm'],
    [failure],
  );
  expect(all).toEqual([
    whole,
    whole,
    whole,
    { message: 'too far', a: 1, exception },
    { message: 'm', exception },
    { message: 'too far', exception },
  ]);
});

test('fields, then the message, as in pino', async () => {
  expect(await said([{ a: 1 }, 'm'], [{ a: 1 }, 'm', failure], [{ a: 1 }])).toEqual([
    { message: 'm', a: 1 },
    { message: 'm', a: 1, exception },
    { message: '{"a":1}' },
  ]);
});

test('what is neither is kept under args; of two fields of one name the later', async () => {
  const all = await said(
    ['m', 1, 'two', null, { a: 1 }, undefined, Symbol('three')],
    ['m', [1, 2]],
    ['m', [1], 2],
    ['m', { a: 1, b: 1 }, { b: 2 }],
    ['m', new Date(0), Buffer.from('x')],
    ['m', failure, new TypeError('second')],
  );
  expect(all).toEqual([
    { message: 'm', a: 1, args: [1, 'two', 'Symbol(three)'] },
    { message: 'm', args: [1, 2] },
    { message: 'm', args: [[1], 2] },
    { message: 'm', a: 1, b: 2 },
    { message: 'm', args: ['1970-01-01T00:00:00.000Z', 'eA=='] },
    { message: 'm', exception, args: [expect.objectContaining({ message: 'second' })] },
  ]);
});

test('fields may be a map, an instance of a class, or what has a toJSON', async () => {
  class Row {
    readonly table = 't';
    readonly #hidden = 1;
    get hidden() {
      return this.#hidden;
    }
  }
  const document = { _internal: 1, toJSON: () => ({ id: 7 }) };
  expect(await said(['m', new Map([['a', 1]])], ['m', new Row()], ['m', document])).toEqual([
    { message: 'm', a: 1 },
    { message: 'm', table: 't' },
    { message: 'm', id: 7 },
  ]);
});

test('a symbol and a function are messages by their text', async () => {
  const named = (n: number) => n + 1;
  expect((await said([Symbol('s')], [named], [null])).map(({ message }) => message)).toEqual([
    'Symbol(s)',
    String(named),
    'null',
  ]);
});

test('exception: a plain object in the place of what was thrown is fields, unless fields follow', async () => {
  const { logger, records } = openLogger({ addRuntimeContext: false });
  logger.exception('m', { a: 1 });
  logger.exception('m', { a: 1 }, failure);
  logger.exception('m', { code: 5 }, { a: 1 });
  logger.exception(failure, 'm', { a: 1 });
  logger.exception('m', failure, { a: 1 }, 2);
  logger.exception('m', 'a text', { a: 1 });
  const all = (await records()).map(({ message, a, args, exception: thrown }) => ({ message, a, args, thrown }));
  const whole = { message: 'm', a: 1, args: undefined, thrown: exception };
  expect(all).toEqual([
    { ...whole, thrown: undefined },
    whole,
    { ...whole, thrown: expect.objectContaining({ type: 'Object', value: '{"code":5}' }) },
    whole,
    { ...whole, args: [2] },
    { ...whole, thrown: expect.objectContaining({ type: 'string', value: 'a text' }) },
  ]);
});

test('bind takes an object, or nothing, and refuses what has no fields', async () => {
  const { logger, records } = openLogger({ addRuntimeContext: false });
  for (const given of [{ a: 1 }, new Map([['a', 1]]), undefined, null]) logger.bind(given).info('m');
  expect((await records()).map(({ a }) => a)).toEqual([1, 1, undefined, undefined]);
  for (const given of ['text', 7, [1], failure, new Date(), Symbol('s'), () => 1])
    expect(() => logger.bind(given as object)).toThrow(/^bind\(fields\): .*; accepted is an object with fields$/);
});

test('log without a level: what is given is the message, at INFO', async () => {
  const { logger, records } = openLogger();
  // @ts-expect-error a level comes first
  logger.log('started');
  expect(await records()).toMatchObject([{ level: 'INFO', message: 'started' }]);
});

test('what a hostile object does when it is looked at costs its own fields only', async () => {
  const trap = () => {
    throw new Error('hostile');
  };
  const traps = { get: trap, ownKeys: trap, getPrototypeOf: trap, has: trap };
  const revoked = Proxy.revocable(() => 1, {});
  revoked.revoke();
  const { logger, records } = openLogger();
  logger.info('m', new Proxy({}, traps), { a: 1 });
  logger.info('m', new Proxy([], traps), { a: 1 });
  logger.info('m', { toJSON: trap, a: 1 });
  logger.info(new Proxy({}, traps), 'm');
  logger.info(revoked.proxy, revoked.proxy);
  expect((await records()).map(({ a }) => a)).toEqual([1, 1, 1, undefined, undefined]);
});
