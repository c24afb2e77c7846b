// Compares redactors on the frozen corpus, each with its defaults.
import { createRedactor } from '../../src/redaction/redactor.ts';
import { type CleanResult, scoreClean } from './clean-corpus.ts';
import { operatorCleanLines, operatorSamples } from './frozen/operator-lines.ts';
import { rivals } from './rivals.ts';
import { type Redact, type Score, scoreSamples } from './scoring.ts';

export interface ComparedRedactor {
  readonly name: string;
  readonly redact: Redact;
  /** Its speed is measured on one of this many lines. */
  readonly oneOf: number;
  readonly planted: Score;
  readonly clean: CleanResult;
}

/** Ours first, then the rivals. */
export function comparedRedactors(): ComparedRedactor[] {
  const ours = createRedactor({});
  const [samples, clean] = [operatorSamples(), operatorCleanLines()];
  return [{ name: 'laketrace', redact: (text: string) => ours.redactText(text), oneOf: 1 }, ...rivals()].map(
    (redactor) => ({
      ...redactor,
      planted: scoreSamples(samples, redactor.redact),
      clean: scoreClean(clean, [], redactor.redact),
    }),
  );
}

const PII: ReadonlySet<string> = new Set(['EMAIL', 'CREDIT_CARD', 'US_SSN', 'IBAN']);

/** The head and the rows of the table of docs/privacy.md. */
export function comparisonRows(redactors: readonly ComparedRedactor[]): string[][] {
  const entities = [...(redactors[0] as ComparedRedactor).planted.byEntity.keys()].toSorted();
  const found = (isChosen: (entity: string) => boolean) => redactors.map(({ planted }) => foundOf(planted, isChosen));
  return [
    ['', ...redactors.map(({ name }) => name)],
    ['secrets found', ...found((entity) => !PII.has(entity))],
    ['PII found', ...found((entity) => PII.has(entity))],
    ['clean texts altered', ...redactors.map(({ clean }) => `${clean.falseHits.length} of ${clean.lines}`)],
    ['masked beside a secret', ...redactors.map(({ planted }) => `${(planted.overMasking * 100).toFixed(1)} %`)],
    ...entities.map((name) => [`\`${name}\``, ...found((entity) => entity === name)]),
  ];
}

/** `12 of 40` over the entities that are chosen. */
function foundOf(score: Score, isChosen: (entity: string) => boolean): string {
  let [found, planted] = [0, 0];
  for (const [entity, counts] of score.byEntity) {
    if (!isChosen(entity)) continue;
    found += counts.found;
    planted += counts.planted;
  }
  return `${found} of ${planted}`;
}
