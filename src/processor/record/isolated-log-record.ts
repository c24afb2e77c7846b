// LakeTrace's own copy of a record: its changes do not reach the caller's, nor the caller's later ones this.

import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { nameClass } from '../../foreign/shape.ts';
import type { LogAttributes, MutableLogRecord } from './record-step.ts';

/** The type of an optional part where it is present. */
type Part<Name extends keyof ReadableLogRecord> = NonNullable<ReadableLogRecord[Name]>;

/** A copy of a record, with attributes of its own. Nested values and the body are shared: no step changes them in place. */
export class IsolatedLogRecord implements MutableLogRecord {
  static {
    nameClass(IsolatedLogRecord, 'IsolatedLogRecord');
  }

  readonly hrTime: ReadableLogRecord['hrTime'];
  readonly hrTimeObserved: ReadableLogRecord['hrTimeObserved'];
  readonly spanContext?: Part<'spanContext'>;
  readonly severityNumber?: Part<'severityNumber'>;
  severityText?: string;
  body?: ReadableLogRecord['body'];
  eventName?: string;
  readonly attributes: LogAttributes;
  readonly droppedAttributesCount: number;
  resource: ReadableLogRecord['resource'];
  readonly instrumentationScope: ReadableLogRecord['instrumentationScope'];

  constructor(record: ReadableLogRecord) {
    this.hrTime = record.hrTime;
    this.hrTimeObserved = record.hrTimeObserved;
    // Absent parts are set too, as the SDK's own record has them: all copies are of one shape, for the code that reads them.
    this.spanContext = record.spanContext as Part<'spanContext'>;
    this.severityNumber = record.severityNumber as Part<'severityNumber'>;
    this.severityText = record.severityText as string;
    this.body = record.body;
    this.eventName = record.eventName as string;
    this.attributes = { ...record.attributes };
    this.droppedAttributesCount = record.droppedAttributesCount;
    this.resource = record.resource;
    this.instrumentationScope = record.instrumentationScope;
  }

  /** Sets an attribute. The SDK's limits were applied when the record was made; what LakeTrace itself adds may exceed them. */
  setAttribute(key: string, value: LogAttributes[string]): this {
    this.attributes[key] = value;
    return this;
  }
}
