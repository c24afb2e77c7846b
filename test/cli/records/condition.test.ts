// Conditions of `--where`: what they are, and which records fulfil them.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type ConditionContext, isCondition, parseCondition } from '../../../src/cli/records/condition.ts';
import { SoughtNames } from '../../../src/cli/records/sought-names.ts';
import { readLogRecords } from '../../../src/read/read-log-records.ts';
import type { StoredLogRecord } from '../../../src/read/record/stored-record.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const LINE = {
  resourceLogs: [
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] },
      scopeLogs: [
        {
          scope: { name: 'etl.load', version: '1.2' },
          logRecords: [
            {
              timeUnixNano: '1769860800000000000',
              severityNumber: 13,
              severityText: 'WARNING',
              traceId: '0af7651916cd43dd8448eb211c80319c',
              body: { stringValue: 'slow' },
              attributes: [
                { key: 'rows', value: { intValue: '1500' } },
                { key: 'stage', value: { stringValue: 'load' } },
                { key: 'text.number', value: { stringValue: '20' } },
                { key: 'done', value: { boolValue: false } },
                {
                  key: 'user',
                  value: { kvlistValue: { values: [{ key: 'home.city', value: { stringValue: 'Oslo' } }] } },
                },
                {
                  key: 'tags',
                  value: { arrayValue: { values: [{ stringValue: 'a' }, { stringValue: 'b' }] } },
                },
              ],
            },
          ],
        },
      ],
    },
  ],
};

const context = (timeZone = 'UTC'): ConditionContext => ({
  now: Date.parse('2026-01-31T13:00:00Z'),
  timeZone,
  sought: new SoughtNames(),
});

async function record(): Promise<StoredLogRecord> {
  const path = join(temporaryDirectory(), 'a.jsonl');
  writeFileSync(path, `${JSON.stringify(LINE)}\n`);
  for await (const found of readLogRecords(path)) return found;
  throw new Error('no record');
}

test.each<[string, boolean]>([
  ['stage=load', true],
  ['stage=Load', false],
  ['stage!=load', false],
  ['rows=1500', true],
  ['rows=1.5e3', true],
  ['rows>1000', true],
  ['rows>1500', false],
  ['rows>=1500', true],
  ['rows<=1500', true],
  ['rows<900', false],
  ['text.number>3', true],
  ['done=false', true],
  ['stage>k', true],
  ['user.home.city=Oslo', true],
  ['attributes.user.home.city=Oslo', true],
  ['tags=b', true],
  ['tags!=b', false],
  ['tags=c', false],
  ['resource.service.name=shop', true],
  ['service.name=shop', true],
  ['scope.name=etl.load', true],
  ['scope.version=1.2', true],
  ['logger~^etl', true],
  ['message=slow', true],
  ['level>=warn', true],
  ['level>=error', false],
  ['level=WARN', true],
  ['severity<error', true],
  ['trace_id~^0af7', true],
  ['time>2026-01-31', true],
  ['time<2026-01-31', false],
  ['time>2h', true],
  ['time>30min', false],
  ['time<=2026-01-31 12:00', true],
  ['time=2026-01-31T13:00+01:00', true],
  ['timestamp>=2026-01-31T12:00:01Z', false],
  ['level!=eror', true],
  ['stage= =x', false],
  ['stage!=<none>', true],
  ['stage~^lo', true],
  ['stage!~^lo', false],
  // A field that is not there fulfils what is negated only.
  ['nothing=1', false],
  ['nothing>1', false],
  ['nothing<1', false],
  ['nothing~.', false],
  ['nothing!=1', true],
  ['nothing!~.', true],
  ['__proto__=1', false],
  ['user.constructor~.', false],
  ['stage= =load', false],
  ['stage!~ <b>', true],
  ['stage~a||load', true],
  ['rows<-1', false],
])('%s: %s', async (text, expected) => {
  expect(isCondition(text)).toBe(true);
  expect(parseCondition(text, context())(await record())).toBe(expected);
});

