// What a function of the redaction logs that is stopped, because it takes too long: it goes the whole way afterwards, or is counted.
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { contextualize, createRedactor } from '../../src/index.ts';
import { keepBusy, takeTooLong } from '../support/processor-time.ts';
import { ADDRESS } from './callback-places.ts';
import { setUp } from './provider.ts';

const INFO = 9;

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
  expect(asked).toEqual(['wanted', 'of the mask', 'last']);
  expect(processor.stats().records).toEqual({ received: 3, passed: 1, dropped: { filter: 2 } });
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
  expect(bodies).toEqual([ofMask, ['to [MASKED]', {}]]);
  expect(seenAfter().map(({ body, attributes }) => [body, attributes])).toEqual([ofMask, ['to [MASKED]', {}]]);
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
  expect(processor.stats().records).toEqual({ received: 2, passed: 1, dropped: { stopped: 1 } });
});

test('another redactor whose function was stopped with it calls that again', () => {
  let takesLong = true;
  const inner = createRedactor({
    mask: () => {
      if (takesLong) takeTooLong();
      return '[INNER]';
    },
  });
  const validated = createRedactor({
    patterns: [
      {
        name: 'ORDER',
        pattern: /order-\d+/,
        validate: (match) => {
          if (takesLong) takeTooLong();
          return match !== 'order-2';
        },
      },
    ],
  });
  // Their time is over first.
  const within = (code: () => string) =>
    createRedactor({
      mask: () => {
        keepBusy(20);
        return code();
      },
      onError: () => undefined,
    });
  const outer = within(() => inner.redactText(ADDRESS));
  const other = within(() => validated.redactText('order-1'));
  expect([outer.redactText(ADDRESS), other.redactText(ADDRESS)]).toEqual(['[EMAIL]', '[EMAIL]']);
  takesLong = false;
  expect([inner.redactText(ADDRESS), validated.redactText('order-2')]).toEqual(['[INNER]', 'order-2']);
});

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
  expect(exported).toEqual(['before', 'to [MASKED]']);
  expect(processor.stats().records).toEqual({ received: 3, passed: 2, dropped: { shutdown: 1 } });
});
