// The stream finds the same as the redactor, however its input is cut.
import { Readable } from 'node:stream';
import { text as textOf } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { createRedactor, type RedactStreamOptions, redactStream } from '../../src/redaction/index.ts';
import { filled, MIXED, pemBlock } from './secrets.ts';

function through(chunks: readonly (string | Uint8Array)[], options?: RedactStreamOptions): Promise<string> {
  return textOf(Readable.from(chunks).pipe(redactStream(options)));
}

const key = pemBlock('RSA PRIVATE KEY', 2);
const text = `mü ann@example.com 4111\u20131111\u20131111\u20131111 😀\npassword=hunter2\r\n${key}\nend 用户@例子.中国`;
const masked = 'mü [EMAIL] [CREDIT_CARD] 😀\npassword=[CREDENTIAL]\r\n[PRIVATE_KEY]\nend [EMAIL]';

describe('redactStream', () => {
  test('masks bytes split at every place', async () => {
    const bytes = Buffer.from(text);
    for (let cut = 0; cut <= bytes.length; cut++) {
      expect(await through([bytes.subarray(0, cut), bytes.subarray(cut)])).toBe(masked);
    }
  });

  test('masks byte by byte', async () => {
    expect(await through([...Buffer.from(text)].map((byte) => Uint8Array.of(byte)))).toBe(masked);
  });

  test('strings cut in the middle of a character, of any encoding, after bytes of a part of one', async () => {
    expect(await through([...text.split('')])).toBe(masked);
    expect(await through(['a \ud83d'])).toBe('a \ufffd');
    const stream = redactStream();
    stream.write(Buffer.from('ann@').toString('base64'), 'base64');
    stream.write(Buffer.from('example.com ä').subarray(0, 13));
    stream.end('x');
    expect(await textOf(stream)).toBe('[EMAIL] \ufffdx');
  });

  test('no piece of an overlong line ends within a character', async () => {
    for (const before of ['', 'x']) {
      const line = `${before}${'😀'.repeat(50_000)}`;
      expect(await through([line, line], { maxLineLength: 16_384 })).toBe(line + line);
    }
  });

  // A look into the line at each byte takes four minutes for this.
  test('a long line that comes byte by byte takes its time, not the square of it', async () => {
    const stream = redactStream();
    const written = textOf(stream);
    const byte = Buffer.from('x');
    for (let i = 0; i < 600_000; i++) stream.write(byte);
    stream.end(' ann@example.com');
    expect(await written).toBe(`${'x'.repeat(600_000)} [EMAIL]`);
  });

  test('takes strings, an empty input and lines without an end', async () => {
    expect(await through([text])).toBe(masked);
    expect(await through([])).toBe('');
    expect(await through(['a\n', '\n', 'b'])).toBe('a\n\nb');
  });

  test('writes complete lines at once', async () => {
    const stream = redactStream();
    stream.write('ann@example.com\nbob@exam');
    const [first] = await stream.take(1).toArray();
    expect(String(first)).toBe('[EMAIL]\n');
  });

  test('a private key without an end does not hold the rest back', async () => {
    const lines = Array.from({ length: 3000 }, (_, n) => `line ${n} of a log with ordinary words in it\n`).join('');
    const out = await through([`${pemBlock('PRIVATE KEY').slice(0, 150)}\n`, lines]);
    expect(out.startsWith('[PRIVATE_KEY]\nline 0 of')).toBe(true);
    expect(out.endsWith(lines.slice(-1000))).toBe(true);
  });

  test('an overlong line is masked in pieces, and a secret on a cut is found', async () => {
    const word = 'some words ';
    for (const offset of [0, 3, 5, 8, 11, 14, 17, 20]) {
      const line = `${word.repeat(1400)}${'y'.repeat(offset)} ann@example.com password=hunter2 `.repeat(8);
      const out = await through(
        Array.from({ length: Math.ceil(line.length / 777) }, (_, n) => line.slice(n * 777, n * 777 + 777)),
        { maxLineLength: 16_384 },
      );
      expect(out).toBe(createRedactor().redactText(line));
    }
  });

  test('a secret longer than a line may be is swallowed whole', async () => {
    const secret = filled(MIXED, 200_000);
    const line = `a password=${secret} after ann@example.com`;
    const chunks = Array.from({ length: 21 }, (_, n) => line.slice(n * 10_000, (n + 1) * 10_000));
    expect(await through(chunks, { maxLineLength: 16_384 })).toBe('a password=[CREDENTIAL] after [EMAIL]');
  });

  test('shares a redactor, and so its counts', async () => {
    const redactor = createRedactor({ mask: 'stars' });
    expect(await through(['ann@example.com\n'], { redactor })).toBe('********\n');
    expect(redactor.counts).toEqual({ EMAIL: 1 });
  });

  test('refuses a bad limit', () => {
    expect(() => redactStream({ maxLineLength: 10 })).toThrow(
      'maxLineLength: 10 is not accepted; accepted is a whole number from 16384 to 16777216',
    );
    expect(() => redactStream({ redactor: 5 as never })).toThrow(
      'redactor: 5 is not accepted; accepted is what createRedactor',
    );
    expect(() => redactStream(null as never)).toThrow(
      'options: null is not accepted; accepted is an object of options',
    );
    expect(() => redactStream({ entities: 'x' as 'all' })).toThrow(/^entities: /);
  });
});
