// What the redactor is known to miss or to alter, corpus by corpus: exactly that, so that one lost form fails a test, and
// one that is found again leaves the list. `npm run bench -- redaction --accept` writes the list; its diff is reviewed.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRedactor } from '../../src/redaction/redactor.ts';
import { type CleanLine, expectedHits, scoreClean } from './clean-corpus.ts';
import { operatorCleanLines, operatorSamples } from './frozen/operator-lines.ts';
import { CLEAN_SETS, PLANTED_SETS } from './regression-sets.ts';
import type { CorpusOptions, Sample } from './sample.ts';
import { scoreSamples } from './scoring.ts';

/** The list's own seed and size: the figures of docs/privacy.md are of another seed. */
const OPTIONS: CorpusOptions = { seed: 20261124, perEntity: 150 };

export const ACCEPTED_FILE: string = join(import.meta.dirname, '../../test/redaction/accepted-misses.json');

/** What happened in a corpus of texts with planted values. */
export interface PlantedOutcome {
  readonly planted: number;
  /** How often a form is missed. */
  readonly missed: Readonly<Record<string, number>>;
  /** How many letters and digits a form loses beside the planted values. */
  readonly beside: Readonly<Record<string, number>>;
}

/** What happened in a corpus of texts without any. */
export interface CleanOutcome {
  readonly lines: number;
  /** How often a line is altered, as it reads then. */
  readonly altered: Readonly<Record<string, number>>;
}

/** A corpus that is held to its list. */
export interface ListedCorpus {
  readonly name: string;
  readonly outcome: () => PlantedOutcome | CleanOutcome;
}

const FROZEN = "frozen: an operator's lines";

export const LISTED_CORPORA: readonly ListedCorpus[] = [
  { name: FROZEN, outcome: () => plantedOutcome(operatorSamples(), 'default') },
  { name: `${FROZEN} without secrets`, outcome: () => cleanOutcome(operatorCleanLines()) },
  ...PLANTED_SETS.map(({ name, samples, entities }) => ({
    name: `regression: ${name}`,
    outcome: () => plantedOutcome(samples(OPTIONS), entities),
  })),
  ...CLEAN_SETS.map(({ name, lines }) => ({
    name: `regression: ${name}`,
    outcome: () => cleanOutcome(lines(OPTIONS)),
  })),
];

function plantedOutcome(samples: readonly Sample[], entities: 'default' | 'all'): PlantedOutcome {
  const redactor = createRedactor({ entities });
  const { planted, misses, beside } = scoreSamples(samples, (text) => redactor.redactText(text));
  return {
    planted,
    missed: sums(misses.map(({ entity, variant, container }) => [`${entity} | ${variant} | ${container}`, 1])),
    beside: sums(beside.map(({ variant, container, lost }) => [`${variant} | ${container}`, lost])),
  };
}

function cleanOutcome(clean: readonly CleanLine[]): CleanOutcome {
  const redactor = createRedactor({});
  const { lines, falseHits } = scoreClean(clean, expectedHits(), (text) => redactor.redactText(text));
  return { lines, altered: sums(falseHits.map(({ source, output }) => [`${source} | ${output}`, 1])) };
}

/** The numbers of each name added up, by name. */
function sums(parts: readonly (readonly [name: string, count: number])[]): Record<string, number> {
  const found = new Map<string, number>();
  for (const [name, count] of parts) found.set(name, (found.get(name) ?? 0) + count);
  return Object.fromEntries([...found].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Writes the list anew from what is missed now. */
export function writeAccepted(): void {
  const list = Object.fromEntries(LISTED_CORPORA.map(({ name, outcome }) => [name, outcome()]));
  writeFileSync(ACCEPTED_FILE, `${JSON.stringify(list, null, 2)}\n`);
}
