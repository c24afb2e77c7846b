// Whatever a record holds, each text has one line for it, and printing that changes nothing of a terminal and hides nothing.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RotatingFileLogRecordExporter } from '../../src/file/rotating-file-log-record-exporter.ts';
import { flatJson } from '../../src/format/flat-json.ts';
import type { FormatOption } from '../../src/format/named-formats.ts';
import { sanitizeText } from '../../src/format/sanitize-text.ts';
import { template, text } from '../../src/format/template.ts';
import { verifyIntegrity } from '../../src/integrity/verify/verify-integrity.ts';
import { LakeTraceLogRecordProcessor } from '../../src/processor/log-record-processor.ts';
import { ConsoleLogRecordSink } from '../../src/processor/sinks/console-sink.ts';
import { logRecord } from '../support/log-records.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.uint16Array({ maxLength: 20 }).map((units) => String.fromCharCode(...units)),
  fc
    .array(
      fc.constantFrom(
        '\n',
        '\r',
        '\t',
        '\0',
        '\x1b[2J',
        '\x1b]8;;http://x.test\x07',
        '\x9b31m',
        '\x9d0;t\x9c',
        '\x85',
        '\u2028',
        '\u2029',
        '\v',
        '\f',
        '\x7f',
        '\u202e',
        '\u2066',
        '\u200b',
        '\u200d',
        '\ufeff',
        '\u{e0041}',
        // Their low bytes are a line feed, ESC and the 8-bit CSI: what Latin-1 makes of them.
        '\u010a',
        '\u011b',
        '\u039b',
        '\ud800',
        '"',
        '\\',
        'a',
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join('')),
);

const value = fc.oneof(
  hostile,
  fc.array(hostile, { maxLength: 3 }),
  fc.dictionary(hostile, hostile, { maxKeys: 3, noNullPrototype: true }),
  hostile.map((text) => new Map([[text, text]])),
  hostile.map((text) => new Error(text)),
  fc.constantFrom({ toString: '' }, { toJSON: '' }, { valueOf: '', toString: '' }),
);

const record = fc
  .record({
    body: fc.oneof(value, fc.constant(undefined)),
    attributes: fc.dictionary(hostile, value, { maxKeys: 4 }),
    exception: fc.array(hostile, { minLength: 3, maxLength: 3 }),
    scope: hostile,
    severityText: hostile,
    eventName: hostile,
  })
  .map(({ body, attributes, exception, scope, severityText, eventName }) => {
    const [type, message, stacktrace] = exception;
    const thrown = { 'exception.type': type, 'exception.message': message, 'exception.stacktrace': stacktrace };
    return logRecord('', {
      body: body as never,
      attributes: { ...attributes, ...thrown } as never,
      severityText,
      eventName,
      instrumentationScope: { name: scope },
    });
  });

/** Every part of a record that a text format may show, as it is. */
function allParts({ body, attributes, instrumentationScope, severityText, eventName }: ReadableLogRecord): string {
  const values = Object.entries(attributes).flatMap(([name, given]) => [name, ...bothForms(given)]);
  return [severityText, instrumentationScope.name, eventName, ...bothForms(body), ...values].join(' | ');
}

/** A value as JSON and as `String()` show it; of an object whose own `toString` is no function there is no string. */
function bothForms(given: unknown): (string | undefined)[] {
  const hasString = typeof given !== 'object' || given === null || typeof given.toString === 'function';
  return [JSON.stringify(given), hasString ? String(given) : undefined];
}

/** Whether bytes do anything to a terminal but put characters and end lines: C0, DEL, and C1, which UTF-8 spells C2 80 to C2 9F. */
function changesTerminal(bytes: Buffer): boolean {
  return bytes.some((byte, i) => {
    if (byte === 0x0a || byte === 0x09) return false;
    return byte < 0x20 || byte === 0x7f || (byte === 0xc2 && (bytes[i + 1] ?? 0xff) <= 0x9f);
  });
}

