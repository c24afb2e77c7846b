// Logs as OTLP/protobuf brings them, decoded to the names and values that OTLP/JSON has: what arrives is compared with what a file says.
//
// The messages are those of opentelemetry/proto/logs/v1/logs.proto and common/v1/common.proto.

/** A record that arrived, or that a line of a file has, with what it stands in. */
export interface ArrivedRecord {
  readonly resource: readonly KeyValue[];
  readonly scope: string;
  readonly record: LogRecord;
}

export interface KeyValue {
  readonly key: string;
  readonly value: AnyValue;
}

export interface AnyValue {
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  /** A decimal. */
  readonly intValue?: string;
  /** A number, or `"NaN"` and the infinities. */
  readonly doubleValue?: number | string;
  readonly arrayValue?: { readonly values?: readonly AnyValue[] };
  readonly kvlistValue?: { readonly values?: readonly KeyValue[] };
  /** Base64. */
  readonly bytesValue?: string;
}

export interface LogRecord {
  readonly timeUnixNano?: string;
  readonly observedTimeUnixNano?: string;
  readonly severityNumber?: number;
  readonly severityText?: string;
  readonly body?: AnyValue;
  readonly attributes?: readonly KeyValue[];
  readonly traceId?: string;
  readonly spanId?: string;
  readonly eventName?: string;
}

/** A field of a message: its number, and its bytes or its number's value. */
type Field = readonly [number: number, bytes: Buffer, value: bigint];

const EMPTY = Buffer.alloc(0);

/** Splits a message into its fields. */
function fieldsOf(message: Buffer): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = () => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = message[at++];
      if (byte === undefined) throw new Error('a message ends within a number');
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const key = Number(varint());
    const wire = key & 7;
    if (wire === 0) fields.push([key >>> 3, EMPTY, varint()]);
    else {
      const length = wire === 2 ? Number(varint()) : wire === 1 ? 8 : 4;
      if (at + length > message.length) throw new Error('a message ends within a field');
      fields.push([key >>> 3, message.subarray(at, at + length), 0n]);
      at += length;
    }
  }
  return fields;
}

const all = <T>(message: Buffer, field: number, decode: (bytes: Buffer) => T): T[] =>
  fieldsOf(message).flatMap(([number, bytes]) => (number === field ? [decode(bytes)] : []));

function decodeDouble(bytes: Buffer): number | string {
  const value = bytes.readDoubleLE();
  return Number.isFinite(value) ? value : String(value);
}

/** By the number of the field that is set. */
const VALUES: Readonly<Record<number, (bytes: Buffer, value: bigint) => AnyValue>> = {
  1: (bytes) => ({ stringValue: bytes.toString() }),
  2: (_, value) => ({ boolValue: value !== 0n }),
  3: (_, value) => ({ intValue: String(BigInt.asIntN(64, value)) }),
  4: (bytes) => ({ doubleValue: decodeDouble(bytes) }),
  5: (bytes) => ({ arrayValue: { values: all(bytes, 1, decodeValue) } }),
  6: (bytes) => ({ kvlistValue: { values: all(bytes, 1, decodeKeyValue) } }),
  7: (bytes) => ({ bytesValue: bytes.toString('base64') }),
};

function decodeValue(message: Buffer): AnyValue {
  const [field] = fieldsOf(message);
  if (field === undefined) return {};
  const [number, bytes, value] = field;
  return VALUES[number]?.(bytes, value) ?? {};
}

function decodeKeyValue(message: Buffer): KeyValue {
  const [key = ''] = all(message, 1, String);
  const [value = {}] = all(message, 2, decodeValue);
  return { key, value };
}

function decodeRecord(message: Buffer): LogRecord {
  const record: Record<string, unknown> = {};
  const attributes: KeyValue[] = [];
  for (const [number, bytes, value] of fieldsOf(message)) {
    if (number === 1) record['timeUnixNano'] = String(bytes.readBigUInt64LE());
    else if (number === 2) record['severityNumber'] = Number(value);
    else if (number === 3) record['severityText'] = bytes.toString();
    else if (number === 5) record['body'] = decodeValue(bytes);
    else if (number === 6) attributes.push(decodeKeyValue(bytes));
    else if (number === 9) record['traceId'] = bytes.toString('hex');
    else if (number === 10) record['spanId'] = bytes.toString('hex');
    else if (number === 11) record['observedTimeUnixNano'] = String(bytes.readBigUInt64LE());
    else if (number === 12) record['eventName'] = bytes.toString();
  }
  return { ...record, attributes };
}

/** The records of an ExportLogsServiceRequest. */
export function decodeRequest(request: Buffer): ArrivedRecord[] {
  return all(request, 1, (resourceLogs) => {
    const resource = all(resourceLogs, 1, (bytes) => all(bytes, 1, decodeKeyValue)).flat();
    return all(resourceLogs, 2, (scopeLogs) => {
      const [scope = ''] = all(scopeLogs, 1, (bytes) => all(bytes, 1, String)[0] ?? '');
      return all(scopeLogs, 2, (bytes) => ({ resource, scope, record: decodeRecord(bytes) }));
    }).flat();
  }).flat();
}

interface Line {
  readonly resourceLogs: readonly {
    readonly resource?: { readonly attributes?: readonly KeyValue[] };
    readonly scopeLogs: readonly { readonly scope?: { readonly name?: string }; readonly logRecords: LogRecord[] }[];
  }[];
}

/** The records of a line of OTLP/JSON. */
export function recordsOfLine(line: string): ArrivedRecord[] {
  return (JSON.parse(line) as Line).resourceLogs.flatMap(({ resource, scopeLogs }) =>
    scopeLogs.flatMap(({ scope, logRecords }) =>
      logRecords.map((record) => ({ resource: resource?.attributes ?? [], scope: scope?.name ?? '', record })),
    ),
  );
}

/** The number that a record of the tests' programs carries. */
export function numberOf({ record }: ArrivedRecord): number {
  return Number(record.attributes?.find(({ key }) => key === 'i')?.value.intValue);
}

/** Protobuf's texts are UTF-8, which has no half of a pair of surrogates: the collector writes U+FFFD for it. */
const asProtobufHasIt = (_: string, value: unknown): unknown =>
  typeof value === 'string' ? value.toWellFormed() : value;

/** A record as a text by which it is compared: its fields in one order, values as they are, nothing that is unset. */
export function textOfRecord({ scope, record }: ArrivedRecord): string {
  const { timeUnixNano, observedTimeUnixNano, severityNumber, severityText, body, attributes } = record;
  const { traceId, spanId, eventName } = record;
  const fields = [timeUnixNano, observedTimeUnixNano, severityNumber, severityText, body, attributes ?? []];
  const compared = [scope, ...fields, traceId || undefined, spanId || undefined, eventName || undefined];
  return JSON.stringify(compared, asProtobufHasIt);
}
