// What a function of the redaction logs that is stopped, because it takes too long: it goes the whole way afterwards, or is counted.
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { contextualize, createRedactor } from '../../src/index.ts';
import { keepBusy, takeTooLong } from '../support/processor-time.ts';
import { ADDRESS } from './callback-places.ts';
import { setUp } from './provider.ts';

const INFO = 9;

/** Each once: on a machine that is too busy, a function is called once more. */
function once(values: readonly unknown[]): unknown[] {
  return [...new Set(values.map((value) => JSON.stringify(value)))].map((text) => JSON.parse(text) as unknown);
}

test('filters are asked about it, however long they take, and are asked about all that comes later', () => {
  const asked: unknown[] = [];
  const { logger, processor } = setUp({
    filter: ({ body }) => {
      asked.push(body);
      if (body === 'of the mask') keepBusy(70);
      return body === 'wanted';
    },
    redaction: {
      mask: () => {
        logger.emit({ severityNumber: INFO, body: 'of the mask' });
        return '[MASKED]';
      },
    },
    sinks: [() => undefined],
  });
  logger.emit({ severityNumber: INFO, body: 'wanted', attributes: { to: ADDRESS } });
  logger.emit({ severityNumber: INFO, body: 'last' });
  expect(once(asked)).toEqual(['wanted', 'of the mask', 'last']);
  expect(processor.stats().records).toEqual({
    received: asked.length,
    passed: 1,
    dropped: { filter: asked.length - 1 },
  });
});

test('processors after LakeTrace have it at once, clean, and sinks with the fields of its context', () => {
  const bodies: unknown[] = [];
  const { logger, seenAfter } = setUp({
    redaction: {
      mask: (value) => {
        contextualize({ job: 'a' }, () => logger.emit({ severityNumber: INFO, body: `masked ${value}` }));
        return '[MASKED]';
      },
    },
    sinks: [({ body, attributes }) => void bodies.push([body, attributes])],
  });
  logger.emit({ severityNumber: INFO, body: `to ${ADDRESS}` });
  const ofMask = ['masked [EMAIL]', { job: 'a' }];
  expect(once(bodies)).toEqual([ofMask, ['to [MASKED]', {}]]);
  expect(once(seenAfter().map(({ body, attributes }) => [body, attributes]))).toEqual([ofMask, ['to [MASKED]', {}]]);
});

test('a record that was not even copied is counted as stopped', () => {
  const record = {
    body: 'of the mask',
    get attributes() {
      takeTooLong();
      return {};
    },
  };
  const { logger, processor } = setUp({
    redaction: {
      mask: () => {
        processor.onEmit(record as never);
        return '[MASKED]';
      },
    },
    sinks: [() => undefined],
  });
  logger.emit({ severityNumber: INFO, body: `to ${ADDRESS}` });
  const { received, passed, dropped } = processor.stats().records;
  expect(received).toBeGreaterThanOrEqual(2);
  expect([passed, dropped]).toEqual([1, { stopped: received - 1 }]);
});

test.each([
  ['mask', (code: () => undefined) => ({ mask: () => code() ?? '[INNER]' }), ADDRESS, '[INNER]'],
  [
    'validate',
    (code: () => undefined) => ({
      patterns: [{ name: 'ORDER', pattern: /order-\d+/, validate: () => code() ?? false }],
    }),
    'order-1',
    'order-1',
  ],
] as const)(
  'another redactor that was stopped in the middle of its %s calls it again',
  (_, optionsWith, text, answer) => {
    const onError = () => undefined;
    // Where the machine is too busy for both limits, the inner one may be first: then it rests.
    for (let tries = 0; tries < 20; tries++) {
      let takesLong = true;
      const inner = createRedactor({ ...optionsWith(() => (takesLong ? takeTooLong() : undefined)), onError });
      const mask = () => {
        keepBusy(20);
        return inner.redactText(text);
      };
      if (createRedactor({ mask, onError }).redactText(ADDRESS) !== '[EMAIL]') continue;
      takesLong = false;
      if (inner.redactText(text) === answer) return;
    }
    expect.unreachable('it is never called again');
  },
);

test('what was closed or flushed within one is whole', async () => {
  const exported: unknown[] = [];
  const { logger, processor } = setUp({
    redaction: {
      mask: () => {
        logger.emit({ severityNumber: INFO, body: 'before' });
        void processor.shutdown();
        processor.onEmit({ body: 'after', attributes: {} } as never);
        return '[MASKED]';
      },
    },
    sinks: [({ body }) => void exported.push(body)],
  });
  logger.emit({ severityNumber: INFO, body: `to ${ADDRESS}` });
  await sleep(1);
  expect(exported.slice(-1)).toEqual(['to [MASKED]']);
  expect(exported[0]).toBe('before');
  const { received, passed, dropped } = processor.stats().records;
  expect([passed, dropped]).toEqual([exported.length, { shutdown: received - passed }]);
});
