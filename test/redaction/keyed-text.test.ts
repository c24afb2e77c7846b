// Values under given names are masked in texts of every shape; JSON stays JSON, and nothing else is touched.
import { describe, expect, test } from 'vitest';
import { KeyedText, withKeys } from '../../src/redaction/keyed-text.ts';
import { createRedactor } from '../../src/redaction/redactor.ts';
import { leastProcessorTime } from '../support/processor-time.ts';

const keyed = new KeyedText(['patient', 'n']);

describe('values are masked', () => {
  test.each([
    ['{"patient":"An\\"n","b":1}', '{"patient":"[REDACTED]","b":1}'],
    ['{"Patient" : "Ann", "patient_id":3}', '{"Patient" : "[REDACTED]", "patient_id":3}'],
    ['{"n":12,"m":1.0}', '{"n":"[REDACTED]","m":1.0}'],
    ['{"n":null,"a":{"n":[1,"]",{"x":2}]},"b":2}', '{"n":"[REDACTED]","a":{"n":"[REDACTED]"},"b":2}'],
    ['level=INFO patient=Ann n=4 ok', 'level=INFO patient=[REDACTED] n=[REDACTED] ok'],
    ['(patient=a&b;c) /x?n=1&m=2 end', '(patient=[REDACTED]) /x?n=[REDACTED] end'],
    ['patient: Ann, next', 'patient: [REDACTED], next'],
    ["{'patient': 'Ann B'}", "{'patient': '[REDACTED]'}"],
    ['say {\\"patient\\":\\"Ann\\",\\"n\\":4}', 'say {\\"patient\\":\\"[REDACTED]\\",\\"n\\":\\"[REDACTED]\\"}'],
    ['patient="never closed', 'patient="[REDACTED]'],
    [
      '{"key":"patient","value":{"stringValue":"Ann"}},{"key":"x","value":{"intValue":"1"}}',
      '{"key":"patient","value":{"stringValue":"[REDACTED]"}},{"key":"x","value":{"intValue":"1"}}',
    ],
  ])('%s', (text, expected) => {
    expect(keyed.redact(text)).toBe(expected);
  });

  test.each(['the patient is well', 'impatient=no patients=3 a.n=4 n-th=5', '{"patient":""}', 'n=', ''])(
    'and no others: %s',
    (text) => {
      expect(keyed.redact(text)).toBe(text);
      expect(keyed.explain(text)).toEqual([]);
    },
  );
});

test('lines of JSON are JSON afterwards', () => {
  const line = JSON.stringify({ n: { deep: ['x', { y: '}' }] }, list: [1, 2], patient: 'A\n"B"', rest: 'patient' });
  expect(JSON.parse(keyed.redact(line))).toEqual({
    n: '[REDACTED]',
    list: [1, 2],
    patient: '[REDACTED]',
    rest: 'patient',
  });
});

test('a redactor with keys masks both, counts both, and explains both in order', () => {
  const redactor = withKeys(createRedactor(), ['patient']);
  const text = 'patient=ann@example.com from bob@example.com';
  expect(redactor.redactText(text)).toBe('patient=[REDACTED] from [EMAIL]');
  expect(redactor.counts).toEqual({ EMAIL: 1, REDACTED: 1 });
  expect(redactor.explain(text).map(({ entity, start, end }) => [entity, text.slice(start, end)])).toEqual([
    ['REDACTED', 'ann@example.com'],
    ['EMAIL', 'bob@example.com'],
  ]);
});

test('many names without a value cost no more than the text is long', () => {
  const timeOf = (count: number): number => {
    const text = '{"n":{'.repeat(count);
    return leastProcessorTime(() => keyed.redact(text));
  };
  timeOf(1000);
  // A square of the work would be sixty-four times as much.
  expect(timeOf(400_000)).toBeLessThan(32 * timeOf(50_000) + 20);
});
