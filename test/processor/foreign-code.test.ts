// The application's code throws, rejects and answers what it should not, in every place where it is called: the process lives, every
// record is written once, and the error is counted.
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bodiesInDirectory, linesInDirectory } from '../support/log-directory.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { turn } from '../support/turn.ts';
import { type Code, places, rejectedResource, tellDiagTo } from './callback-places.ts';
import { NOWHERE, ProcessorIn } from './provider.ts';

const RECORDS = 40;

const broken = () => new Error('broken');
const hostile = () =>
  new Proxy(() => undefined, {
    get: () => {
      throw broken();
    },
  });

/** Each is what the code does instead of answering as it should. */
const BEHAVIOURS: Readonly<Record<string, Code>> = {
  throws: () => {
    throw broken();
  },
  'throws what is no error': () => {
    const nothing: unknown = null;
    throw nothing;
  },
  rejects: () => Promise.reject(broken()) as never,
  'rejects later': async () => {
    await turn();
    throw broken();
  },
  'answers undefined': () => undefined as never,
  'answers null': () => null as never,
  'answers what cannot be read': () => hostile() as never,
} as Record<string, Code>;

/** Whose failures are counted nowhere: they are the ones that errors are reported to, or may answer what they like. */
const UNCOUNTED = /onError|diag|^console|: Writable$|[mM]eterProvider/;
/** What is counted for what is no error where a value of that kind may stand. */
const MUST_COUNT = /throws|rejects/;

let unhandled: unknown[] = [];
const note = (reason: unknown) => unhandled.push(reason);
beforeEach(() => {
  unhandled = [];
  process.on('unhandledRejection', note);
  process.on('uncaughtException', note);
});
afterEach(() => {
  process.off('unhandledRejection', note);
  process.off('uncaughtException', note);
});

// An exporter that neither answers nor gives a promise is waited for as long as one may take, which other tests do.
const SILENT = /^sinks\[\]: export$|like a Writable$/;
// What an exporter throws after its export has returned is thrown at nobody but itself.
const LATE = /late answer$/;

const CASES = Object.keys(BEHAVIOURS).flatMap((behaviour) =>
  [...places((answer) => answer).keys()]
    .filter((name) => !(behaviour.startsWith('answers') ? SILENT : LATE).test(name))
    .map((name): [string, string] => [name, behaviour]),
);

test.each(CASES)('%s: %s', async (name, behaviour) => {
  const code = BEHAVIOURS[behaviour] as Code;
  const place = places(code).get(name);
  if (name === 'the diag logger') tellDiagTo(code);
  const directory = temporaryDirectory();
  const file = { directory, name: 'app', flush: 'record' as const, ...place?.file };
  const processor = new ProcessorIn(
    { onError: () => undefined, ...place?.processor, shutdownTimeoutMillis: 300, file },
    NOWHERE,
  );
  const provider = new LoggerProvider({ processors: [processor] });
  const logger = provider.getLogger('test');
  const emitted = Array.from({ length: RECORDS }, (_, i) => `record ${i}`);
  for (const body of emitted) logger.emit({ body, severityNumber: 9, attributes: { ...place?.attributes } as never });
  await turn();
  // Exporters that fail are asked again for as long as there is time.
  await processor.forceFlush({ timeoutMillis: 50 }).catch(() => undefined);
  await provider.shutdown();
  await turn();

  expect(unhandled).toEqual([]);
  const isText = place?.file?.format !== undefined;
  const written = isText ? await linesInDirectory(directory) : await bodiesInDirectory(directory);
  const { errors, records, file: stats } = processor.stats();
  const total = Object.values(errors).reduce((sum, count) => sum + count, 0);
  const dropped =
    (records.dropped['filter'] ?? 0) + Object.values(records.dropped).reduce((sum, count) => sum + count, 0);
  if (name === 'file.format') expect([written, stats?.records.dropped.format]).toEqual([[], RECORDS]);
  else if (dropped === 0) expect(written).toEqual(emitted);
  else expect(behaviour).toMatch(/^answers/);
  if (MUST_COUNT.test(behaviour) && !UNCOUNTED.test(name)) expect(total).toBeGreaterThan(0);
});

test('an attribute of the resource is rejected', async () => {
  const directory = temporaryDirectory();
  const processor = new ProcessorIn({ file: { directory, name: 'app' } }, NOWHERE);
  const provider = new LoggerProvider({ resource: rejectedResource(), processors: [processor] });
  provider.getLogger('test').emit({ body: 'one', severityNumber: 9 });
  await provider.shutdown();
  expect(unhandled).toEqual([]);
  expect(await bodiesInDirectory(directory)).toEqual(['one']);
});
