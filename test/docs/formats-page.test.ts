// docs/formats.md: its example lines are those that the formats make, and it names each field, option and token.
//
// `LAKETRACE_WRITE_DOCS=1 npx vitest run --project unit test/docs/formats-page.test.ts` writes the examples anew.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { describe, expect, test } from 'vitest';
import { ecs } from '../../src/format/ecs.ts';
import { flatJson } from '../../src/format/flat-json.ts';
import { ALL_FIELDS } from '../../src/format/flat-json-fields.ts';
import type { LogRecordFormat } from '../../src/format/format.ts';
import { logfmt } from '../../src/format/logfmt.ts';
import { FORMAT_NAMES } from '../../src/format/named-formats.ts';
import { prettyText } from '../../src/format/pretty-text.ts';
import { template, text } from '../../src/format/template.ts';
import { TEMPLATE_FIELDS } from '../../src/format/template-fields.ts';
import { CONSOLE_OPTIONS } from '../../src/processor/sinks/console-sink.ts';
import { linesOf } from '../format/otlp-lines.ts';
import { logRecord } from '../support/log-records.ts';
import { textOf } from './pages.ts';

const PATH = 'docs/formats.md';
const page = textOf(PATH) ?? '';

const RECORD = logRecord('table not loaded', {
  severityNumber: 17,
  severityText: 'ERROR',
  spanContext: { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 },
  instrumentationScope: { name: 'etl.load' },
  resource: resourceFromAttributes({
    'service.name': 'etl',
    'host.name': 'worker-1',
    'process.pid': 4711,
    'laketrace.platform': 'databricks',
    'laketrace.runtime.type': 'job',
    'laketrace.run.id': '7',
  }),
  attributes: {
    stage: 'load',
    rows: 1200,
    'exception.type': 'TypeError',
    'exception.message': 'no such table',
    'exception.stacktrace':
      'TypeError: no such table\n    at load (etl.js:12:9)\nCaused by: Error: refused\n    at connect (net.js:3:5)',
  },
});

/** By the words after the fence's language. */
const EXAMPLES: readonly (readonly [string, LogRecordFormat])[] = [
  ['text flatJson()', flatJson()],
  ['text text()', text()],
  [
    "text template('{timestamp:HH:mm:ss.SSS} {level:<8} {extra[stage]:>6} {message:.20}')",
    template('{timestamp:HH:mm:ss.SSS} {level:<8} {extra[stage]:>6} {message:.20}'),
  ],
  ['text logfmt()', logfmt()],
  ['text ecs()', ecs()],
  ['text on a terminal, without its colours', prettyText({ colors: false, timeZone: 'UTC', sanitize: true })],
];

test.each(EXAMPLES)('the example of %s is what it makes', (fence, format) => {
  const made = linesOf(format.createEncoder(), [RECORD]);
  const start = page.indexOf(`\`\`\`${fence}\n`) + fence.length + 4;
  expect(start).toBeGreaterThan(fence.length + 3);
  const end = page.indexOf('```', start);
  if (process.env['LAKETRACE_WRITE_DOCS'] === '1') {
    const now = textOf(PATH) ?? '';
    const from = now.indexOf(`\`\`\`${fence}\n`) + fence.length + 4;
    const path = join(import.meta.dirname, '../..', PATH);
    writeFileSync(path, now.slice(0, from) + made + now.slice(now.indexOf('```', from)));
  } else expect(page.slice(start, end)).toBe(made);
});

describe('it names', () => {
  const named = new Set(page.match(/`[^`\n]+`/g)?.flatMap((code) => code.match(/[\w.]+/g) ?? []));
  test.each<[string, readonly string[]]>([
    ['each format', FORMAT_NAMES],
    ['each field of flat JSON', ALL_FIELDS],
    ['each field of templates', [...Object.keys(TEMPLATE_FIELDS), 'timestamp', 'extra', 'exception']],
    [
      'each option',
      ['serialize', 'fields', 'rename', 'runtimeContext', 'callSite', 'timeZone', 'multiline', 'sanitize'],
    ],
    ['each option of the console', CONSOLE_OPTIONS],
  ])('%s', (_, names) => {
    expect(names.filter((name) => !named.has(name))).toEqual([]);
  });
});
