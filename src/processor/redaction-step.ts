// Masks PII and secrets in each record.
import type { RedactableRecord, Redactor } from '../redaction/index.ts';
import type { MutableLogRecord, RecordStep } from './record-step.ts';

/** The attribute that says what was masked in a record, where that is asked for. */
const ANNOTATION = 'laketrace.redacted';
const FAILED = '[REDACTION_FAILED]';

/** Has a redactor mask body, attributes and event name. A record that it fails on leaves without them. */
export class RedactionStep implements RecordStep {
  readonly name = 'redaction';
  readonly source = 'redaction';
  readonly isProtective = true;
  readonly #redactor: Redactor;
  readonly #annotates: boolean;

  /** @param annotates whether a record that was changed gets an attribute that tells how often what was masked */
  constructor(redactor: Redactor, annotates: boolean) {
    this.#redactor = redactor;
    this.#annotates = annotates;
  }

  apply(record: MutableLogRecord): boolean {
    try {
      const masked = this.#redactor.redactRecord(record as RedactableRecord);
      if (this.#annotates && masked !== undefined) record.setAttribute(ANNOTATION, { ...masked });
      return true;
    } catch (error) {
      empty(record);
      throw error;
    }
  }
}

function empty(record: MutableLogRecord): void {
  record.body = FAILED;
  if (record.eventName !== undefined) record.eventName = FAILED;
  for (const name of Object.keys(record.attributes)) delete record.attributes[name];
}