/** What may stand in no text: written without the implementation's tables. */
const HIDDEN = /[\p{Bidi_Control}\u00ad\u200b\u2060-\u2064\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/u;

/** Of formats that show a traceback in lines of its own: each of those is indented, and no other line is. */
function expectOneRecord(bytes: Buffer): void {
  const [first = '', ...others] = bytes.toString('utf8').split('\n');
  expect(first.startsWith('    ')).toBe(false);
  expect(others.pop()).toBe('');
  for (const line of others) expect(line.startsWith('    ')).toBe(true);
  for (const line of [first, ...others]) expectOneLine(Buffer.from(`${line}\n`), true);
}

function expectOneLine(bytes: Buffer, isText: boolean): void {
  const text = bytes.toString('utf8');
  expect(text.match(/[\p{Zl}\p{Zp}\p{Cc}]/gu)?.filter((control) => control !== '\t')).toEqual(['\n']);
  expect(text.endsWith('\n')).toBe(true);
  expect(changesTerminal(bytes)).toBe(false);
  expect(Buffer.from(text, 'utf8').equals(bytes)).toBe(true);
  expect(/[\p{Bidi_Control}]/u.test(text)).toBe(false);
  if (isText) expect(HIDDEN.test(text)).toBe(false);
}

const EVERYTHING = template(
  '{message}{logger_name:.5}{level:*^12.3}{extra}{extra[a]}{event_name}{name:>9}{context}{run_id}\\n{exception:.30}\n{exception[value]}',
);

describe.each<[string, FormatOption | undefined, string, 'one line' | 'with a traceback']>([
  ['OTLP/JSON', undefined, '.jsonl', 'one line'],
  ['flat JSON', 'json', '.jsonl', 'one line'],
  ['flat JSON in full', flatJson({ serialize: true }), '.jsonl', 'one line'],
  ['ECS', 'ecs', '.jsonl', 'one line'],
  ['logfmt', 'logfmt', '.log', 'one line'],
  ['text', 'text', '.log', 'with a traceback'],
  ['text in one line', text({ multiline: false }), '.log', 'one line'],
  ['a template', EVERYTHING, '.log', 'with a traceback'],
  ['a function that shows everything as it is', allParts, '.log', 'one line'],
  ['a function that sanitizes', (given: ReadableLogRecord) => sanitizeText(allParts(given)), '.log', 'one line'],
])('a file of %s', (_name, format, extension, lines) => {
  test.each([false, true])('with integrity: %s', async (integrity) => {
    const directory = temporaryDirectory();
    const exporter = new RotatingFileLogRecordExporter({
      directory,
      name: 'app',
      flush: 'record',
      integrity,
      ...(format && { format }),
    });
    const path = join(directory, `app${extension}`);
    let records = 0;
    let size = 0;
    fc.assert(
      fc.property(record, (given) => {
        exporter.append(given);
        const bytes = readFileSync(path).subarray(size);
        size += bytes.length;
        records++;
        if (lines === 'one line') expectOneLine(bytes, extension === '.log');
        else expectOneRecord(bytes);
        if (extension === '.jsonl') JSON.parse(bytes.toString());
      }),
      { numRuns: 200 },
    );
    await exporter.shutdown();
    expect(exporter.stats().records).toMatchObject({ accepted: records, written: records, waiting: 0 });
    if (integrity) expect(await verifyIntegrity([path])).toMatchObject({ ok: true });
  });
});

test.each([false, true])('a file in Latin-1, with integrity: %s', async (integrity) => {
  const directory = temporaryDirectory();
  const settings = {
    directory,
    name: 'app',
    flush: 'record',
    encoding: 'latin1',
    format: allParts,
    integrity,
  } as const;
  const exporter = new RotatingFileLogRecordExporter(settings);
  let size = 0;
  fc.assert(
    fc.property(record, (given) => {
      exporter.append(given);
      const bytes = readFileSync(join(directory, 'app.log')).subarray(size);
      size += bytes.length;
      const text = bytes.toString('latin1');
      expect(text.match(/(?!\t)\p{Cc}/gu)).toEqual(['\n']);
      expect(text.endsWith('\n')).toBe(true);
    }),
    { numRuns: 400 },
  );
  await exporter.shutdown();
});

test('each line of a header', async () => {
  await fc.assert(
    fc.asyncProperty(hostile, hostile, async (first, second) => {
      const directory = temporaryDirectory();
      const header = `${first}\n${second}`;
      const exporter = new RotatingFileLogRecordExporter({ directory, name: 'app', format: () => 'x', header });
      exporter.append(logRecord('one'));
      await exporter.shutdown();
      const bytes = readFileSync(join(directory, 'app.log'));
      expect(changesTerminal(bytes)).toBe(false);
      expect(HIDDEN.test(bytes.toString())).toBe(false);
      expect(bytes.toString().match(/\n/g)).toHaveLength(header.replace(/\n$/, '').split('\n').length + 1);
    }),
    { numRuns: 50 },
  );
});

test('the console in a pipe', () => {
  const stream = new PassThrough();
  const sink = new ConsoleLogRecordSink({ stream });
  fc.assert(
    fc.property(record, (given) => {
      sink.emit(given);
      const line = stream.read() as Buffer;
      expectOneLine(line, false);
      JSON.parse(String(line));
    }),
    { numRuns: 200 },
  );
});

/** The sequences that the console writes itself: each is ended in its line. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const OWN_SEQUENCES = /\x1b\[(?:[0-9]{1,2})(?:;[0-9]{2})?m/g;

test.each([true, false])('the console for people, with colors: %s', (colors) => {
  const stream = new PassThrough();
  const sink = new ConsoleLogRecordSink({ stream, format: 'pretty', colors });
  fc.assert(
    fc.property(record, (given) => {
      sink.emit(given);
      const shown = String(stream.read());
      if (!colors) expect(shown).not.toContain('\x1b');
      for (const line of shown.split('\n')) {
        const sequences = line.match(OWN_SEQUENCES) ?? [];
        expect(sequences.filter((_, i) => i % 2 === 1)).toEqual(
          sequences.slice(0, sequences.length / 2).map(() => '\x1b[0m'),
        );
      }
      expectOneRecord(Buffer.from(shown.replace(OWN_SEQUENCES, '')));
    }),
    { numRuns: 200 },
  );
});

test.each([true, false])('a stream behind the processor, with sanitize: %s', (sanitize) => {
  const stream = new PassThrough();
  const processor = new LakeTraceLogRecordProcessor({
    file: false,
    redaction: false,
    sanitize,
    console: { stream, format: 'logfmt' },
    sinks: [{ sink: stream, format: allParts }],
  });
  fc.assert(
    fc.property(record, (given) => {
      processor.onEmit({ ...given, setAttribute: () => undefined } as never);
      const [console, line, ...more] = String(stream.read()).split(/(?<=\n)/);
      expect(more).toEqual([]);
      for (const text of [console, line]) expectOneLine(Buffer.from(String(text)), sanitize);
    }),
    { numRuns: 200 },
  );
});
