// Cleans each record of PII and secrets, before a sink of LakeTrace or a processor registered after it sees the record.
import type { RedactableRecord, Redactor } from '../../redaction/index.ts';
import type { MutableLogRecord, RecordStep } from '../record/record-step.ts';

/** The attribute that says what was masked in a record. */
const REDACTED = 'laketrace.redacted';
/** What stands in place of texts that could not be looked at. */
const FAILED = '[REDACTION_FAILED]';

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