describe('what is no condition', () => {
  test.each(['logs', 'logs/*.gz', '=1', ' =1', '!', 'rows!', ''])('%j', (text) => {
    expect(isCondition(text)).toBe(false);
    expect(() => parseCondition(text, context())).toThrow(/is no condition; write a field, an operator and a value/);
  });

  test.each<[string, RegExp]>([
    ['rows==1', /there is no operator ==; write =, or a blank before a value that begins with =\. There are != >= /],
    ['rows<>1', /there is no operator <>; write !=/],
    ['rows=>1', /there is no operator =>; write >=/],
    ['stage=~^lo', /there is no operator =~; write ~/],
    ['rows>>1', /there is no operator >>; write >, or a blank before a value that begins with >/],
    ['rows><1', /there is no operator ><; write >/],
    ['rows<=>1', /there is no operator <=>; write <=/],
    ['stage!~~lo', /there is no operator !~~; write !~/],
    ['level>>warn', /there is no operator >>; write >/],
    ['rows > = 1', /= 1 is no value; write the operator in one, such as 'rows>=1000'/],
    ["stage='load'", /the quotes count as part of the value; write stage=load$/],
    ['rows>1 and stage=load', /these are several conditions; write each by itself \(--where a=1 b=2\)/],
    ['rows>1||rows<0', /these are several conditions/],
    ['rows>', /there is nothing behind >; write a value/],
    ['stage~', /there is nothing behind ~; write a value/],
    ['level>warm', /"warm" is not accepted; accepted is a level name .+; did you mean WARN\?$/],
    ['time>soon', /"soon" is no time; write 2h \(ago\), 2026-01-31, or 2026-01-31T12:00Z/],
    ['time>2026-02-30', /is no time/],
  ])('%s is refused with what is accepted', (text, message) => {
    expect(isCondition(text)).toBe(true);
    expect(() => parseCondition(text, context())).toThrow(message);
  });

  test('an expression that is none is named', () => {
    expect(() => parseCondition('stage~(', context())).toThrow(/^--where: Invalid regular expression/);
  });
});

test('a time without an offset is in the zone of the command line', async () => {
  const found = await record();
  const isAfter = (time: string, zone: string): boolean => parseCondition(`time>=${time}`, context(zone))(found);
  expect(isAfter('2026-01-31T13:00', 'Europe/Oslo')).toBe(true);
  expect(isAfter('2026-01-31T13:01', 'Europe/Oslo')).toBe(false);
  // There the day began eleven hours before.
  expect(isAfter('2026-02-01', 'Pacific/Auckland')).toBe(true);
  expect(isAfter('2026-02-01', 'UTC')).toBe(false);
});

describe('integers beyond those of a double', () => {
  const id = '1234567890123456789';
  const lines = [id, '1234567890123456790', '9007199254740993', '-9007199254740993', '12']
    .map(
      (digits) =>
        `{"timestamp":"2026-01-31T12:00:00.000Z","level":"INFO","message":"m","id":${digits},"text":"${digits}"}\n`,
    )
    .join('');
  test.each([
    [`id=${id}`, 1],
    [`id!=${id}`, 4],
    [`id>${id}`, 1],
    [`id>=${id}`, 2],
    [`id<${id}`, 3],
    ['id=9007199254740992', 0],
    ['id>9007199254740992', 3],
    ['id<-9007199254740992', 1],
    ['id=12.0', 1],
    ['id<1e30', 5],
    ['id=+12', 1],
  ])('%s', async (condition, count) => {
    const path = join(temporaryDirectory(), 'app.jsonl');
    writeFileSync(path, lines);
    const forms = [condition, condition.replace('id', 'text')];
    const filters = forms.map((form) => parseCondition(form, context()));
    const counts = [0, 0];
    for await (const record of readLogRecords(path))
      for (const [index, filter] of filters.entries()) if (filter(record)) counts[index] = (counts[index] ?? 0) + 1;
    expect(counts).toEqual([count, count]);
  });
});
