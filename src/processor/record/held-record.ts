// A record as it is when it is taken in, for whoever reads it later.
//
// The record of the SDK is passed to the processors registered after ours, and its nested values are the application's: what they
// set later would leave by a batch or an asynchronous sink without having been redacted. So it is not in what we send: redacting
// it would take a second look at every record, and could not undo what a reader has seen before.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { DataCopy, textBytes } from './data-copy.ts';
import { IsolatedLogRecord } from './isolated-log-record.ts';

/** What a record takes that holds nothing. Measured: 338 bytes of heap. */
const EMPTY_RECORD = 340;
/** What an attribute takes in addition to its value, roughly. Names are mostly the same for all records. */
const ATTRIBUTE = 16;

/** A copy of a record with everything in it that could be changed. Times, span context, resource and scope are shared. */
export class HeldRecord extends IsolatedLogRecord {
  readonly #bytes: number;

  constructor(record: ReadableLogRecord) {
    super(record);
    const { attributes, body, eventName } = this;
    let bytes = EMPTY_RECORD;
    // Most records hold nothing nested, and then need none.
    let data: DataCopy | undefined;
    if (typeof body === 'string') bytes += textBytes(body);
    else if (typeof body === 'object' && body !== null) {
      data = new DataCopy();
      this.body = data.of(body) as typeof body;
    }
    if (typeof eventName === 'string') bytes += textBytes(eventName);
    for (const name in attributes) {
      const value = attributes[name];
      bytes += ATTRIBUTE;
      if (typeof value === 'string') bytes += textBytes(value);
      else if (typeof value === 'object' && value !== null && Object.hasOwn(attributes, name)) {
        data ??= new DataCopy();
        attributes[name] = data.of(value) as typeof value;
      }
    }
    this.#bytes = bytes + (data?.bytes ?? 0);
  }

  /** How many bytes of memory it takes, roughly. */
  get bytes(): number {
    return this.#bytes;
  }
}
