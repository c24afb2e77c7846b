// Calls the application's code, in the three ways there are: for an answer at once, for one that may come later, for none.
//
// Such code throws, gives promises where none are expected, and promises that reject: one that nobody follows ends the process.
import { isPromise } from 'node:util/types';

/** Gets what the application's code threw, or what its promise was rejected with. It does not throw itself. */
export type Failed = (error: unknown) => void;

/** Whether a value can be waited for. Never throws. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false;
  try {
    return typeof (value as Partial<PromiseLike<unknown>>).then === 'function';
  } catch {
    return false;
  }
}

/**
 * Looks at what the application's code answered, where it may be a promise that nobody waits for.
 * @param failed gets what it is rejected with
 */
export function follow(answer: unknown, failed: Failed): void {
  if (isThenable(answer)) endOf(answer).catch(failed);
}

/** A promise may lead to another, and that one to a third: at most this many are followed. */
const LONGEST_WAY = 20;

/**
 * Where a promise ends, over all that it leads to. Of an object that is no real promise anything may throw, `then` as well, and one
 * may lead to itself: taken for the end by the language, it would keep the event loop from turning.
 */
async function endOf(promise: PromiseLike<unknown>): Promise<unknown> {
  let end: unknown = promise;
  for (let steps = 0; isThenable(end); steps++) {
    if (steps === LONGEST_WAY) throw new TypeError(`the promise leads to ${LONGEST_WAY} others, one after the other`);
    end = (await nextOf(end)).value;
  }
  return end;
}

/** What a promise leads to, in an object: a promise that is resolved with it would follow it by itself. */
async function nextOf(promise: PromiseLike<unknown>): Promise<{ readonly value: unknown }> {
  // Not in the middle of what is being done: `then` is code of the application, too.
  await undefined;
  return new Promise((resolve, reject) => {
    const refuse = (reason: unknown) => {
      // A reason may be a promise itself, one that was rejected as well.
      if (isPromise(reason)) reason.catch(ignore);
      reject(reason);
    };
    const given: unknown = promise.then((value) => resolve({ value }), refuse);
    // An asynchronous `then` rejects where another would throw.
    if (isPromise(given)) given.catch(refuse);
  });
}

/**
 * Calls code for an answer that is needed at once.
 * @param what it is, for the error: such as `a filter`
 * @throws what the code throws, and a TypeError where it gives a promise, whose own end then does not matter
 */
export function ask<Inputs extends readonly unknown[], Answer>(
  what: string,
  code: (...inputs: Inputs) => Answer,
  ...inputs: Inputs
): Answer {
  const answer = code(...inputs);
  // Nearly every answer is a boolean, a number or a text, and that is all it takes to see it.
  if (typeof answer === 'object' || typeof answer === 'function') refusePromise(what, answer);
  return answer;
}

function refusePromise(what: string, answer: unknown): void {
  if (!isThenable(answer)) return;
  follow(answer, ignore);
  throw new TypeError(`${what} gave a promise: its answer is needed at once`);
}

/** Calls code whose answer may come later. What it throws rejects the promise. Waits for as long as it takes. */
export async function wait<Inputs extends readonly unknown[], Answer>(
  code: (...inputs: Inputs) => Answer | PromiseLike<Answer>,
  ...inputs: Inputs
): Promise<Answer> {
  const answer = code(...inputs);
  return isThenable(answer) ? ((await endOf(answer)) as Answer) : answer;
}

/** Calls code from which nothing is wanted. Never throws. */
export function tell<Inputs extends readonly unknown[]>(
  failed: Failed,
  code: (...inputs: Inputs) => unknown,
  ...inputs: Inputs
): void {
  try {
    follow(code(...inputs), failed);
  } catch (error) {
    failed(error);
  }
}

/** For code that is the last resort for errors: nobody is left who could hear of its own. */
export function ignore(): void {
  // Nothing is to be done.
}
