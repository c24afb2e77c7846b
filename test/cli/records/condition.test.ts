// Conditions of `--where`: what they are, and which records fulfil them.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isCondition, parseCondition } from '../../../src/cli/records/condition.ts';
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
])('%s: %s', async (text, expected) => {
  expect(isCondition(text)).toBe(true);
  expect(parseCondition(text)(await record())).toBe(expected);
});

describe('what is no condition', () => {
  test.each(['logs', 'logs/*.gz', '=1', ''])('%j', (text) => {
    expect(isCondition(text)).toBe(false);
    expect(() => parseCondition(text)).toThrow(/is no condition; write a field, an operator and a value/);
  });

  test('an expression that is none is named', () => {
    expect(() => parseCondition('stage~(')).toThrow(/^--where: Invalid regular expression/);
  });
});
