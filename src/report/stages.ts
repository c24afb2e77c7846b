// The stages of runs, and how long they took: by the attributes that name a stage, the fields that say a duration, and the times of records.

import { keptText } from '../format/kept-text.ts';
import { cutText } from './cut-text.ts';
import { durationUnit, remembered, stageKind } from './field-words.ts';
import { ERROR_BAND, type StageSummary, WARN_BAND } from './report-data.ts';

/** What is asked of a record: its run, its attributes, its time and its band. */
export interface StagedRecord {
  readonly run: string;
  readonly fields: Readonly<Record<string, unknown>>;
  /** Milliseconds since 1970; NaN where it has none. */
  readonly time: number;
  readonly band: number;
}

interface Stage {
  readonly kind: string;
  readonly key: string;
  readonly name: string;
  readonly run: string;
  first: number;
  last: number;
  records: number;
  warnings: number;
  errors: number;
  /** How many records say a duration, the longest of them, and the time of the last such record. */
  durations: number;
  longest: number;
  endOfDuration: number;
}

/** A pipeline has dozens, of dozens of runs. A field that counts something up would have as many as records. */
const MOST_STAGES = 1000;
const LONGEST_NAME = 200;

const kindOf = remembered(stageKind);
const unitOf = remembered(durationUnit);

/** Finds the stages of records, in bounded memory. */
export class Stages {
  readonly #stages = new Map<string, Stage>();
  readonly #runs = new Set<string>();
  #more = 0;

  add(record: StagedRecord): void {
    for (const key of Object.keys(record.fields)) {
      const kind = kindOf(key);
      const name = kind === undefined ? undefined : nameOf(record.fields[key]);
      if (kind !== undefined && name !== undefined) this.#addTo(kind, key, name, record);
    }
  }

  /** In the order in which they began, and how many found no room. */
  summary(): { readonly stages: readonly StageSummary[]; readonly moreStages: number } {
    this.#joinUnknownRun();
    const stages = [...this.#stages.values()].map((stage) => summaryOf(stage, this.#runs.size > 1 ? stage.run : ''));
    const start = (stage: StageSummary) => stage.start ?? Number.POSITIVE_INFINITY;
    return {
      stages: stages.sort((a, b) => start(a) - start(b) || (b.end ?? 0) - (a.end ?? 0)),
      moreStages: this.#more,
    };
  }

  /** Text layouts do not say whose a record is: where all others are of one run, so are theirs. */
  #joinUnknownRun(): void {
    const [run, ...others] = [...this.#runs].filter((name) => name !== '');
    if (run === undefined || others.length > 0 || !this.#runs.delete('')) return;
    for (const [id, stage] of [...this.#stages].filter(([, { run: of }]) => of === '')) {
      this.#stages.delete(id);
      const joinedId = idOf(stage.kind, stage.name, run);
      const known = this.#stages.get(joinedId);
      this.#stages.set(joinedId, known === undefined ? { ...stage, run } : joined(known, stage));
    }
  }

  #addTo(kind: string, key: string, name: string, { run, fields, time, band }: StagedRecord): void {
    const id = idOf(kind, name, run);
    let stage = this.#stages.get(id);
    if (stage === undefined) {
      if (this.#stages.size >= MOST_STAGES) {
        this.#more++;
        return;
      }
      stage = { kind, key: keptText(key, LONGEST_NAME), name: keptText(name), run: keptText(run), ...NOTHING_YET };
      this.#stages.set(id, stage);
      this.#runs.add(stage.run);
    }
    stage.records++;
    if (band <= ERROR_BAND) stage.errors++;
    else if (band === WARN_BAND) stage.warnings++;
    if (Number.isNaN(time)) return;
    stage.first = Math.min(stage.first, time);
    stage.last = Math.max(stage.last, time);
    const duration = durationIn(fields);
    if (duration === undefined) return;
    stage.durations++;
    stage.longest = Math.max(stage.longest, duration);
    stage.endOfDuration = time;
  }
}

const NOTHING_YET = {
  ...{ first: Number.POSITIVE_INFINITY, last: Number.NEGATIVE_INFINITY },
  ...{ records: 0, warnings: 0, errors: 0, durations: 0, longest: 0, endOfDuration: 0 },
};

function idOf(kind: string, name: string, run: string): string {
  return JSON.stringify([kind, name, run]);
}

function joined(one: Stage, other: Stage): Stage {
  return {
    ...one,
    first: Math.min(one.first, other.first),
    last: Math.max(one.last, other.last),
    records: one.records + other.records,
    warnings: one.warnings + other.warnings,
    errors: one.errors + other.errors,
    durations: one.durations + other.durations,
    longest: Math.max(one.longest, other.longest),
    endOfDuration: one.longest >= other.longest ? one.endOfDuration : other.endOfDuration,
  };
}

function nameOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : cutText(value, LONGEST_NAME);
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : undefined;
}

/** The longest duration that a record says, in milliseconds. */
function durationIn(fields: Readonly<Record<string, unknown>>): number | undefined {
  let longest: number | undefined;
  for (const key of Object.keys(fields)) {
    const unit = unitOf(key);
    const value = unit === undefined ? undefined : fields[key];
    if (unit === undefined || typeof value !== 'number' || !(value >= 0 && value < Number.POSITIVE_INFINITY)) continue;
    longest = Math.max(longest ?? 0, value * unit);
  }
  return longest;
}

/**
 * One record that says a duration says the stage's, unless the stage lasts longer than that after it. Otherwise it may be of a part of it, as
 * those of several may: then the stage lasted from its first record to its last, or as long as the longest part.
 */
function summaryOf(stage: Stage, run: string): StageSummary {
  const { kind, key, name, first, last, records, warnings, errors, durations, longest, endOfDuration } = stage;
  const counts = { kind, key, name, run, records, warnings, errors };
  if (first > last) return { ...counts, start: null, end: null, duration: null, from: 'records' };
  const isSaid = (durations === 1 && last - endOfDuration <= longest) || longest > last - first;
  if (!isSaid) return { ...counts, start: first, end: last, duration: last - first, from: 'records' };
  return { ...counts, start: endOfDuration - longest, end: endOfDuration, duration: longest, from: 'field' };
}
