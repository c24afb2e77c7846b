// What would be masked in a stream, and where: the same places however the stream is cut, and no secret but on request.
import { expect, test } from 'vitest';
import { explainStream, type PlacedHit } from '../../src/redaction/explain-stream.ts';
import { createRedactor } from '../../src/redaction/redactor.ts';

const SECRET = ['Tr0ub4dor', '3xyzzy'].join('&');
const KEY = ['-----BEGIN RSA PRIV', 'ATE KEY-----\nMIIEpAIBAAKCAQEA7\n-----END RSA PRIV', 'ATE KEY-----'].join('');
const TEXT = `first\nuser ann@example.com with password=${SECRET} from bob@example.org\n\n${KEY}\nlast ann@example.com`;

async function hits(chunks: readonly (string | Uint8Array)[]): Promise<PlacedHit[]> {
  async function* stream() {
    yield* chunks;
  }
  const found: PlacedHit[] = [];
  for await (const hit of explainStream(stream(), createRedactor())) found.push(hit);
  return found;
}

test('each hit has its line and column', async () => {
  expect((await hits([TEXT])).map(({ entity, line, column, length }) => [entity, line, column, length])).toEqual([
    ['EMAIL', 2, 6, 15],
    ['CREDENTIAL', 2, 36, SECRET.length],
    ['EMAIL', 2, 58, 15],
    ['PRIVATE_KEY', 4, 1, KEY.length],
    ['EMAIL', 7, 6, 15],
  ]);
});

test('the places are the same however the stream is cut', async () => {
  const whole = await hits([TEXT]);
  expect(await hits(Array.from(Buffer.from(TEXT), (byte) => Uint8Array.of(byte)))).toEqual(whole);
  expect(await hits(TEXT.split(/(?<=\n)/))).toEqual(whole);
});

test('what is around a hit shows no other secret', async () => {
  for (const { before, after, value } of await hits([TEXT])) {
    for (const secret of [SECRET, 'ann@example.com', 'bob@example.org']) expect(before + after).not.toContain(secret);
    expect(value).not.toBe('');
  }
  const [, second] = await hits([TEXT]);
  expect(second).toMatchObject({ before: 'user [EMAIL] with password=', after: ' from [EMAIL]', value: SECRET });
});

test('a line may have thousands of hits', async () => {
  const text = 'ann@example.com '.repeat(20_000);
  expect(await hits([text])).toHaveLength(20_000);
});

test('a text beyond all bounds is looked at in parts, with the right places', async () => {
  const filler = 'word '.repeat(500_000);
  const found = await hits([filler, 'ann@example.com', '\n', 'ann@example.com']);
  expect(found.map(({ line, column }) => [line, column])).toEqual([
    [1, filler.length + 1],
    [2, 1],
  ]);
});
