// What the encoder opens, the redactor has opened before: nothing reaches a file by an object that keeps its content to itself.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import { expect, test } from 'vitest';
import { LakeTraceLogRecordProcessor } from '../../../src/index.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const EMAIL = ['jane.doe', 'example.com'].join('@');

class Private {
  readonly #text: string;
  readonly shown: string;
  constructor(text: string, shown = 'plain') {
    this.#text = text;
    this.shown = shown;
  }
  toJSON(): object {
    return { text: this.#text, shown: this.shown };
  }
}

class RequestError extends Error {
  toJSON(): object {
    return { message: this.message, config: { headers: { 'reply-to': EMAIL } } };
  }
}

const BYTES = Buffer.from(EMAIL);
const COPY = Uint8Array.from(BYTES);

test.each<[string, unknown]>([
  ['toJSON over private fields', new Private(EMAIL)],
  ['toJSON, with a field that would be copied', new Private('plain', EMAIL)],
  ['toJSON that gives a text', { toJSON: () => `to ${EMAIL}` }],
  ['toJSON of toJSON', { toJSON: () => new Private(EMAIL) }],
  ['an error with toJSON', new RequestError('failed')],
  ['an error', new Error(EMAIL, { cause: new Error(EMAIL) })],
  ['a URL', new URL(`https://x.example/?to=${EMAIL}`)],
  ['search parameters in a list', [new URL(`https://x.example/?to=${encodeURIComponent(EMAIL)}`)]],
  ['a boxed string', Object(EMAIL)],
  ['a regular expression', new RegExp(EMAIL)],
  ['a Map', new Map([[EMAIL, EMAIL]])],
  ['a Set', new Set([EMAIL])],
  ['bytes', COPY],
  ['a Buffer', BYTES],
  ['an ArrayBuffer', COPY.buffer],
  ['a DataView', new DataView(COPY.buffer)],
])('%s', async (_, value) => {
  const directory = temporaryDirectory();
  const processor = new LakeTraceLogRecordProcessor({ file: { directory, name: 'app' } });
  const provider = new LoggerProvider({ processors: [processor] });
  const logger = provider.getLogger('test');
  for (const body of [value, { nested: [value] }]) logger.emit({ body: body as string, severityNumber: 9 });
  await provider.shutdown();
  const text = readFileSync(join(directory, 'app.jsonl'), 'utf8');
  const bytes = [...text.matchAll(/"bytesValue":"([^"]*)"/g)].map(([, base64 = '']) => Buffer.from(base64, 'base64'));
  for (const shown of [text, decodeURIComponent(text), ...bytes.map(String)]) expect(shown).not.toContain(EMAIL);
  expect(`${text}${bytes.join(' ')}`).toContain('EMAIL');
});

test('a toJSON that throws costs its own value only', async () => {
  const directory = temporaryDirectory();
  const processor = new LakeTraceLogRecordProcessor({ file: { directory, name: 'app' } });
  const provider = new LoggerProvider({ processors: [processor] });
  const failing = {
    toJSON: () => {
      throw new Error('no');
    },
  };
  provider.getLogger('test').emit({ body: { failing, kept: 'kept' } as never, severityNumber: 9 });
  await provider.shutdown();
  expect(readFileSync(join(directory, 'app.jsonl'), 'utf8')).toContain('{"key":"kept","value":{"stringValue":"kept"}}');
});
