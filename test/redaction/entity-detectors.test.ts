// The table of triggers that redactors of the same entities share.
import { expect, test } from 'vitest';
import { triggersOf } from '../../src/redaction/entity-detectors.ts';
import { createRedactor } from '../../src/redaction/index.ts';
import { ENTITY_NAMES } from '../../src/redaction/scan/entities.ts';

test('one for all redactors of the same entities, in whatever order, and another for others', () => {
  const all = triggersOf(new Set(ENTITY_NAMES));
  expect(triggersOf(new Set([...ENTITY_NAMES].reverse()))).toBe(all);
  expect(triggersOf(new Set(ENTITY_NAMES.slice(1)))).not.toBe(all);
});

test('redactors that share one find each what they were asked for, by turns', () => {
  const [emails, cards, both] = [['EMAIL'], ['CREDIT_CARD'], ['CREDIT_CARD', 'EMAIL']].map((entities) =>
    createRedactor({ entities: entities as never }),
  );
  const text = `ada@example.com paid by ${['4111', '1111', '1111', '1111'].join(' ')}`;
  for (let turn = 0; turn < 2; turn++) {
    expect(emails?.redactText(text)).toMatch(/^\[EMAIL\] paid by 4111/);
    expect(cards?.redactText(text)).toBe('ada@example.com paid by [CREDIT_CARD]');
    expect(both?.redactText(text)).toBe('[EMAIL] paid by [CREDIT_CARD]');
  }
});

test('more sets of entities than are kept at once', () => {
  const redactors = ENTITY_NAMES.map((entity) => createRedactor({ entities: [entity] }));
  const email = redactors[ENTITY_NAMES.indexOf('EMAIL')];
  for (let again = 0; again < 2; again++) {
    expect(email?.redactText('ada@example.com')).toBe('[EMAIL]');
    expect(createRedactor({ entities: ['EMAIL'] }).redactText('ada@example.com')).toBe('[EMAIL]');
  }
});
