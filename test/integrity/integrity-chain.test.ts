// The marks that a chain adds to lines: their exact text, their size, their digests, and how a chain continues.
import { createHash, createHmac } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { IntegrityChain, parseIntegrityOptions } from '../../src/integrity/integrity-chain.ts';
import { closeFile, textOf, writeLines } from '../support/chained-files.ts';

const OTLP = { name: 'otlp-json', extension: '.jsonl' } as const;
const FLAT = { name: 'flat-json', extension: '.jsonl' } as const;
const TEXT = { name: 'template', extension: '.log' } as const;
const KEY = ['a key', 'of the', 'tests'].join(' ');
const DIGEST = '[A-Za-z0-9_-]{43}';

describe('a marked line', () => {
  test('of JSON stays one JSON object, with the mark as its last key', () => {
    const chain = new IntegrityChain({}, { format: FLAT });
    const first = writeLines(chain, '{"message":"a"}\n', true);
    const second = writeLines(chain, '{"message":"b"}\n{"message":"c"}\n');
    const [a, b, c] = (first + second)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(Object.keys(a)).toEqual(['message', 'laketraceChain']);
    expect(a.laketraceChain).toEqual({
      start: true,
      id: expect.stringMatching(/^[A-Za-z0-9_-]{12}$/),
      seq: '000000000000001',
      prev: 'A'.repeat(43),
      hash: expect.stringMatching(`^${DIGEST}$`),
    });
    expect(b.laketraceChain).toEqual({
      id: a.laketraceChain.id,
      seq: '000000000000002',
      prev: a.laketraceChain.hash,
      hash: expect.stringMatching(`^${DIGEST}$`),
    });
    expect(c.message).toBe('c');
    expect(c.laketraceChain.prev).toBe(b.laketraceChain.hash);
  });

  test('of text has the mark after it', () => {
    const chain = new IntegrityChain({}, { format: TEXT });
    const line = writeLines(chain, '12:00 | INFO | done\n');
    expect(line).toMatch(
      new RegExp(
        `^12:00 \\| INFO \\| done \\| laketraceChain \\{"id":"[\\w-]{12}","seq":"000000000000001","prev":"A{43}","hash":"${DIGEST}"\\}\\n$`,
      ),
    );
  });

  test('of an empty object is still JSON', () => {
    const chain = new IntegrityChain({}, { format: FLAT });
    expect(Object.keys(JSON.parse(writeLines(chain, '{}\n')))).toEqual(['laketraceChain']);
  });

  test.each([
    ['SHA-256', undefined, '"hash":"', (covered: string) => createHash('sha256').update(covered).digest('base64url')],
    [
      'HMAC-SHA-256',
      KEY,
      '"hmac":"',
      (covered: string) => createHmac('sha256', KEY).update(covered).digest('base64url'),
    ],
  ])('has as digest the %s of all that stands before it', (_name, key, lead, digest) => {
    const chain = new IntegrityChain({ key }, { format: FLAT });
    const line = writeLines(chain, '{"message":"Größe 🚀"}\n', true);
    const covered = line.slice(0, line.indexOf(lead) + lead.length);
    expect(line.slice(covered.length)).toBe(`${digest(covered)}"}}\n`);
  });

  test('in latin1 has the digest of its latin1 bytes', () => {
    const chain = new IntegrityChain({}, { format: TEXT });
    const line = Buffer.from(chain.mark(Buffer.from('Größe\n', 'latin1'), true).bytes).toString('latin1');
    const covered = line.slice(0, line.indexOf('"hash":"') + 8);
    const digest = createHash('sha256').update(Buffer.from(covered, 'latin1')).digest('base64url');
    expect(line).toBe(`${covered}${digest}"}\n`);
    expect(covered).toMatch(/^Größe \| /);
  });
});

describe('the size', () => {
  test.each([
    ['JSON', FLAT, '{"message":"a"}\n{}\n{"message":"日本"}\n'],
    ['OTLP/JSON', OTLP, '{"resourceLogs":[{"scopeLogs":[]}]}\n'],
    ['text', TEXT, 'a\n\n{not json}\n{"json":"all the same"}\nnaïve\n'],
  ])('of every line of %s, and of a file, is known before', (_name, format, lines) => {
    for (const key of [undefined, KEY]) {
      const goingOn = { ...new IntegrityChain({}, { format }).state, seam: 'closed' } as const;
      const chain = new IntegrityChain({ key }, { format }, goingOn);
      const added = (marked: string) => Buffer.byteLength(marked) - Buffer.byteLength(lines);
      const count = lines.split('\n').length - 1;
      expect(added(writeLines(chain, lines, true) + closeFile(chain))).toBe(
        count * chain.bytesPerLine + chain.bytesPerFile,
      );
      expect(added(writeLines(chain, lines))).toBe(count * chain.bytesPerLine);
    }
  });
});

