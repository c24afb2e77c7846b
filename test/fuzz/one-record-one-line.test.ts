// Whatever a record holds, a file has one line for it, and printing the file changes nothing of a terminal.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RotatingFileLogRecordExporter } from '../../src/file/rotating-file-log-record-exporter.ts';
import { sanitizeText } from '../../src/format/sanitize-text.ts';
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
        '\ud800',
        '"',
        '\\',
        'a',
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join('')),
);

const record = fc
  .record({
    body: fc.oneof(hostile, fc.dictionary(hostile, hostile, { maxKeys: 3 }), fc.array(hostile, { maxLength: 3 })),
    attributes: fc.dictionary(hostile, fc.oneof(hostile, fc.array(hostile, { maxLength: 3 })), { maxKeys: 4 }),
    scope: hostile,
    severityText: hostile,
    eventName: hostile,
  })
  .map(({ body, attributes, scope, severityText, eventName }) =>
    logRecord('', {
      body: body as never,
      attributes: attributes as never,
      severityText,
      eventName,
      instrumentationScope: { name: scope },
    }),
  );

/** Every part of a record that a text format may show. */
function allParts({ body, attributes, instrumentationScope, severityText, eventName }: ReadableLogRecord): string {
  return [
    severityText,
    instrumentationScope.name,
    eventName,
    JSON.stringify(body),
    Object.entries(attributes).flat().join(),
  ].join(' | ');
}

/** Whether bytes of a file do anything to a terminal but put characters and end lines: C0, DEL, and C1, which UTF-8 spells C2 80 to C2 9F. */
function changesTerminal(bytes: Buffer): boolean {
  return bytes.some((byte, i) => {
    if (byte === 0x0a || byte === 0x09) return false;
    return byte < 0x20 || byte === 0x7f || (byte === 0xc2 && (bytes[i + 1] ?? 0xff) <= 0x9f);
  });
}

describe.each([
  ['OTLP/JSON', undefined, '.jsonl'],
  ['a function that shows everything as it is', allParts, '.log'],
  ['a function that sanitizes', (given: ReadableLogRecord) => sanitizeText(allParts(given)), '.log'],
])('%s', (_name, format, extension) => {
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
    let lines = 0;
    let size = 0;
    fc.assert(
      fc.property(record, (given) => {
        exporter.append(given);
        const bytes = readFileSync(path).subarray(size);
        size += bytes.length;
        lines++;
        const text = bytes.toString('utf8');
        expect(text.match(/[\p{Zl}\p{Zp}\p{Cc}]/gu)?.filter((control) => control !== '\t')).toEqual(['\n']);
        expect(text.endsWith('\n')).toBe(true);
        expect(changesTerminal(bytes)).toBe(false);
        expect(Buffer.from(text, 'utf8').equals(bytes)).toBe(true);
        expect(/[\p{Bidi_Control}]/u.test(text)).toBe(false);
        if (extension === '.jsonl') JSON.parse(text);
      }),
      { numRuns: 400 },
    );
    await exporter.shutdown();
    expect(exporter.stats().records).toEqual({ accepted: lines, written: lines, dropped: expect.anything() });
  });
});
