import { describe, expect, test } from 'vitest';
import { Progress } from '../../src/lifecycle/progress.ts';

describe('who waits for a part of the work', () => {
  test('is called once it is done, in order, and not before it is said', () => {
    const progress = new Progress();
    const reached: string[] = [];
    progress.when(1, () => reached.push('first'));
    progress.when(3, () => reached.push('third'));
    progress.when(3, () => reached.push('third too'));
    progress.add(2);
    expect(reached).toEqual([]);
    progress.notify();
    expect(reached).toEqual(['first']);
    progress.add(5);
    progress.notify();
    progress.notify();
    expect(reached).toEqual(['first', 'third', 'third too']);
    expect(progress.isAwaited).toBe(false);
    expect(progress.count).toBe(7);
  });

  test('is not called any more once it has left', () => {
    const progress = new Progress();
    const reached: string[] = [];
    const leave = progress.when(1, () => reached.push('left'));
    progress.when(1, () => reached.push('stayed'));
    leave();
    progress.add(1);
    progress.notify();
    expect(reached).toEqual(['stayed']);
  });

  test('may begin to wait again, or leave, when called', () => {
    const progress = new Progress();
    const reached: string[] = [];
    progress.when(1, () => {
      reached.push('one');
      leave();
      progress.when(2, () => reached.push('two'));
    });
    const leave = progress.when(1, () => reached.push('left'));
    progress.add(1);
    progress.notify();
    progress.add(1);
    progress.notify();
    expect(reached).toEqual(['one', 'two']);
  });
});
