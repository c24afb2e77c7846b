// The frozen corpus is as it was written: nobody fits it to the rules, or a rule to it.
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { operatorCleanLines, operatorSamples } from '../../bench/redaction/frozen/operator-lines.ts';

/** Of all texts, and of the places and kinds of the planted values. A difference is taken back, not written here. */
const CHECKSUM = '0cf4a77c4edee538231e6d153776effeeda7b5199b1bcfb67fe7977e8ffc8b79';

test('the frozen corpus has not changed since it was written', () => {
  const planted = operatorSamples().map(({ text, secrets }) => ({ text, secrets }));
  const clean = operatorCleanLines().map(({ line }) => line);
  const digest = createHash('sha256')
    .update(JSON.stringify([planted, clean]))
    .digest('hex');
  expect(digest).toBe(CHECKSUM);
});
