// Cleans each record of PII and secrets, before anything of LakeTrace or behind it sees the record.
import { createRedactor, type RedactableRecord, type Redactor, type RedactorOptions } from '../redaction/index.ts';
import { ConfigurationError } from '../spec/configuration-error.ts';
import type { ErrorPolicy } from './error-policy.ts';
import { isObject } from './option-checks.ts';
import type { MutableLogRecord, RecordStep } from './record-step.ts';

/** The attribute that says what was masked in a record. */
const REDACTED = 'laketrace.redacted';

/** The `redaction` option: what the redactor takes, and whether records say what was masked in them. */
export interface RedactionOptions extends RedactorOptions {
  /** `true`: a record that was changed gets the attribute `laketrace.redacted`, a map of entities and counts. Default `false`. */
  readonly mark?: boolean;
}

/** Masks what the redactor finds in body, attributes and event name. */
export class RedactionStep implements RecordStep {
  readonly name = 'redaction';
  readonly source = 'redaction';
  // Processors registered after ours get the records that we drop: clean, too.
  readonly isProtective = true;
  readonly #redactor: Redactor;
  readonly #isMarking: boolean;

  constructor(redactor: Redactor, isMarking: boolean) {
    this.#redactor = redactor;
    this.#isMarking = isMarking;
  }

  apply(record: MutableLogRecord): boolean {
    const counts = this.#redactor.redactRecord(record as RedactableRecord);
    if (counts !== undefined && this.#isMarking) {
      (record.attributes as Record<string, unknown>)[REDACTED] = { ...counts };
    }
    return true;
  }
}

/** A redactor with the option that says whether it marks records. */
export interface ConfiguredRedaction {
  readonly redactor: Redactor;
  readonly isMarking: boolean;
}

/**
 * Reads the `redaction` option.
 * @returns nothing where it is switched off
 * @throws ConfigurationError naming the option, its value and what is accepted
 */
export function readRedactionOption(
  option: boolean | RedactionOptions | undefined,
  errors: () => ErrorPolicy,
): ConfiguredRedaction | undefined {
  if (option === false) return undefined;
  if (option !== undefined && option !== true && !isObject(option)) {
    throw new ConfigurationError('redaction', option, 'true, false, or options of the redactor');
  }
  const { mark = false, ...options } = option === undefined || option === true ? {} : (option as RedactionOptions);
  if (typeof mark !== 'boolean') throw new ConfigurationError('redaction.mark', mark, 'true or false');
  const redactor = createRedactor({
    onError: (error: unknown) => errors().report(error, 'redaction'),
    ...options,
  });
  return { redactor, isMarking: mark };
}
