// What stands around the records of one resource or one scope: encoded once an object, not once a record.

import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { flat } from './flat-text.ts';
import { AnyValueEncoder } from './otlp-any-value.ts';
import { textField, uint32Field } from './otlp-fields.ts';
import { resourceAttributes } from './resource-attributes.ts';

type Resource = ReadableLogRecord['resource'];
type Scope = ReadableLogRecord['instrumentationScope'];

/** The JSON before and after a list. */
export interface Envelope {
  /** Up to the opening bracket of the list. */
  readonly head: string;
  /** From the closing bracket on. */
  readonly tail: string;
  readonly headBytes: number;
  readonly tailBytes: number;
  /** UTF-8 bytes of both. */
  readonly bytes: number;
  /** Head and tail: equal for envelopes that mean the same. */
  readonly key: string;
}

// Shared by all encoders: a hundred loggers of a program have one resource.
const RESOURCES = new WeakMap<Resource, Envelope>();
const SCOPES = new WeakMap<Scope, Envelope>();

/**
 * The envelope of a resource: a `ResourceLogs` object around its list of scopes.
 *
 * Encoded once an object: attributes of a resource do not change once they are all there. A resource that still waits for
 * asynchronous attributes is encoded anew each time, with those that are known; it is read in a way that does not make the
 * SDK report an error. Whoever can wait calls `waitForAsyncAttributes` first.
 */
export function resourceEnvelope(resource: Resource): Envelope {
  if (resource?.asyncAttributesPending === true) return encodeResource(resource);
  return kept(RESOURCES, resource, encodeResource);
}

/** The envelope of an instrumentation scope: a `ScopeLogs` object around its list of records. Encoded once an object. */
export function scopeEnvelope(scope: Scope): Envelope {
  return kept(SCOPES, scope, encodeScope);
}

function kept<T extends object>(envelopes: WeakMap<T, Envelope>, of: T, encode: (of: T) => Envelope): Envelope {
  let envelope = envelopes.get(of);
  if (envelope === undefined) {
    envelope = encode(of);
    // Records made by hand may lack one.
    if (of !== undefined && of !== null) envelopes.set(of, envelope);
  }
  return envelope;
}

function encodeResource(resource: Resource): Envelope {
  const values = new AnyValueEncoder();
  const list = values.encodeAttributes(resourceAttributes(resource));
  // The SDK does not write an empty schema URL of a resource, and writes any other twice; readers ignore the inner one.
  const schemaUrl = resource?.schemaUrl === '' ? '' : textField('schemaUrl', resource?.schemaUrl, values);
  const head = `{"resource":{"attributes":[${list}],"droppedAttributesCount":0${schemaUrl}},"scopeLogs":[`;
  return envelope(head, `]${schemaUrl}}`);
}

function encodeScope(scope: Scope): Envelope {
  const values = new AnyValueEncoder();
  let fields = textField('name', scope?.name, values) + textField('version', scope?.version, values);
  const list = values.encodeAttributes(scope?.attributes);
  if (list !== '') {
    fields += `,"attributes":[${list}]${uint32Field('droppedAttributesCount', scope.droppedAttributesCount ?? 0)}`;
  }
  const schemaUrl = textField('schemaUrl', scope?.schemaUrl, values);
  return envelope(`{"scope":{${fields.slice(1)}},"logRecords":[`, `]${schemaUrl}}`);
}

function envelope(head: string, tail: string): Envelope {
  const [headBytes, tailBytes] = [Buffer.byteLength(head), Buffer.byteLength(tail)];
  const key = flat(head + tail);
  return { head: flat(head), tail: flat(tail), headBytes, tailBytes, bytes: headBytes + tailBytes, key };
}
