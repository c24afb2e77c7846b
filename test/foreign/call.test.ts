// The application's code may throw, reject and answer anything: none of it comes out of where it is called.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { afterwards } from '../../src/foreign/afterwards.ts';
import { ask, follow, isThenable, tell, wait } from '../../src/foreign/call.ts';
import { CallBudget } from '../../src/foreign/call-budget.ts';
import { failureOf } from '../../src/foreign/export-answer.ts';
import { turn } from '../support/turn.ts';

const broken = () => new Error('broken');
const throwing = () => {
  throw broken();
};
const rejecting = () => Promise.reject(broken());
const hostileThen = () => Object.defineProperty({}, 'then', { get: throwing });
const withThen = (then: unknown, of: object = {}) => Object.defineProperty(of, 'then', { value: then });
const throwingThen = () => withThen(throwing);
type Handlers = [resolve: (value: unknown) => void, reject: (reason: unknown) => void];
const asynchronousThen = () => withThen(async () => throwing());
const leadingToItself = () => {
  const promise: object = withThen((...[resolve]: Handlers) => resolve(promise));
  return promise;
};
const rejectingWithRejected = () => withThen((...[, reject]: Handlers) => reject(rejecting()));

let unhandled: unknown[] = [];
const note = (reason: unknown) => unhandled.push(reason);
beforeEach(() => {
  unhandled = [];
  process.on('unhandledRejection', note);
});
afterEach(() => process.off('unhandledRejection', note));

describe('tell', () => {
  test.each([
    ['throws', throwing],
    ['rejects', rejecting],
    ['gives a thenable that throws', throwingThen],
    ['gives a thenable whose `then` is asynchronous and throws', asynchronousThen],
    [
      'gives a promise that leads to one that rejects',
      async () => withThen((...[resolve]: Handlers) => resolve(rejecting())),
    ],
  ])('code that %s: reported once, nothing else', async (_, code) => {
    const failures: unknown[] = [];
    tell((error) => failures.push(error), code);
    await turn();
    expect(failures).toEqual([broken()]);
    expect(unhandled).toEqual([]);
  });

  test.each([undefined, null, 7, 'text', {}, [], hostileThen(), new Promise(() => undefined)])(
    'code that answers %o is fine',
    async (answer) => {
      const failures: unknown[] = [];
      tell(
        (error) => failures.push(error),
        () => answer,
      );
      await turn();
      expect(failures).toEqual([]);
      expect(unhandled).toEqual([]);
    },
  );
});

test('a promise that leads to itself lets the event loop turn, and is told of once', async () => {
  const failures: unknown[] = [];
  tell((error) => failures.push(error), leadingToItself);
  await expect(wait(leadingToItself)).rejects.toThrow(TypeError);
  await turn();
  expect(failures).toEqual([expect.any(TypeError)]);
});

test('a promise that is rejected with a rejected one ends no process', async () => {
  tell(() => undefined, rejectingWithRejected);
  await expect(wait(rejectingWithRejected)).rejects.toBeInstanceOf(Promise);
  await turn();
  expect(unhandled).toEqual([]);
});

describe('ask', () => {
  test('gives the answer, and throws what the code throws', () => {
    expect(ask('it', (a: number, b: number) => a + b, 3, 4)).toBe(7);
    expect(ask('it', () => null)).toBeNull();
    expect(() => ask('it', throwing)).toThrow('broken');
  });

  test('takes no promise for an answer, and lets none end the process', async () => {
    expect(() => ask('the filter', rejecting)).toThrow(
      new TypeError('the filter gave a promise: its answer is needed at once'),
    );
    expect(() => ask('the filter', async () => true)).toThrow(TypeError);
    await turn();
    expect(unhandled).toEqual([]);
  });
});

test('wait rejects with what the code throws, at once or later', async () => {
  await expect(wait(throwing)).rejects.toThrow('broken');
  await expect(wait(rejecting)).rejects.toThrow('broken');
  await expect(wait(throwingThen)).rejects.toThrow('broken');
  await expect(wait(async (n: number) => n + 1, 1)).resolves.toBe(2);
});

test('what cannot be asked for its `then` is no promise', () => {
  for (const value of [hostileThen(), undefined, null, 1, {}, withThen(1)]) expect(isThenable(value)).toBe(false);
  for (const value of [
    Promise.resolve(),
    withThen(() => 1),
    withThen(
      () => 1,
      () => 1,
    ),
  ]) {
    expect(isThenable(value)).toBe(true);
  }
  follow(hostileThen(), () => expect.unreachable());
});

test('afterwards: in order, after all that is under way, and one that throws or rejects stops nothing', async () => {
  const order: string[] = [];
  const say = (what: string) => () => order.push(what);
  afterwards(throwing);
  afterwards(rejecting);
  afterwards(() => {
    order.push('first');
    afterwards(say('of the first'));
  });
  afterwards(say('second'));
  order.push('under way');
  await turn();
  expect(order).toEqual(['under way', 'first', 'second', 'of the first']);
  expect(unhandled).toEqual([]);
});

test('a budget gives a number of calls, and no more for ten seconds', async () => {
  const budget = new CallBudget(2);
  expect([budget.take(), budget.take(), budget.take()]).toEqual([true, true, false]);
  await sleep(20);
  expect(budget.take()).toBe(false);
});

describe('the answer of an exporter', () => {
  test('that it succeeded', () => {
    expect(failureOf({ code: 0 })).toBeUndefined();
    expect(failureOf({ code: 0, error: broken() })).toBeUndefined();
  });

  test.each([
    [undefined, 'without a result'],
    [null, 'without a result'],
    ['ok', 'without a result'],
    [{}, 'without a result'],
    [{ code: 1 }, 'no reason'],
    [{ code: 1, error: null }, 'no reason'],
    [{ code: '0' }, 'no reason'],
    [{ code: 1, error: broken() }, 'broken'],
    [{ code: 1, error: 'text' }, 'text'],
    [{ code: 1, error: Object.create(null) }, 'no text'],
    [Object.defineProperty({}, 'code', { get: throwing }), 'broken'],
  ])('%o: a failure', (answer, reason) => expect(failureOf(answer)?.message).toContain(reason));
});
