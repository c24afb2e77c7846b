// Who lists a directory at the same time shares a listing, and never one that began before he asked.
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { listShared } from '../../../src/file/system/shared-listings.ts';

/** A directory whose listings are answered when the test says so, with the names of the moment at which they began. */
function slowDirectory() {
  const names: string[] = [];
  const answers: (() => void)[] = [];
  let error: Error | undefined;
  return {
    names,
    answers,
    fail: (with_: Error | undefined) => {
      error = with_;
    },
    fs: {
      readdir: (_directory: string, done: (error: Error | null, names: string[]) => void) => {
        const found = [...names];
        answers.push(() => done(error ?? null, found));
      },
    },
  };
}

test('a thousand who ask meanwhile cost one more listing, which begins after they have asked', async () => {
  const { fs, names, answers } = slowDirectory();
  names.push('a');
  const first = listShared(fs, '/logs');
  names.push('b');
  const others = Array.from({ length: 1000 }, () => listShared(fs, '/logs'));
  const elsewhere = listShared(fs, '/others');
  answers.splice(0).forEach((answer) => void answer());
  expect(await first).toEqual(['a']);
  expect(await elsewhere).toEqual(['a', 'b']);
  await turn();
  expect(answers).toHaveLength(1);
  names.push('c');
  const last = listShared(fs, '/logs');
  answers.shift()?.();
  for (const listing of await Promise.all(others)) expect(listing).toEqual(['a', 'b']);
  await turn();
  answers.shift()?.();
  expect(await last).toEqual(['a', 'b', 'c']);
  expect(answers).toEqual([]);
});

test('a failure is that of those who asked for this listing', async () => {
  const { fs, answers, fail } = slowDirectory();
  fail(new Error('EIO'));
  const first = listShared(fs, '/logs');
  const second = listShared(fs, '/logs');
  answers.shift()?.();
  await expect(first).rejects.toThrow('EIO');
  fail(undefined);
  await turn();
  answers.shift()?.();
  expect(await second).toEqual([]);
});
