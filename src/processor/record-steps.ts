// Applies the steps of a processor: which of them a record gets, and what becomes of an error of one.
import type { ErrorPolicy } from './errors/error-policy.ts';
import type { MutableLogRecord, RecordStep } from './record/record-step.ts';

/** The compiled steps, by what they are applied to. Each method answers with the name of the step that drops the record, if one does. */
export class RecordSteps {
  readonly #all: readonly RecordStep[];
  readonly #ofContent: readonly RecordStep[];
  readonly #ofLeaving: readonly RecordStep[];
  readonly #ofDropped: readonly RecordStep[];
  readonly #errors: ErrorPolicy;

  /** @param tagsDropped whether records that are not kept get all steps, not only the protective ones */
  constructor(steps: readonly RecordStep[], errors: ErrorPolicy, tagsDropped: boolean) {
    this.#all = steps;
    this.#ofContent = steps.filter(({ isOfLeaving }) => !isOfLeaving);
    this.#ofLeaving = steps.filter(({ isOfLeaving }) => isOfLeaving);
    this.#ofDropped = steps.filter(({ isProtective }) => tagsDropped || isProtective);
    this.#errors = errors;
  }

  /** To a record that goes to the sinks. */
  apply(record: MutableLogRecord): string | undefined {
    return this.#applyEach(this.#all, record);
  }

  /** To one that is recorded: it may never leave. */
  applyToContent(record: MutableLogRecord): string | undefined {
    return this.#applyEach(this.#ofContent, record);
  }

  /** To one that was recorded, when it leaves. */
  applyToLeaving(record: MutableLogRecord): string | undefined {
    return this.#applyEach(this.#ofLeaving, record);
  }

  /** To one that is not kept: processors after this one get it. */
  applyToDropped(record: MutableLogRecord): void {
    this.#applyEach(this.#ofDropped, record);
  }

  /** Up to the first that drops the record. */
  #applyEach(steps: readonly RecordStep[], record: MutableLogRecord): string | undefined {
    for (let i = 0; i < steps.length; i++) {
      const step = steps[i] as RecordStep;
      try {
        if (!step.apply(record)) return step.name;
      } catch (error) {
        this.#errors.caught(error, step.source, step.name);
      }
    }
    return undefined;
  }
}
