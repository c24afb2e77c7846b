// The redactor against every corpus: it misses and alters exactly what accepted-misses.json lists. A form that is lost
// fails here, and so does a listed one that is found again: take it off the list, or run
// `npm run bench -- redaction --accept` and read the difference.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ACCEPTED_FILE, LISTED_CORPORA } from '../../bench/redaction/accepted.ts';
import { expectedHits } from '../../bench/redaction/clean-corpus.ts';
import { createRedactor } from '../../src/redaction/redactor.ts';

const accepted = JSON.parse(readFileSync(ACCEPTED_FILE, 'utf8')) as Record<string, unknown>;

test.each(LISTED_CORPORA)('$name: what is missed and altered is what is listed', ({ name, outcome }) => {
  expect(outcome()).toEqual(accepted[name]);
});

test('no list is of a corpus that is gone', () => {
  expect(Object.keys(accepted)).toEqual(LISTED_CORPORA.map(({ name }) => name));
});

describe('real addresses in the real logs', () => {
  test.each(expectedHits())('the listed $entity $value is found where it occurs', ({ entity, value }) => {
    const redactor = createRedactor({});
    const line = `Maintainer: Someone <${value}>`;
    expect(redactor.redactText(line)).toBe(`Maintainer: Someone <[${entity}]>`);
  });
});
