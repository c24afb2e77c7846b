// The queue before an exporter against a plain list, over many random adds, takes and releases.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RecordQueue } from '../../../src/processor/delivery/record-queue.ts';
import { HeldRecord } from '../../../src/processor/record/held-record.ts';
import { logRecord } from '../../support/log-records.ts';

const held = (length: number) => new HeldRecord(logRecord('x'.repeat(length)));
const sumOf = (records: readonly HeldRecord[]) => records.reduce((sum, { bytes }) => sum + bytes, 0);

test('keeps the order and both limits, whatever is asked of it', () => {
  const step = fc.oneof(
    fc.record({ add: fc.integer({ min: 0, max: 5000 }) }),
    fc.record({ take: fc.integer({ min: 1, max: 50 }), bytes: fc.integer({ min: 1, max: 20_000 }) }),
    fc.constant('release' as const),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 4000, minLength: 1 }), (steps) => {
      const limits = { records: 3000, bytes: 2_000_000 };
      const queue = new RecordQueue(limits);
      const waiting: HeldRecord[] = [];
      const out: HeldRecord[][] = [];
      for (const wish of steps) {
        if (wish === 'release') {
          const done = out.shift();
          if (done !== undefined) queue.release(done);
        } else if ('add' in wish) {
          const record = held(wish.add);
          const count = waiting.length + out.flat().length;
          const fits = count < limits.records && (count === 0 || queue.bytes + record.bytes <= limits.bytes);
          expect(queue.add(record)).toBe(fits);
          if (fits) waiting.push(record);
        } else {
          const taken = queue.take(wish.take, wish.bytes);
          expect(taken).toEqual(waiting.splice(0, taken.length));
          expect(taken.length <= 1 || sumOf(taken) <= wish.bytes).toBe(true);
          expect(taken.length > 0).toBe(waiting.length + taken.length > 0);
          out.push(taken);
        }
        expect(queue.length).toBe(waiting.length);
      }
      expect(queue.bytes).toBe(sumOf([...waiting, ...out.flat()]));
      expect(queue.takeAll()).toEqual(waiting);
    }),
    { numRuns: 20 },
  );
});

test('one record larger than all bytes is let in alone', () => {
  const queue = new RecordQueue({ records: 10, bytes: 1000 });
  expect(queue.add(held(5000))).toBe(true);
  expect(queue.add(held(1))).toBe(false);
  queue.release(queue.takeAll());
  expect(queue.add(held(1))).toBe(true);
});
