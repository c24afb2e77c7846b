// What was looked at is what is written: objects that answer differently when asked again, or keep something to themselves.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { inspect } from 'node:util';
import { runInNewContext } from 'node:vm';
import { InMemoryLogRecordExporter, LoggerProvider, type ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { describe, expect, test } from 'vitest';
import { createRedactor, LakeTraceLogRecordProcessor } from '../../../src/index.ts';
import { SOON } from '../../support/patience.ts';
import { processorTime } from '../../support/processor-time.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const EMAIL = ['jane.doe', 'example.com'].join('@');
const CARD = Number(['4111', '1111', '1111', '1111'].join(''));

/** Gives the first answer once, and the email ever after; and the other way round. */
function alternating<T>(make: (answer: () => string) => T): { readonly cleanFirst: T; readonly dirtyFirst: T } {
  const answers = (first: string, then: string) => {
    let isAsked = false;
    return () => {
      const answer = isAsked ? then : first;
      isAsked = true;
      return answer;
    };
  };
  return { cleanFirst: make(answers('plain', EMAIL)), dirtyFirst: make(answers(EMAIL, EMAIL)) };
}

function getter(answer: () => string): object {
  return Object.defineProperty({}, 'mail', { get: answer, enumerable: true });
}

class Account {
  readonly #mail = EMAIL;
  readonly id = 7;
  toString(): string {
    return this.#mail;
  }
}

class FailedLogin extends Error {
  override get message(): string {
    return `no entry for ${EMAIL}`;
  }
}

const twoFaced: Record<string, { readonly cleanFirst: unknown; readonly dirtyFirst: unknown }> = {
  toJSON: alternating((answer) => ({ toJSON: answer })),
  'toJSON within toJSON': alternating((answer) => ({ toJSON: () => ({ toJSON: answer }) })),
  'a getter': alternating(getter),
  'a getter of an element': alternating((answer) => Object.defineProperty(['a'], 0, { get: answer, enumerable: true })),
  'a proxy': alternating(
    (answer) => new Proxy({ mail: 'x' }, { get: (_, key) => (key === 'mail' ? answer() : undefined) }),
  ),
  'a proxy whose names change': alternating(
    (answer) =>
      new Proxy(
        {},
        {
          ownKeys: () => [answer()],
          getOwnPropertyDescriptor: () => ({ value: 1, enumerable: true, configurable: true }),
        },
      ),
  ),
  'a Map key that is an object': alternating((answer) => new Map([[{ toString: answer }, 1]])),
  'a boxed string': alternating((answer) => Object.assign(Object('x'), { valueOf: answer })),
  'a date': alternating((answer) => Object.assign(new Date(0), { toJSON: answer })),
  'a regular expression': alternating((answer) => Object.assign(/x/, { toString: answer })),
  'an error with a getter': alternating((answer) => Object.defineProperty(new Error('x'), 'message', { get: answer })),
};

const hiding: Record<string, unknown> = {
  'private fields shown by toString': new Account(),
  'a method of its own': { toString: () => EMAIL, valueOf: () => EMAIL, [Symbol.toPrimitive]: () => EMAIL },
  'what it tells inspect': { [inspect.custom]: () => EMAIL },
  'a field under a symbol': { [Symbol('mail')]: EMAIL },
  'a symbol': { key: Symbol(EMAIL), list: [Symbol(EMAIL)] },
  'a name of a function': { call: Object.defineProperty(() => 0, 'name', { value: EMAIL }) },
  'a field of a function': { call: Object.assign(() => 0, { mail: EMAIL }) },
  'a field of an array': Object.assign(['a'], { mail: EMAIL }),
  'an array with an iterator of its own': Object.assign([EMAIL], { [Symbol.iterator]: () => [][Symbol.iterator]() }),
  'a Map with an iterator of its own': Object.assign(new Map([[EMAIL, EMAIL]]), {
    [Symbol.iterator]: () => [][Symbol.iterator](),
    entries: () => [][Symbol.iterator](),
  }),
  'a Set with an iterator of its own': Object.assign(new Set([EMAIL]), {
    [Symbol.iterator]: () => [][Symbol.iterator](),
  }),
  'a field of a Map': Object.assign(new Map(), { mail: EMAIL }),
  'an error whose class gives the message': new FailedLogin(),
  'a DOMException': new DOMException(`not ${EMAIL}`),
  'an error of another realm': runInNewContext('new Error(mail)', { mail: EMAIL }),
  'a Map of another realm': runInNewContext('new Map([[mail, mail]])', { mail: EMAIL }),
  'a Set of another realm': runInNewContext('new Set([mail])', { mail: EMAIL }),
  'bytes of another realm': runInNewContext('Uint8Array.from(bytes)', { bytes: [...Buffer.from(EMAIL)] }),
  'a date with toJSON': Object.assign(new Date(0), { toJSON: () => EMAIL }),
  'a card in an array of doubles': Float64Array.of(1, CARD),
  'a card in an array of bigints': BigInt64Array.of(BigInt(CARD)),
  'a card as a Map key': new Map([[CARD, 1]]),
  'a key named __proto__': JSON.parse(`{"__proto__": {"mail": "${EMAIL}"}}`),
  'a sparse array': Object.assign([], { 3: EMAIL }),
  'bytes with toJSON': Object.assign(Buffer.from('x'), { toJSON: () => EMAIL }),
};

/** Everything that the ways out make of a value, also of one that is written long after it was emitted. */
async function shownOf(value: unknown): Promise<string> {
  const directory = temporaryDirectory();
  const stream = new PassThrough();
  const batch = new InMemoryLogRecordExporter();
  const later = new InMemoryLogRecordExporter();
  const asText = ({ body }: ReadableLogRecord) => `${typeof body === 'object' ? JSON.stringify(body) : body}`;
  const processor = new LakeTraceLogRecordProcessor({
    file: { directory, name: 'app' },
    console: { stream },
    sinks: [later, { sink: stream, format: asText }, { sink: stream, format: ({ body }) => String(body) }],
    batch: { exporter: batch },
    onError: (error) => stream.write(inspect(error)),
  });
  const provider = new LoggerProvider({ processors: [processor] });
  const logger = provider.getLogger('test');
  logger.emit({ body: value as string, attributes: { nested: { list: [value] } } as never, severityNumber: 9 });
  await provider.forceFlush();
  const records = [...batch.getFinishedLogRecords(), ...later.getFinishedLogRecords()];
  expect(records).toHaveLength(2);
  const file = readFileSync(join(directory, 'app.jsonl'), 'utf8');
  const bytes = [...file.matchAll(/"bytesValue":"([^"]*)"/g)].map(([, base64 = '']) => Buffer.from(base64, 'base64'));
  const shown = [file, ...bytes.map(String), String(stream.read())];
  for (const { body, attributes } of records) {
    shown.push(inspect([body, attributes], { depth: 20 }), JSON.stringify([body, attributes]) ?? '');
  }
  await provider.shutdown();
  return shown.join('\n');
}

function expectNothingOf(shown: string): void {
  expect(shown).not.toContain(EMAIL);
  expect(shown).not.toContain(String(CARD));
}

describe('objects with two faces', () => {
  test.each(Object.entries(twoFaced))('%s', async (_, { cleanFirst, dirtyFirst }) => {
    expectNothingOf(await shownOf(cleanFirst));
    expectNothingOf(await shownOf(dirtyFirst));
  });
});

describe('objects that hide something', () => {
  test.each(Object.entries(hiding))('%s', async (_, value) => {
    expectNothingOf(await shownOf(value));
  });
});

test('what the application does to its object later does not reach a batch that waits', async () => {
  const batch = new InMemoryLogRecordExporter();
  const processor = new LakeTraceLogRecordProcessor({ file: false, batch: { exporter: batch } });
  const provider = new LoggerProvider({ processors: [processor] });
  const state = { step: 'load', bytes: Buffer.from('rows'), tags: new Map([['a', 'b']]), list: ['x'] };
  provider.getLogger('test').emit({ body: state as never, attributes: { list: state.list }, severityNumber: 9 });
  state.step = EMAIL;
  state.bytes.write(EMAIL.slice(0, 4));
  state.tags.set('a', EMAIL);
  state.list.push(EMAIL);
  await provider.forceFlush();
  const then = { step: 'load', bytes: Buffer.from('rows'), tags: new Map([['a', 'b']]), list: ['x'] };
  const [record] = batch.getFinishedLogRecords();
  expect(record?.body).toEqual(then);
  expect(record?.attributes).toEqual({ list: ['x'] });
  await provider.shutdown();
});

describe('redactValue', () => {
  test.each(
    Object.entries({ ...hiding, ...Object.fromEntries(Object.entries(twoFaced).map(([k, v]) => [k, v.dirtyFirst])) }),
  )('%s is handed on as data', (_, value) => {
    const redacted: unknown = createRedactor().redactValue(value);
    expectNothingOf(inspect(redacted, { depth: 20 }));
  });

  test('an error whose class answers only its own errors can be read', () => {
    const redacted: unknown = createRedactor().redactValue(new DOMException(`not ${EMAIL}`));
    expect(redacted).toBeInstanceOf(DOMException);
    expect(String(redacted)).toBe('Error: not [EMAIL]');
  });

  test('of two names of one list each is looked at', () => {
    const list = ['hunter2'];
    expect(createRedactor().redactValue({ note: list, password: list })).toEqual({
      note: ['hunter2'],
      password: ['[CREDENTIAL]'],
    });
  });

  test('keys of a Map and names that masking makes equal stay two, in little time however many', () => {
    const mails = Array.from({ length: 100_000 }, (_, i) => [`u${i}@example.com`, i] as const);
    const took = processorTime(() => {
      expect(Object.keys(createRedactor().redactValue(Object.fromEntries(mails)))).toHaveLength(100_000);
      expect(createRedactor().redactValue(new Map(mails)).size).toBe(100_000);
    });
    // To look for a free name from the first on, for each, takes minutes.
    expect(took).toBeLessThan(SOON);
  });

  test('a proxy that makes up values without end comes to one', () => {
    const endless: object = new Proxy([], {
      get: (_, key) => (key === 'length' ? 100 : typeof key === 'string' ? endless : undefined),
    });
    const growing = (): object =>
      new Proxy([], { get: (_, key) => (key === 'length' ? 100 : typeof key === 'string' ? growing() : undefined) });
    const redactor = createRedactor({ maxDepth: 100 });
    redactor.redactValue(endless);
    redactor.redactValue(growing());
    expect(redactor.counts['TRUNCATED']).toBeGreaterThan(0);
  });
});

test('attributes that cannot be written to leave as a clean copy', () => {
  const redactor = createRedactor();
  const fixed = Object.defineProperty({}, 'mail', { value: EMAIL, enumerable: true });
  const record = { attributes: fixed as Record<string, unknown> };
  redactor.redactRecord(record);
  expect(record.attributes).toEqual({ mail: '[EMAIL]' });
  const trap = new Proxy(
    {},
    {
      ownKeys: () => {
        throw new Error('trap');
      },
    },
  );
  const hostile = { attributes: trap as Record<string, unknown> };
  redactor.redactRecord(hostile);
  expect(hostile.attributes).toEqual({ '[REDACTION_FAILED]': true });
});

test('a severity text and an event name of any type', () => {
  const record = { severityText: `to ${EMAIL}`, eventName: CARD as unknown as string, attributes: {} };
  createRedactor().redactRecord(record);
  expect(record).toEqual({ severityText: 'to [EMAIL]', eventName: '[CREDIT_CARD]', attributes: {} });
});
