// Cleans each record of PII and secrets, before anything of LakeTrace or behind it sees the record.
import { createRedactor, type RedactableRecord, type Redactor, type RedactorOptions } from '../redaction/index.ts';
import { ConfigurationError } from '../spec/configuration-error.ts';
import { isObject, requireOptions, under } from '../spec/option-checks.ts';
import type { ErrorPolicy } from './error-policy.ts';
import { PROCESSOR_OPTIONS } from './processor-option-names.ts';
import type { MutableLogRecord, RecordStep } from './record-step.ts';

/** The attribute that says what was masked in a record. */
const REDACTED = 'laketrace.redacted';
/** What stands for what could not be looked at. */
const FAILED = '[REDACTION_FAILED]';

/** The `redaction` option: what the redactor takes, and whether records say what was masked in them. */
export interface RedactionOptions extends RedactorOptions {
  /** `true`: a record that was changed gets the attribute `laketrace.redacted`, a map of entities and counts. Default `false`. */
  readonly mark?: boolean;
}

/** Masks what the redactor finds in body, attributes and event name. A record that it fails on leaves without them. */
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
    try {
      const counts = this.#redactor.redactRecord(record as RedactableRecord);
      if (counts !== undefined && this.#isMarking) record.setAttribute(REDACTED, { ...counts });
      return true;
    } catch (error) {
      try {
        empty(record);
      } catch {
        // It cannot be written to: it does not leave by LakeTrace, and is counted.
        return false;
      }
      throw error;
    }
  }
}

function empty(record: MutableLogRecord): void {
  record.body = FAILED;
  if (record.eventName !== undefined) record.eventName = FAILED;
  if (record.severityText !== undefined) record.severityText = FAILED;
  for (const name of Object.keys(record.attributes)) delete record.attributes[name];
}

/** The `redaction` option, read. */
export interface ConfiguredRedaction {
  readonly redactor: Redactor;
  readonly isMarking: boolean;
  /** The names whose values are masked in the resource as well. */
  readonly keys: NonNullable<RedactorOptions['keys']>;
}

/**
 * Reads the `redaction` option.
 * @returns nothing where it is switched off
 * @throws ConfigurationError naming the option, its value and what is accepted
 */
export function readRedactionOption(
  option: boolean | RedactionOptions | Redactor | undefined,
  errors: () => ErrorPolicy,
): ConfiguredRedaction | undefined {
  if (option === false) return undefined;
  if (option !== undefined && option !== true && !isObject(option)) {
    throw ConfigurationError.ofKind('redaction', option, 'true, false, options of the redactor, or a redactor');
  }
  if (isRedactor(option)) return { redactor: option, isMarking: false, keys: [] };
  if (isObject(option)) requireOptions(option, 'redaction');
  const { mark = false, ...options } = option === undefined || option === true ? {} : (option as RedactionOptions);
  if (typeof mark !== 'boolean') throw new ConfigurationError('redaction.mark', mark, 'true or false');
  const redactor = under(
    'redaction',
    () => createRedactor({ onError: (error: unknown) => errors().report(error, 'redaction'), ...options }),
    PROCESSOR_OPTIONS.known,
  );
  return { redactor, isMarking: mark, keys: options.keys ?? [] };
}

function isRedactor(option: unknown): option is Redactor {
  return isObject(option) && typeof option['redactRecord'] === 'function';
}
