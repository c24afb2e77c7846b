// Templates: fields, layouts and times; what no value can do; what is refused at construction.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { describe, expect, test } from 'vitest';
import { RotatingFileLogRecordExporter } from '../../src/file/rotating-file-log-record-exporter.ts';
import type { TemplateOptions } from '../../src/format/template.ts';
import { template, text } from '../../src/format/template.ts';
import { logRecord } from '../support/log-records.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { linesOf, recordWith } from './otlp-lines.ts';

const RESOURCE = resourceFromAttributes({ 'service.name': 'etl', 'process.pid': 4711, 'laketrace.run.id': '7' });
const STACK = 'TypeError: no table\n    at load (etl.js:1:2)\nCaused by: Error: refused';
const THROWN = { 'exception.type': 'TypeError', 'exception.message': 'no table', 'exception.stacktrace': STACK };

type Parts = Parameters<typeof logRecord>[1];
const show = (pattern: string, body = 'loaded', parts: Parts = {}, options?: TemplateOptions) =>
  linesOf(template(pattern, options).createEncoder(), [logRecord(body, { resource: RESOURCE, ...parts })]);

describe('the text line', () => {
  const lineOf = (parts: Parts, options?: TemplateOptions) =>
    linesOf(text(options).createEncoder(), [
      logRecord('message', { resource: RESOURCE, instrumentationScope: { name: 'name' }, ...parts }),
    ]);

  test('is that of the Python LakeTrace', () => {
    expect(lineOf({ attributes: { stage: 'load' } })).toBe(
      '2026-01-31 12:00:00.123 | INFO     | name [run_id=7, stage=load] | message\n',
    );
  });

  test('has no brackets where nothing is to stand in them', () => {
    const parts = { resource: resourceFromAttributes({}) };
    expect(lineOf(parts)).toBe('2026-01-31 12:00:00.123 | INFO     | name | message\n');
  });

  test('has the traceback below it, indented', () => {
    expect(lineOf({ attributes: THROWN })).toBe(
      '2026-01-31 12:00:00.123 | INFO     | name [run_id=7] | message\n    TypeError: no table\n        at load (etl.js:1:2)\n    Caused by: Error: refused\n',
    );
    expect(lineOf({ attributes: THROWN }, { multiline: false }).match(/\n/g)).toHaveLength(1);
    expect(lineOf({ attributes: THROWN }, { exception: false })).not.toContain('TypeError');
  });

  test('says what was thrown where there is no stack', () => {
    expect(lineOf({ attributes: { 'exception.type': 'Error', 'exception.message': 'why' } })).toMatch(
      /message\n {4}Error: why\n$/,
    );
  });

  test('has the span before the fields', () => {
    const spanContext = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };
    expect(lineOf({ spanContext, attributes: { trace_id: 'forged' } })).toContain(
      `[run_id=7, trace_id=${'a'.repeat(32)}, span_id=${'b'.repeat(16)}, trace_id=forged] | `,
    );
  });

  test('quotes what would run into its neighbours', () => {
    const attributes = { a: 'x, y=1', b: 'z] | ERROR', c: '', d: [1, 'two'], 'e=f': 1, g: 'plain text' };
    expect(lineOf({ attributes })).toContain(
      'a="x, y=1", b="z] | ERROR", c="", d=[1,"two"], "e=f"=1, g=plain text] | message',
    );
  });
});

describe('fields', () => {
  test.each([
    [
      '{level}|{level:<8}|{level:>8}|{level:^8}|{level:*^9}|{level:.2}|{level:-<6.3}',
      'INFO|INFO    |    INFO|  INFO  |**INFO***|IN|INF---',
    ],
    ['{{level}} {{{level}}}', '{level} {INFO}'],
    ['{name} {logger_name} {loggerName}', 'test test test'],
    ['{pid} {process} {run_id} {runId} {service}', '4711 4711 7 7 etl'],
    ['{level_number:03}', '9  '],
    ['{extra[stage]}|{extra["a.b"]}|{extra[deep][er]}|{extra[none]}|', 'load|2|5||'],
    ['{extra}', 'stage=load, a.b=2, deep={"er":5}'],
    ['{exception}|{exception[type]}|', '||'],
    ['{message:.3}…', 'loa…'],
  ])('%s', (pattern, expected) => {
    const attributes = { stage: 'load', 'a.b': 2, deep: { er: 5 } } as never;
    expect(show(pattern, 'loaded', { attributes })).toBe(`${expected}\n`);
  });

  test('widths are of characters, and none is cut in two', () => {
    expect(show('{message:.2}|', '😀😀😀')).toBe('😀😀|\n');
    expect(show('{message:<4}|', '😀😀')).toBe('😀😀  |\n');
    expect(show('{message:.2}|', '👩‍👩‍👧')).toBe('👩|\n');
  });

  test('the exception, where the template wants it', () => {
    const attributes = THROWN;
    expect(show('{message} ({exception[type]}: {exception[value]})', 'x', { attributes })).toBe(
      'x (TypeError: no table)\n',
    );
    expect(show('{message}\n-- {exception:.19}\n', 'x', { attributes })).toBe('x\n    -- TypeError: no table\n');
  });
});

