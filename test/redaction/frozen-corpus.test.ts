// The frozen corpus is as it was written: nobody fits it to the rules, or a rule to it.
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { operatorCleanLines, operatorSamples } from '../../bench/redaction/operator-lines.ts';

/** Of all texts and of the places of the planted values. A difference is taken back, not written here. */
const CHECKSUM = '2e37df15b3bb3ae34f4cc33f55a73cb894919fedcca33abbd847894545fc14b8';

test('the frozen corpus has not changed since it was written', () => {
  const texts = JSON.stringify([operatorSamples(), operatorCleanLines()]);
  expect(createHash('sha256').update(texts).digest('hex')).toBe(CHECKSUM);
});
