// The regression sets: corpora on which rules were tuned. They show that what was found stays found, and nothing about
// how the redactor compares with another; docs/privacy.md does that on the frozen corpus alone.
import { CLEAN_SAMPLE, type CleanLine, cleanLines } from './clean-corpus.ts';
import { evaluationPii, evaluationSecrets, lookAlikeLines } from './regression/evaluation.ts';
import { formatPii, formatSecrets } from './regression/formats.ts';
import { identifierLines } from './regression/identifiers.ts';
import { logLinePii, logLineSecrets } from './regression/log-lines.ts';
import { optInSamples, piiSamples } from './regression/pii-in-fields.ts';
import { programSecrets } from './regression/programs.ts';
import { beyondSamples, secretSamples } from './regression/secrets-in-places.ts';
import type { CorpusOptions, Sample } from './sample.ts';

/** A regression set of texts with planted values. */
export interface PlantedSet {
  readonly name: string;
  readonly samples: (options: CorpusOptions) => readonly Sample[];
  /** Which entities the redactor is asked for. */
  readonly entities: 'default' | 'all';
}

/** A regression set of texts in which nothing is to be masked. */
export interface CleanSet {
  readonly name: string;
  readonly lines: (options: CorpusOptions) => readonly CleanLine[];
}

export const PLANTED_SETS: readonly PlantedSet[] = [
  { name: 'PII in fields and sentences', samples: piiSamples, entities: 'default' },
  { name: 'secrets in fields, commands and files', samples: secretSamples, entities: 'default' },
  {
    name: 'whole log lines',
    samples: (options) => [...logLinePii(options), ...logLineSecrets(options)],
    entities: 'default',
  },
  {
    name: 'formats of programs and platforms',
    samples: (options) => [...formatPii(options), ...formatSecrets(options)],
    entities: 'default',
  },
  { name: 'everyday lines of drivers, tools and languages', samples: programSecrets, entities: 'default' },
  {
    name: 'forms that an evaluation missed',
    samples: (options) => [...evaluationPii(options), ...evaluationSecrets(options)],
    entities: 'default',
  },
  { name: 'other vendors, prose, other languages', samples: beyondSamples, entities: 'default' },
  { name: 'opt-in entities in fields and sentences', samples: optInSamples, entities: 'all' },
];

export const CLEAN_SETS: readonly CleanSet[] = [
  { name: 'real logs', lines: () => cleanLines(CLEAN_SAMPLE) },
  { name: 'identifiers', lines: ({ seed, perEntity }) => identifierLines(seed, perEntity * 25) },
  { name: 'look-alikes of secrets', lines: ({ seed, perEntity }) => lookAlikeLines(seed, perEntity) },
];
