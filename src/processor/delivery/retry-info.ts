// Reads from an exporter's error for how long its receiver asks to be left alone: gRPC's RetryInfo, with which OTLP throttles senders.
//
// Over HTTP that is the header Retry-After, which the exporters heed themselves and do not hand on.
import { isUint8Array } from 'node:util/types';
import { ask } from '../../foreign/call.ts';

/** Where gRPC has the details of a status, as protobuf: a google.rpc.Status. */
const DETAILS = 'grpc-status-details-bin';
const RETRY_INFO = 'type.googleapis.com/google.rpc.RetryInfo';
/** By the numbers of their fields: Status.details, Any.type_url and Any.value, RetryInfo.retry_delay, Duration.seconds and .nanos. */
const [STATUS_DETAILS, ANY_TYPE, ANY_VALUE, RETRY_DELAY, SECONDS, NANOS] = [3, 1, 2, 1, 1, 2];
/** The longest time that a google.protobuf.Duration has, in seconds. What is more was negative. */
const LONGEST = 315_576_000_000;

/** A field of a message: its number, and what it has, a number or bytes. */
type Field = readonly [number: number, value: number, bytes: Buffer];

const NO_BYTES = Buffer.alloc(0);

/** The milliseconds for which a receiver asks to be left alone; nothing where it does not ask. Never throws. */
export function askedPause(error: unknown): number | undefined {
  try {
    const { metadata } = error as { metadata?: { get?: unknown } };
    if (typeof metadata?.get !== 'function') return undefined;
    const values: unknown = ask('metadata of an error', () => (metadata as Metadata).get(DETAILS));
    const details: unknown = Array.isArray(values) ? values[0] : undefined;
    return isUint8Array(details) ? pauseIn(details) : undefined;
  } catch {
    // It cannot be read, or is no protobuf.
    return undefined;
  }
}

/** What of grpc-js's `Metadata` is needed. */
interface Metadata {
  get(key: string): unknown;
}

function pauseIn({ buffer, byteOffset, byteLength }: Uint8Array): number | undefined {
  for (const any of bytesOf(Buffer.from(buffer, byteOffset, byteLength), STATUS_DETAILS)) {
    const [type = NO_BYTES] = bytesOf(any, ANY_TYPE);
    if (type.toString() !== RETRY_INFO) continue;
    const [info = NO_BYTES] = bytesOf(any, ANY_VALUE);
    const [delay = NO_BYTES] = bytesOf(info, RETRY_DELAY);
    const seconds = numberOf(delay, SECONDS) + numberOf(delay, NANOS) / 1e9;
    return seconds > 0 && seconds <= LONGEST ? seconds * 1000 : undefined;
  }
  return undefined;
}

/** @throws RangeError where a message ends within a field, or has a kind of field that none of these messages has */
function fieldsOf(message: Buffer): readonly Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = message.readUInt8(at++);
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const key = varint();
    const wire = key % 8;
    if (wire !== 0 && wire !== 2) throw new RangeError('not a field of these messages');
    const value = varint();
    const length = wire === 2 ? value : 0;
    if (length > message.length - at) throw new RangeError('a message ends within a field');
    fields.push([Math.floor(key / 8), value, message.subarray(at, at + length)]);
    at += length;
  }
  return fields;
}

/** What the fields of this number have. */
const bytesOf = (message: Buffer, number: number): Buffer[] =>
  fieldsOf(message).flatMap(([of, , bytes]) => (of === number ? [bytes] : []));

const numberOf = (message: Buffer, number: number): number => fieldsOf(message).find(([of]) => of === number)?.[1] ?? 0;