describe('times', () => {
  test.each([
    ['YYYY-MM-DD[T]HH:mm:ss.SSSZ', 'UTC', '2026-01-31T12:00:00.123+00:00'],
    ['YYYY-MM-DDTHH:mm:ss.SSSSSSZZ', 'America/New_York', '2026-01-31T07:00:00.123000-0500'],
    ['YY/M/D h:mm A [at] zz', 'Europe/Berlin', '26/1/31 1:00 PM at GMT+1'],
    ['dddd ddd MMMM MMM DDDD DDD Q E d', 'UTC', 'Saturday Sat January Jan 031 31 1 6 5'],
    ['HH:mm', 'Asia/Kathmandu', '17:45'],
    ['X.SSSSSSSSS', 'UTC', '1769860800.123000000'],
  ])('%s in %s', (pattern, timeZone, expected) => {
    expect(show(`{timestamp:${pattern}}`, 'x', {}, { timeZone })).toBe(`${expected}\n`);
  });

  test('follow the changes of a zone, second by second', () => {
    const encoder = template('{timestamp:HH:mm:ss Z}', { timeZone: 'Europe/Berlin' }).createEncoder();
    // The night to the 29th of March 2026, 01:59:59 to 03:00:00.
    const change = Date.UTC(2026, 2, 29, 1) / 1000;
    const lines = linesOf(
      encoder,
      [change - 1, change, change - 1].map((seconds) => recordWith({ hrTime: [seconds, 0] })),
    );
    expect(lines).toBe('01:59:59 +01:00\n03:00:00 +02:00\n01:59:59 +01:00\n');
  });

  test('local is the zone of the system when it is asked', () => {
    const before = process.env['TZ'];
    try {
      process.env['TZ'] = 'Asia/Tokyo';
      expect(show('{time:HH:mm}', 'x', {}, { timeZone: 'local' })).toBe('21:00\n');
    } finally {
      if (before === undefined) delete process.env['TZ'];
      else process.env['TZ'] = before;
    }
  });

  test('are in the zone of the file, unless the template has its own', async () => {
    const directory = temporaryDirectory();
    const pattern = '{timestamp:HH:mm}';
    for (const [name, format] of [
      ['of-file', template(pattern)],
      ['own', template(pattern, { timeZone: 'UTC' })],
      ['named', 'text'],
    ] as const) {
      const exporter = new RotatingFileLogRecordExporter({
        directory,
        name,
        format,
        timeZone: 'Asia/Tokyo',
        extension: '.txt',
      });
      exporter.append(logRecord('x'));
      await exporter.shutdown();
    }
    const read = (name: string) => readFileSync(join(directory, `${name}.txt`), 'utf8');
    expect([read('of-file'), read('own')]).toEqual(['21:00\n', '12:00\n']);
    expect(read('named')).toMatch(/^2026-01-31 21:00:00\.123 \| /);
  });

  test('that are none are said to be', () => {
    expect(show('{timestamp}', 'x', { hrTime: [Number.NaN, 0] })).toBe('invalid time\n');
  });
});

