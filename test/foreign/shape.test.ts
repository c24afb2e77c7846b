// What is asked of values from outside, asked of those of another realm, as Jest and node:vm have them.
import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { asError, isErrno, isError, isOf, isPlainObject, messageOf, nameClass } from '../../src/foreign/shape.ts';

function elsewhere(code: string): unknown {
  return runInNewContext(`(() => { ${code} })()`);
}

function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

const HOSTILE = new Proxy(
  {},
  {
    get: () => {
      throw new Error('get');
    },
    getPrototypeOf: () => {
      throw new Error('getPrototypeOf');
    },
  },
);

describe('isError', () => {
  class OfThisRealm extends RangeError {}
  function OfOldLibraries(this: { message: string }) {
    this.message = 'made without a class';
  }
  OfOldLibraries.prototype = Object.create(Error.prototype);
  const errors: [string, unknown][] = [
    ['an error', new Error('x')],
    ['a subclass', new OfThisRealm('x')],
    ['an error of another realm', elsewhere('return new TypeError("x")')],
    ['a subclass of another realm', elsewhere('class Own extends Error {} return new Own("x")')],
    ['one that inherits', Reflect.construct(OfOldLibraries, [])],
    ['one that inherits in another realm', elsewhere('return Object.create(Error.prototype)')],
    ['a DOMException', new DOMException('x')],
    ['the reason of an abort', AbortSignal.abort().reason],
  ];
  test.each(errors)('%s is one', (_what, error) => {
    expect(isError(error)).toBe(true);
    expect(asError(error)).toBe(error);
  });

  const others: [string, unknown][] = [
    ['a plain object', { name: 'Error', message: 'x', stack: 'x' }],
    ['an object with a toString', { name: 'Error', message: 'x', toString: () => 'Error: x' }],
    ['a text', 'Error: x'],
    ['null', null],
    ['an object without a prototype', Object.create(null)],
  ];
  test.each(others)('%s is none', (_what, value) => expect(isError(value)).toBe(false));
});

test('isErrno tells an error of fs by its code, whatever realm asks', () => {
  const error = thrownBy(() => readFileSync('/nowhere/at/all'));
  expect(isErrno(error, 'EACCES', 'ENOENT')).toBe(true);
  expect(isErrno(error, 'EACCES')).toBe(false);
  expect(isErrno(elsewhere('return Object.assign(new Error("x"), { code: "ENOENT" })'), 'ENOENT')).toBe(true);
  for (const other of [undefined, null, 'ENOENT', {}, HOSTILE]) expect(isErrno(other, 'ENOENT')).toBe(false);
});

test('what was thrown always becomes an error with a message', () => {
  expect(asError('a text').message).toBe('a text');
  expect(messageOf(elsewhere('return new Error("of another realm")'))).toBe('of another realm');
  for (const thrown of [HOSTILE, Object.create(null), Symbol('s'), undefined, null]) {
    expect(asError(thrown)).toBeInstanceOf(Error);
    expect(messageOf(thrown)).not.toBe('');
  }
});

test('a plain object is one in every realm', () => {
  for (const value of [{}, { a: 1 }, Object.create(null), elsewhere('return { a: 1 }')])
    expect(isPlainObject(value)).toBe(true);
  for (const value of [[], new Map(), new Date(), elsewhere('return new Map()'), elsewhere('return []'), null, 'x'])
    expect(isPlainObject(value)).toBe(false);
});

test('a class is known by its name, in each of its copies and subclasses, and shows it nowhere', () => {
  const copies = [1, 2].map(
    () =>
      class Copy {
        static {
          nameClass(Copy, 'Copy');
        }
        readonly own = 1;
      },
  );
  for (const Copy of copies) {
    class Sub extends Copy {}
    expect(isOf(new Copy(), 'Copy')).toBe(true);
    expect(isOf(new Sub(), 'Copy')).toBe(true);
    expect(isOf(new Copy(), 'Other')).toBe(false);
    expect(Object.keys(new Copy())).toEqual(['own']);
  }
  // The private fields of an instance cannot be reached through a proxy of it.
  for (const value of [{}, null, undefined, 'Copy', new Proxy(new (copies[0] as (typeof copies)[0])(), {})])
    expect(isOf(value, 'Copy')).toBe(false);
});
