// The lines of every format but OTLP, kept: a change that is meant to change none of them changes none.
//
// A change that is meant: `npx vitest run -u`, and a look at what it changed.
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { expect, test } from 'vitest';
import { ecs } from '../../src/format/ecs.ts';
import { flatJson } from '../../src/format/flat-json.ts';
import type { LogRecordFormat } from '../../src/format/format.ts';
import { logfmt } from '../../src/format/logfmt.ts';
import { prettyText } from '../../src/format/pretty-text.ts';
import { template, text } from '../../src/format/template.ts';
import { goldenRecords } from './golden-records.ts';
import { linesOf, recordWith } from './otlp-lines.ts';

const RESOURCE = resourceFromAttributes({
  'service.name': 'etl',
  'host.name': 'worker-1',
  'process.pid': 4711,
  'laketrace.platform': 'local',
  'laketrace.runtime.type': 'script',
  'laketrace.run.id': '7',
});

const THROWN = {
  'exception.type': 'TypeError',
  'exception.message': 'no table',
  'exception.stacktrace':
    'TypeError: no table\n    at load (etl.js:1:2)\n\u001b[2J2026-01-31 forged\r\nCaused by: Error: refused\n    at x',
};

function* records(): Generator<ReadableLogRecord> {
  for (const record of goldenRecords()) {
    // `elapsed` and `thread` are of this process.
    yield Object.assign(record, { resource: RESOURCE });
  }
  yield recordWith({ resource: RESOURCE, body: 'thrown', attributes: { stage: 'load', ...THROWN } });
  yield recordWith({ resource: RESOURCE, body: 'thrown', attributes: { 'exception.message': 'no more than this' } });
  const reserved = ['timestamp', 'level', 'message', 'logger_name', 'extra', 'exception', 'time', 'msg', 'run_id'];
  yield recordWith({
    resource: RESOURCE,
    body: 'reserved',
    attributes: Object.fromEntries(reserved.map((key) => [key, `my ${key}`])),
  });
  yield recordWith({
    resource: RESOURCE,
    body: 'near',
    attributes: { 'a b': 1, 'a=b': 2, a_b: 3, 'a.b': 4, 'a*b': 5, '': 6, '"': 7 },
  });
}

const OF_THE_PROCESS = /"elapsed":-?[\d.]+,"thread":\{[^}]*\}/g;

test.each<[string, LogRecordFormat]>([
  ['json.jsonl', flatJson()],
  ['serialized.jsonl', flatJson({ serialize: true })],
  ['renamed.jsonl', flatJson({ rename: { message: 'msg', level: 'severity', timestamp: '@timestamp' } })],
  ['ecs.jsonl', ecs()],
  ['logfmt.log', logfmt({ runtimeContext: true })],
  ['text.log', text()],
  ['one-line.log', text({ multiline: false, timeZone: 'Europe/Berlin' })],
  ['template.log', template('{level:>8.4}|{message:.20}|{extra[value]:*^12}|{extra}\n{exception[type]}|{exception}')],
  ['pretty.log', prettyText({ colors: true, timeZone: 'UTC', sanitize: true })],
])('no byte of %s has changed', async (name, format) => {
  const lines = linesOf(format.createEncoder(), [...records()]).replace(OF_THE_PROCESS, '"elapsed":0,"thread":{}');
  await expect(lines).toMatchFileSnapshot(`golden/${name}`);
});

test.each<[string, LogRecordFormat]>([
  ['json', flatJson()],
  ['json in full', flatJson({ serialize: true })],
  ['ecs', ecs()],
])('every line of %s is JSON, of each key once', (_, format) => {
  const lines = linesOf(format.createEncoder(), [...records()])
    .split('\n')
    .slice(0, -1);
  expect(lines.length).toBeGreaterThan(150);
  for (const line of lines) {
    const parsed = JSON.parse(line) as Record<string, unknown>;
    // Keys that stood twice would be one after parsing.
    expect(Object.keys(parsed).length).toBe(keysAtTop(line));
  }
});

/** How many keys an object has at its top, read by its brackets. */
function keysAtTop(line: string): number {
  const outside = line.replace(/"(?:[^"\\]|\\.)*"/g, '""');
  let depth = 0;
  let keys = 0;
  for (const character of outside) {
    if (character === '{' || character === '[') depth++;
    else if (character === '}' || character === ']') depth--;
    else if (character === ':' && depth === 1) keys++;
  }
  return keys;
}
