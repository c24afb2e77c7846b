// Functions as sinks: what they throw, and what their promises become.
import { setTimeout as sleep } from 'node:timers/promises';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { describe, expect, test } from 'vitest';
import { setUp } from '../provider.ts';

const bodyLine = ({ body }: ReadableLogRecord) => String(body);

describe('functions', () => {
  test('one that throws on each record stops nobody; onError is called once', async () => {
    const seen: unknown[] = [];
    const { logger, processor, reports } = setUp({
      sinks: [
        {
          sink: () => {
            throw new Error('bad sink');
          },
          name: 'bad',
        },
        ({ body }: ReadableLogRecord) => seen.push(body),
      ],
    });
    for (let i = 0; i < 1000; i++) logger.emit({ body: i });
    await processor.forceFlush();
    expect(seen).toHaveLength(1000);
    expect(reports).toEqual([{ message: 'bad sink', source: 'sink', target: 'bad' }]);
    expect(processor.stats().errors).toEqual({ sink: 1000 });
    expect([...processor.sinks().values()].map(({ failed }) => failed)).toEqual([1000, 0]);
  });

  test('an asynchronous one is waited for, and its rejection contained', async () => {
    let written = 0;
    const { logger, processor, reports } = setUp({
      sinks: [
        async ({ body }: ReadableLogRecord) => {
          await sleep(20);
          if (body === 'bad') throw new Error('rejected');
          written++;
        },
      ],
    });
    logger.emit({ body: 'one' });
    logger.emit({ body: 'bad' });
    logger.emit({ body: 'two' });
    await processor.forceFlush();
    expect(written).toBe(2);
    expect(reports.map(({ message }) => message)).toEqual(['rejected']);
    expect([...processor.sinks().values()][0]).toMatchObject({ records: 3, failed: 1 });
  });

  test('one with a format gets the line as well', () => {
    const lines: unknown[] = [];
    const { logger } = setUp({ sinks: [{ sink: (_, line) => lines.push(line), format: bodyLine }] });
    logger.emit({ body: 'one\ntwo' });
    expect(lines).toEqual(['one\\ntwo\n']);
  });

  test('one that logs does not get its own records, the others do', () => {
    const first: unknown[] = [];
    const second: unknown[] = [];
    const { logger, processor } = setUp({
      sinks: [
        ({ body }: ReadableLogRecord) => {
          first.push(body);
          logger.emit({ body: `seen ${body}` });
        },
        ({ body }: ReadableLogRecord) => second.push(body),
      ],
    });
    logger.emit({ body: 'one' });
    expect(first).toEqual(['one']);
    expect(second).toEqual(['seen one', 'one']);
    expect([...processor.sinks().values()].map(({ failed }) => failed)).toEqual([1, 0]);
  });
});