describe('no value', () => {
  test('is read as a template', () => {
    const attributes = { '{level}': '{message}' };
    expect(show('{message} {extra}', '{level} {{x}} {', { attributes })).toBe('{level} {{x}} { {level}={message}\n');
  });

  test('begins a line: each further line of a record is indented', () => {
    const forged = 'x\n2026-01-31 12:00:00.123 | INFO     | forged';
    const attributes = { ...THROWN, 'exception.stacktrace': `${forged}\r${forged}\u2028\u0085${forged}` };
    const [first, ...others] = show('{message} | {extra}', forged, { attributes }).split('\n');
    expect(first).toMatch(/^x\\n2026/);
    expect(others.pop()).toBe('');
    expect(others.length).toBeGreaterThan(3);
    for (const line of others) expect(line).toMatch(/^ {4}/);
  });

  test('makes its record look like a part of the one before', () => {
    expect(show('{message}', '    at forged (x.js:1:1)')).toBe('\\x20   at forged (x.js:1:1)\n');
  });

  test.each([
    ['{level:>8} {message}', '    INFO x', '   ERROR x'],
    ['  {level}|{message}', '  INFO|x', '  ERROR|x'],
    ['{level:^7}|{message}', ' INFO  |x', ' ERROR |x'],
    ['{context} {message}', ' [run_id=7] x', ' [run_id=7] x'],
    ['{extra[none]} {message}', ' x', ' x'],
    ['{extra[none]:<4}{message}', '    x', '    x'],
  ])('is taken for a further line where the template itself begins with blanks: %s', (pattern, plain, thrown) => {
    expect(show(pattern, 'x')).toBe(`${plain}\n`);
    const attributes = { 'exception.type': 'E', 'exception.message': 'v', 'exception.stacktrace': 'E: v\n    at f' };
    const severity = { severityText: 'ERROR', severityNumber: 17 };
    expect(show(pattern, 'x', { attributes, ...severity })).toBe(`${thrown}\n\tE: v\n\t    at f\n`);
    expect(show(`${pattern}\nbelow`, 'x')).toBe(`${plain}\n\tbelow\n`);
    // Without sanitizing, a tab stays: but not as the first character.
    const options = { sanitize: false, multiline: true };
    expect(show(`{extra[a]}${pattern}`, 'x', { attributes: { a: '\tforged' } }, options)).not.toMatch(/^\t/m);
  });
});

test('a level and a name that could be taken for further columns stand in quotes', () => {
  const forged = { severityText: 'INFO | app | forged', instrumentationScope: { name: 'a | b [x=1]' } };
  expect(show('{level:<8} | {name} | {message}', 'x', forged)).toBe('"INFO | app | forged" | "a | b [x=1]" | x\n');
  const plain = { severityText: 'Information', instrumentationScope: { name: '@scope/a-b.c d' } };
  expect(show('{level} {name}', 'x', plain)).toBe('Information @scope/a-b.c d\n');
});

describe('is refused at construction:', () => {
  test.each<[string, string, RegExp]>([
    [
      'a field that is none',
      '{levle}',
      /"\{levle\}" is not accepted; .*timestamp, extra, exception, level, .*did you mean \{level\}\?/,
    ],
    ['an attribute without extra', '{rows}', /\{extra\[name\]\} for the attribute/],
    ['no name', '{}', /"\{\}" is not accepted/],
    ['a conversion', '{level!r}', /a field such as \{level\}/],
    ['a layout that is none', '{level:x8}', /a layout such as \{level:<8\}/],
    [
      'a layout of a time',
      '{timestamp:<30}',
      /"\{timestamp:<30\}" is not accepted; .* pattern of a time .* is not aligned/,
    ],
    ['a layout after a time', '{time:HH:mm>8}', /is not aligned/],
    ['a width of a time', '{time:10}', /the pattern of a time/],
    ['a width that is a slip', '{level:<80000}', /up to 1000 wide/],
    ['a fill that ends lines', '{level:\n<8}', /a layout such as/],
    ['a brace that opens nothing', 'a } b', /one that is text is written \}\}/],
    ['a field that is never closed', '{level', /one that is text is written \{\{/],
    ['parts of a text', '{level[x]}', /only extra and exception have parts/],
    ['a part that an exception has not', '{exception[stack]}', /\{exception\[traceback\]\}/],
    ['years of another language', '{timestamp:yyyy-MM}', /yyyy is none of them \(did you mean YYYY\?\)/],
    ['strftime', '{timestamp:%Y}', /Y is none of them/],
    ['no text', '', /a text with fields/],
  ])('%s', (_, pattern, message) => {
    expect(() => template(pattern)).toThrow(message);
  });

  test.each<[unknown, RegExp]>([
    [{ timezone: 'UTC' }, /^template\.timezone: .*did you mean timeZone\?/],
    [{ timeZone: '+02:00' }, /^template\.timeZone: "\+02:00" is not accepted/],
    [{ multiline: 1 }, /^template\.multiline: 1 is not accepted/],
  ])('%o', (options, message) => {
    expect(() => template('{message}', options as TemplateOptions)).toThrow(message);
  });
});
