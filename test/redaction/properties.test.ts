// What holds for every text: nothing is masked twice, nothing throws. That none is slow is in hostile-texts.test.ts.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRedactor, ENTITY_NAMES, type Redactor } from '../../src/redaction/index.ts';
import { runsOf } from '../support/long-form.ts';

const all = createRedactor({ entities: 'all' });

/** What masking leaves. */
const LABEL = new RegExp(`\\[(?:${ENTITY_NAMES.join('|')})\\]`, 'g');

const withoutQuotes = (text: string): string => text.replaceAll(/["\\]/g, '');

/** Texts rich in what the rules look at. */
const fragments = fc.constantFrom(
  ...(
    'password=|token: |"secret":"|\\"|://|@|example.com|ann|4111 1111 1111 1111|536-90-4399|%40|%3D|Bearer |Basic |' +
    'eyJhbGciOiJIUzI1NiJ9|.|-----BEGIN PRIVATE KEY-----|-----END PRIVATE KEY-----|\n|\\n| |,|;|=|:|\'|"|--password|-p |[EMAIL]|' +
    '+44 20 7946 0958|10.0.0.1|GB82|WEST|sig=|Cookie: |<password>|</|IDENTIFIED BY |\u{1d7d8}|\u200b|\uff14|é|[|]|{|}|$|*|\ud800|' +
    '("password", "|"token" -> |password:\n  |passwords: [|Some(|{"value":|Optional[|auth=(\'app\', \'|requirepass |AUTH |app.password |:5432:db:app:|-u app -p |' +
    'VALUES (|(a, password) |&lt;password&gt;|$2y$10$|credentials: app:|"pass":|password for app: |echo x | sudo -S |api key '
  ).split('|'),
);
const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.array(fc.oneof(fragments, fc.string({ maxLength: 6 })), { maxLength: 14 }).map((parts) => parts.join('')),
);

describe('for every text', () => {
  test.each<[string, Redactor]>([
    ['the defaults', createRedactor()],
    ['all entities', all],
  ])('what was masked is never masked again: %s', (_, redactor) => {
    fc.assert(
      fc.property(texts, (text) => {
        const once = redactor.redactText(text);
        const labels = [...once.matchAll(LABEL)].map(({ index, 0: label }) => [index, index + label.length] as const);
        for (const { start, end } of redactor.explain(once)) {
          expect(labels.filter(([from, to]) => start < to && end > from)).toEqual([]);
        }
      }),
      { numRuns: runsOf(600, 2000) },
    );
  });

  test('hits are in order, apart and within the text, and masking is what they say', () => {
    fc.assert(
      fc.property(texts, (text) => {
        let from = 0;
        let expected = '';
        for (const { start, end, entity } of all.explain(text)) {
          expect(start).toBeGreaterThanOrEqual(from);
          expect(end).toBeGreaterThan(start);
          expected += `${text.slice(from, start)}[${entity}]`;
          from = end;
        }
        expect(from).toBeLessThanOrEqual(text.length);
        // A number of JSON has quotes around its label.
        expect(withoutQuotes(all.redactText(text))).toBe(withoutQuotes(expected + text.slice(from)));
      }),
      { numRuns: runsOf(600, 2000) },
    );
  });

  test('any value is taken', () => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withTypedArray: true }),
        (value) => {
          all.redactValue(value);
          all.redactRecord({ body: value, attributes: { value } });
        },
      ),
      { numRuns: runsOf(300, 1000) },
    );
    expect(all.counts['REDACTION_FAILED']).toBeUndefined();
  });
});
