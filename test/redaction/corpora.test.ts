// The redactor against the generated corpora and the committed real logs: the thresholds of the promise, CI-sized.
import { describe, expect, test } from 'vitest';
import { CLEAN_SAMPLE, cleanLines, expectedHits, scoreClean } from '../../bench/redaction/clean-corpus.ts';
import { formatPii, formatSecrets } from '../../bench/redaction/format-corpus.ts';
import { identifierLines } from '../../bench/redaction/identifier-corpus.ts';
import { independentPii, independentSecrets, trapLines } from '../../bench/redaction/independent-corpus.ts';
import { piiSamples } from '../../bench/redaction/pii-corpus.ts';
import { programSecrets } from '../../bench/redaction/program-corpus.ts';
import { type EntityScore, scoreSamples } from '../../bench/redaction/scoring.ts';
import { secretSamples } from '../../bench/redaction/secret-corpus.ts';
import { unseenPii, unseenSecrets } from '../../bench/redaction/unseen-corpus.ts';
import { createRedactor } from '../../src/redaction/redactor.ts';

const SEED = 20261124;
const corpus = { seed: SEED, perEntity: 150 };

/** Entities below a share, as `NAME 0.87`: an empty list is what a test wants, and a failure names the culprit. */
function below(scores: ReadonlyMap<string, EntityScore>, share: number): string[] {
  return [...scores]
    .map(([entity, { found, planted }]) => ({ entity, recall: found / planted }))
    .filter(({ recall }) => recall < share)
    .map(({ entity, recall }) => `${entity} ${recall.toFixed(3)}`);
}

describe(`generated corpora, seed ${SEED}`, () => {
  const redactor = createRedactor({});
  const redact = (text: string) => redactor.redactText(text);

  test('finds at least 95 % of the PII, and no entity is left behind', () => {
    const score = scoreSamples(piiSamples(corpus), redact);
    expect(score.planted).toBe(600);
    expect(score.recall).toBeGreaterThanOrEqual(0.95);
    expect(below(score.byEntity, 0.9)).toEqual([]);
  });

  test('finds at least 92 % of the secrets, and no entity is left behind', () => {
    const score = scoreSamples(secretSamples(corpus), redact);
    expect(score.byEntity.size).toBe(16);
    expect(score.recall).toBeGreaterThanOrEqual(0.92);
    expect(below(score.byEntity, 0.85)).toEqual([]);
  });

  test('takes little beside the planted values', () => {
    const score = scoreSamples([...piiSamples(corpus), ...secretSamples(corpus)], redact);
    expect(score.overMasking).toBeLessThan(0.03);
  });

  const options = { seed: SEED, perEntity: 80 };

  test.each([
    ['second', unseenPii],
    ['third', formatPii],
    ['fifth', independentPii],
  ])('finds at least 95 %% of the PII of the %s corpus', (_, samples) => {
    expect(scoreSamples(samples(options), redact).recall).toBeGreaterThanOrEqual(0.95);
  });

  test.each([
    ['second', unseenSecrets],
    ['third', formatSecrets],
    ['fourth', programSecrets],
    ['fifth', independentSecrets],
  ])('finds at least 92 %% of the secrets of the %s corpus', (_, samples) => {
    expect(scoreSamples(samples(options), redact).recall).toBeGreaterThanOrEqual(0.92);
  });

  test('leaves the traps of the fifth corpus alone: at most one line of a thousand changes', () => {
    const { rate, lines } = scoreClean(trapLines(SEED, 100), [], redact);
    expect(lines).toBeGreaterThan(3000);
    expect(rate).toBeLessThanOrEqual(0.001);
  });

  test('leaves identifiers alone: at most one line of a thousand changes', () => {
    const { rate, lines } = scoreClean(identifierLines(SEED, 4000), [], redact);
    expect(lines).toBe(4000);
    expect(rate).toBeLessThanOrEqual(0.001);
  });
});

describe('real logs', () => {
  const lines = cleanLines(CLEAN_SAMPLE);
  const expected = expectedHits();

  test('at most one line of a thousand changes, the listed entities apart', () => {
    const redactor = createRedactor({});
    const { rate } = scoreClean(lines, expected, (text) => redactor.redactText(text));
    expect(lines.length).toBeGreaterThan(2900);
    expect(rate).toBeLessThanOrEqual(0.001);
  });

  test.each(expected)('the listed $entity $value is found where it occurs', ({ entity, value }) => {
    const redactor = createRedactor({});
    const line = `Maintainer: Someone <${value}>`;
    expect(redactor.redactText(line)).toBe(`Maintainer: Someone <[${entity}]>`);
  });
});
