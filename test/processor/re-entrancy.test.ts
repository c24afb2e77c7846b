// The application's code logs, by the processor that calls it, at each of its calls: every record is written once, and there is an end.
import { setTimeout as sleep } from 'node:timers/promises';
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import { expect, test } from 'vitest';
import type { FlushOption } from '../../src/file/options/flush-policy.ts';
import { verifyIntegrity } from '../../src/integrity/verify/verify-integrity.ts';
import { bodiesInDirectory, linesInDirectory, namesIn } from '../support/log-directory.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { type Code, places, tellDiagTo } from './callback-places.ts';
import { NOWHERE, ProcessorIn, setUp } from './provider.ts';

const RECORDS = 24;
/** More than any place may bring about that comes to an end. */
const ENDLESS = 500;
const [INFO, ERROR] = [9, 17];

const FLUSHES: readonly (readonly [string, FlushOption])[] = [
  ['record', 'record'],
  ['turn', 'turn'],
  ['interval', { interval: 3 }],
  ['severity', { interval: 1000, severity: 'ERROR' }],
];

interface Mode {
  readonly flush: FlushOption;
  readonly enqueue: boolean;
  readonly integrity: boolean;
}

const MODES: readonly (readonly [string, Mode])[] = FLUSHES.flatMap(([name, flush]) =>
  [false, true].flatMap((enqueue) =>
    [false, true].map((integrity): [string, Mode] => [
      `${name}${enqueue ? ', enqueue' : ''}${integrity ? ', integrity' : ''}`,
      { flush, enqueue, integrity },
    ]),
  ),
);

// An exporter that logs after its export has returned, at each of them, feeds itself as it would by any logger: by that time it
// cannot be distinguished from the rest of the application.
const NAMES = [...places((answer) => answer).keys()].filter((name) => !name.endsWith('late answer'));

/** What happens in the files differs by all modes; what happens before, by few. */
const CASES = MODES.flatMap(([mode, options], index) =>
  NAMES.filter((name) => name.startsWith('file') || index % 5 === 0).map((name): [string, string, Mode] => [
    mode,
    name,
    options,
  ]),
);

/** What a text line says, without what the chain adds; nothing for a line that is all the chain's. */
function bodyOf(line: string): string | undefined {
  return /^(?:record|of the code) \d+/.exec(line)?.[0];
}

test.each(CASES)('%s: %s', async (_, name, { flush, enqueue, integrity }) => {
  const logged: string[] = [];
  let logger: ReturnType<LoggerProvider['getLogger']> | undefined;
  const log = (body: string, severityNumber: number): void => {
    if (logged.length >= ENDLESS) throw new Error('there is no end');
    logged.push(body);
    logger?.emit({ severityNumber, body });
  };
  const code: Code = (answer) => {
    log(`of the code ${logged.length}`, ERROR);
    return answer;
  };
  const place = places(code).get(name);
  if (name === 'the diag logger') tellDiagTo(code);
  const directory = temporaryDirectory();
  const file = { directory, name: 'app', flush, enqueue, ...(integrity && { integrity: {} }), ...place?.file };
  const processor = new ProcessorIn({ onError: () => undefined, ...place?.processor, file }, NOWHERE);
  const provider = new LoggerProvider({ processors: [processor] });
  logger = provider.getLogger('test');
  for (let i = 0; i < RECORDS; i++) {
    const body = `record ${i}`;
    logged.push(body);
    logger.emit({ severityNumber: i % 5 === 0 ? ERROR : INFO, body, attributes: { ...place?.attributes } as never });
    if (i % 8 === 7) await sleep(1);
  }
  await provider.forceFlush();
  await provider.shutdown();

  const isText = place?.file?.format !== undefined;
  const written = isText
    ? (await linesInDirectory(directory)).map(bodyOf).filter((line) => line !== undefined)
    : await bodiesInDirectory(directory);
  const { file: stats, records } = processor.stats();
  expect(logged.length).toBeLessThan(ENDLESS);
  expect(logged.length - records.received).toBeLessThanOrEqual(3);
  // Nothing is there twice, and what is not there was said to be dropped: what a format logs of its own records.
  expect(written.toSorted()).toEqual([...new Set(written)].toSorted());
  const dropped = Object.values(stats?.records.dropped ?? {}).reduce((sum, count) => sum + count, 0);
  const refused = records.dropped['shutdown'] ?? 0;
  expect(written.length + dropped + refused, JSON.stringify(records.dropped)).toBe(records.received);
  expect(written.filter((body) => body.startsWith('record'))).toEqual(
    Array.from({ length: RECORDS }, (__, i) => `record ${i}`),
  );
  if (name !== 'file.format') expect(dropped).toBe(0);
  if (integrity && !isText) {
    const files = namesIn(directory).filter((found) => found.endsWith('.jsonl'));
    const report = await verifyIntegrity(files.map((found) => `${directory}/${found}`));
    expect(report.problems).toEqual([]);
  }
});

test('a sink does not get what it logs itself, which is counted and reported', async () => {
  const reported: string[] = [];
  const { logger, processor, provider } = setUp({
    sinks: [
      {
        name: 'talkative',
        sink: () => logger.emit({ body: 'of the sink' }),
      },
    ],
    onError: (error) => reported.push(error.message),
  });
  for (let n = 0; n < 5; n++) logger.emit({ body: n });
  await provider.shutdown();
  expect(Object.values(processor.stats().sinks)).toMatchObject([{ name: 'talkative', records: 5, failed: 5 }]);
  expect(reported).toEqual([expect.stringMatching(/refused that the sink itself logged/)]);
});