describe('the closing line', () => {
  test('of OTLP/JSON is a LogsData without resources', () => {
    const { resourceLogs, laketraceChain } = JSON.parse(textOf(new IntegrityChain({}, { format: OTLP }).end()));
    expect(resourceLogs).toEqual([]);
    expect(laketraceChain.end).toBe(true);
  });

  test('of other JSON has nothing but its mark', () => {
    const line = JSON.parse(textOf(new IntegrityChain({}, { format: FLAT }).end()));
    expect(Object.keys(line)).toEqual(['laketraceChain']);
    expect(line.laketraceChain.end).toBe(true);
  });

  test('of text says what it is', () => {
    expect(textOf(new IntegrityChain({}, { format: TEXT }).end())).toMatch(
      /^end of file \| laketraceChain \{"end":true,"id":"/,
    );
  });
});

describe('a chain', () => {
  test('continues only from what was written: lines whose write failed are marked again', () => {
    const chain = new IntegrityChain({}, { format: FLAT });
    const failed = chain.mark(Buffer.from('{"n":1}\n'), true);
    const other = chain.mark(Buffer.from('{"n":2}\n'), true);
    expect(JSON.parse(textOf(failed)).laketraceChain.seq).toBe('000000000000001');
    expect(JSON.parse(textOf(other)).laketraceChain.seq).toBe('000000000000001');
    chain.written(other);
    expect(JSON.parse(textOf(chain.end())).laketraceChain.prev).toBe(JSON.parse(textOf(other)).laketraceChain.hash);
    expect(JSON.parse(textOf(chain.end())).laketraceChain.seq).toBe('000000000000002');
  });

  test('that has passed lines by does not go back to them when they are written late, nor take them twice', () => {
    const chain = new IntegrityChain({}, { format: FLAT });
    const late = chain.mark(Buffer.from('{"n":1}\n'), true);
    const first = chain.mark(Buffer.from('{"n":2}\n'), true);
    chain.written(first);
    const second = chain.mark(Buffer.from('{"n":3}\n'), false);
    chain.written(second);
    for (const passed of [late, first, second]) {
      chain.written(passed);
      expect(chain.state).toEqual(second.after);
    }
  });

  test.each([FLAT, TEXT])('resumes from the last line of a file in $name', (format) => {
    const before = new IntegrityChain({ key: KEY }, { format });
    const file = writeLines(before, '{"n":1}\nplain\n', true);
    const after = new IntegrityChain({ key: KEY }, { format });
    expect(after.resume(Buffer.from(file.trimEnd().split('\n').at(-1) ?? ''))).toBe(true);
    expect(after.state).toEqual({ ...before.state, seam: 'cut' });
    expect(after.state.sequence).toBe(2);
  });

  test.each([
    ['closed', true, false],
    ['closed', true, true],
    ['killed', false, true],
    ['cut', false, false],
  ])('says once, in its first line, that it found the lines before %s', (seam, isClosed, hasDied) => {
    const before = new IntegrityChain({ key: KEY }, { format: FLAT });
    const lines = writeLines(before, '{"n":1}\n', true) + (isClosed ? closeFile(before) : '');
    const after = new IntegrityChain({ key: KEY }, { format: FLAT });
    expect(after.resume(Buffer.from(lines.trimEnd().split('\n').at(-1) ?? ''), hasDied)).toBe(true);
    // What was not written is marked again.
    after.mark(Buffer.from('{"n":2}\n'), false);
    const marks = (writeLines(after, '{"n":2}\n{"n":3}\n') + closeFile(after)).trimEnd().split('\n');
    expect(marks.map((line) => JSON.parse(line).laketraceChain.seam)).toEqual([seam, undefined, undefined]);
  });

  test('continues with the new key from a line of an earlier one', () => {
    const before = new IntegrityChain({ key: 'old' }, { format: FLAT });
    const line = Buffer.from(writeLines(before, '{"n":1}\n', true).trimEnd());
    expect(new IntegrityChain({ key: 'new' }, { format: FLAT }).resume(line)).toBe(false);
    const after = new IntegrityChain({ key: ['older', 'old', 'new'] }, { format: FLAT });
    expect(after.resume(line)).toBe(true);
    const next = writeLines(after, '{"n":2}\n');
    const covered = next.slice(0, next.indexOf('"hmac":"') + 8);
    expect(next).toContain(createHmac('sha256', 'new').update(covered).digest('base64url'));
  });

  test('resumes from the state of another', () => {
    const before = new IntegrityChain({}, { format: FLAT });
    writeLines(before, '{"n":1}\n', true);
    const after = new IntegrityChain({}, { format: FLAT }, before.state);
    expect(after.mark(Buffer.from('{"n":2}\n'), false)).toEqual(before.mark(Buffer.from('{"n":2}\n'), false));
  });

  test('that has lines resumes from the last of them only', () => {
    const chain = new IntegrityChain({}, { format: FLAT });
    const [first = '', second = ''] = writeLines(chain, '{"n":1}\n{"n":2}\n', true).split('\n');
    expect(chain.resume(Buffer.from(first))).toBe(false);
    expect(chain.resume(Buffer.from(second))).toBe(true);
    expect(chain.state.sequence).toBe(2);
  });

  test.each([
    ['nothing', ''],
    ['a line without a mark', '{"n":1}'],
    [
      'a line that was altered',
      writeLines(new IntegrityChain({}, { format: FLAT }), '{"n":1}\n')
        .trimEnd()
        .replace('1', '2'),
    ],
    [
      'a line of a chain with a key',
      writeLines(new IntegrityChain({ key: KEY }, { format: FLAT }), '{"n":1}\n').trimEnd(),
    ],
    [
      'a mark that does not end the line',
      `${writeLines(new IntegrityChain({}, { format: FLAT }), '{"n":1}\n').trimEnd()} `,
    ],
  ])('does not resume from %s', (_name, last) => {
    const chain = new IntegrityChain({}, { format: FLAT });
    const { state } = chain;
    expect(chain.resume(Buffer.from(last))).toBe(false);
    expect(chain.state).toEqual(state);
    expect(state).toMatchObject({ sequence: 0, digest: 'A'.repeat(43) });
  });

  test('begins anew when it is asked to', () => {
    const chain = new IntegrityChain({}, { format: FLAT });
    writeLines(chain, '{"n":1}\n', true);
    const { id } = chain.state;
    chain.restart();
    expect(chain.state).toEqual({ id: expect.not.stringMatching(id), sequence: 0, digest: 'A'.repeat(43) });
  });

  test('begins anew when the numbers are used up', () => {
    const nearlyFull = { id: 'abcdefghijkl', sequence: 999_999_999_999_998, digest: 'B'.repeat(43) };
    const chain = new IntegrityChain({}, { format: FLAT }, nearlyFull);
    const [last = '', next = ''] = writeLines(chain, '{"n":1}\n{"n":2}\n').trimEnd().split('\n');
    expect(JSON.parse(last).laketraceChain).toMatchObject({ id: 'abcdefghijkl', seq: '999999999999999' });
    expect(JSON.parse(next).laketraceChain).toMatchObject({
      id: expect.not.stringMatching('abcdefghijkl'),
      seq: '000000000000001',
    });
  });
});

describe('the key', () => {
  test.each([
    ['empty text', ''],
    ['no bytes', new Uint8Array(0)],
    ['a number', 7],
    ['null', null],
    ['an object', { secret: KEY }],
  ])('is refused when it is %s, without being shown', (_name, key) => {
    const create = () => new IntegrityChain({ key: key as never }, { format: FLAT });
    expect(create).toThrow(/integrity\.key/);
    expect(create).not.toThrow(KEY);
  });

  test('does not show when the chain is printed', () => {
    const chain = new IntegrityChain({ key: KEY }, { format: FLAT });
    expect(inspect(chain, { depth: null, showHidden: true })).not.toContain(KEY);
    expect(JSON.stringify(chain)).not.toContain(KEY);
  });

  test('as text, bytes and KeyObject is the same', async () => {
    const { createSecretKey } = await import('node:crypto');
    const state = { id: 'abcdefghijkl', sequence: 1, digest: 'B'.repeat(43) };
    const marked = [KEY, Buffer.from(KEY), createSecretKey(Buffer.from(KEY))].map((key) => {
      const chain = new IntegrityChain({ key }, { format: FLAT }, state);
      return writeLines(chain, '{"n":1}\n');
    });
    expect(new Set(marked).size).toBe(1);
  });
});

describe('the option', () => {
  test.each([
    [false, undefined],
    [true, {}],
    [{}, {}],
    [{ key: undefined }, {}],
  ])('%j', (value, expected) => {
    expect(parseIntegrityOptions(value, 'integrity')).toEqual(expected);
  });

  test.each([
    ['integrity', KEY],
    ['integrity', null],
    ['integrity', [KEY]],
    ['integrity.key', { key: '' }],
    ['integrity.key', { key: [] }],
    ['integrity.key[1]', { key: [KEY, ''] }],
    ['integrity.key[0]', { key: [[KEY]] }],
    ['integrity.secret', { secret: KEY }],
  ])('%s is refused, without being shown', (option, value) => {
    const parse = () => parseIntegrityOptions(value, 'integrity');
    expect(parse).toThrow(`${option}: `);
    try {
      parse();
    } catch (error) {
      expect(inspect(error)).not.toContain(KEY);
    }
  });

  test('does not show its key where it is printed', () => {
    const options = parseIntegrityOptions({ key: KEY }, 'integrity');
    expect(inspect(options, { depth: null, showHidden: true })).not.toContain(KEY);
    expect(JSON.stringify(options)).not.toContain(KEY);
  });
});
