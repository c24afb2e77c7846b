// Gives each record an id of its own, by which a pipeline that delivers twice finds the second one.
import type { LogAttributes, MutableLogRecord, RecordStep } from '../record/record-step.ts';
import { UlidSource } from '../record/ulid.ts';
import { hasValue } from './static-attributes.ts';

/** The attribute of OpenTelemetry's semantic conventions (`attributes/log`). */
const RECORD_ID = 'log.record.uid';

/**
 * Sets `log.record.uid` to a ULID, where the record has none.
 *
 * Its time is that of the emit, not the record's: the application may set that one to anything, and ids would no longer sort in the
 * order of the emits. It is written past the provider's limits: a record with too many attributes needs its id as well, and one
 * that is cut is none.
 */
export class RecordId implements RecordStep {
  readonly name = 'record-id';
  readonly source = 'attributes';
  readonly isProtective = false;
  // Ids sort in the order in which records leave.
  readonly isOfLeaving = true;
  readonly #ids = new UlidSource();

  apply(record: MutableLogRecord): boolean {
    const { attributes } = record;
    if (!hasId(attributes)) (attributes as Record<string, unknown>)[RECORD_ID] = this.#ids.next();
    return true;
  }
}

/** An empty text would be the same id for all that have it. */
function hasId(attributes: LogAttributes): boolean {
  if (!hasValue(attributes, RECORD_ID)) return false;
  const id = attributes[RECORD_ID];
  return id !== undefined && id !== null && id !== '';
}
