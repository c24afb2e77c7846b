// How large the content of a log record is, and how it is cut down to a size.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { plainForm } from '../../foreign/plain-form.ts';
import { readSafely, UNREADABLE } from '../../foreign/safe-read.ts';

/** What is measured: body, event name and attributes. Resource and scope are the same for all records of a program. */
export interface MeasuredRecord {
  body?: unknown;
  eventName?: string | undefined;
  readonly attributes?: Readonly<Record<string, unknown>> | undefined;
}

const NUMBER_BYTES = 8;
// Beyond this depth a value counts as larger than any limit: no honest record is nested so deep.
const DEEPEST = 64;
// A value that holds itself has no end; the walk has.
const MOST_MEASURED = 64 * 1024 * 1024;
/** The most bytes that a UTF-16 code unit takes in UTF-8. */
const MOST_BYTES_A_UNIT = 3;

/**
 * The size of a record in bytes: its texts and names in UTF-8, 8 for a number, 1 for each value and name, without JSON syntax. An
 * object counts as what is written of it, such as the result of its `toJSON`.
 *
 * Exact where it matters: for a record that is far below or above the limit, code units are counted instead of bytes, which
 * costs no look at the texts. The walk ends as soon as the limit is passed, whatever the record holds.
 * @param limit bytes
 * @returns the bytes; above `limit`: how many were found until then
 */
export function sizeOf({ body, eventName, attributes }: MeasuredRecord, limit: number): number {
  const units = sumOf(unitsOf, limit, body, eventName, attributes);
  if (units > limit || units * MOST_BYTES_A_UNIT <= limit) return units;
  return sumOf(bytesOf, limit, body, eventName, attributes);
}

function sumOf(
  textSize: (text: string) => number,
  limit: number,
  body: unknown,
  eventName: string | undefined,
  attributes: unknown,
): number {
  let size = measure(body, textSize, limit, 0);
  if (eventName !== undefined) size += measure(eventName, textSize, limit, 0);
  return size > limit ? size : size + measure(attributes, textSize, limit - size, 0);
}

function unitsOf(text: string): number {
  return text.length;
}

function bytesOf(text: string): number {
  return Buffer.byteLength(text);
}

function measure(value: unknown, textSize: (text: string) => number, limit: number, depth: number): number {
  if (typeof value === 'string') return 1 + textSize(value);
  if (typeof value === 'number') return NUMBER_BYTES;
  // What is no number of 64 bits is written as its digits.
  if (typeof value === 'bigint') return BigInt.asIntN(64, value) === value ? NUMBER_BYTES : 1 + String(value).length;
  if (typeof value !== 'object' || value === null) return 1;
  if (ArrayBuffer.isView(value)) return 1 + value.byteLength;
  if (depth >= DEEPEST) return limit + 1;
  try {
    if (Array.isArray(value)) return measureList(value, textSize, limit, depth);
    const form = plainForm(value);
    if (form !== value) return measure(form, textSize, limit, depth + 1);
    return measureMap(value as Record<string, unknown>, textSize, limit, depth);
  } catch {
    // A revoked proxy, a trap or a toJSON that throws.
    return 1 + textSize(UNREADABLE);
  }
}

// Plain loops: with a generator in between, the record of the bench took twice the time.
function measureMap(
  map: Readonly<Record<string, unknown>>,
  textSize: (text: string) => number,
  limit: number,
  depth: number,
): number {
  let size = 1;
  for (const key of Object.keys(map)) {
    size += 1 + textSize(key) + measure(readSafely(map, key), textSize, limit - size, depth + 1);
    if (size > limit) break;
  }
  return size;
}

function measureList(
  list: readonly unknown[],
  textSize: (text: string) => number,
  limit: number,
  depth: number,
): number {
  let size = 1;
  for (let i = 0; i < list.length && size <= limit; i++) {
    size += measure(readSafely(list, i), textSize, limit - size, depth + 1);
  }
  return size;
}

/** A record that can be cut down. */
export type CuttableRecord = {
  body?: ReadableLogRecord['body'];
  eventName?: string | undefined;
  readonly attributes: Record<string, unknown>;
} & MeasuredRecord;

interface Part {
  readonly size: number;
  readonly value: unknown;
  put(value: string): void;
}

/**
 * Cuts a record down to a size: its largest values first, each at the end of a character, with a note of how much is gone.
 * A value that is no text is replaced by the note. Where names alone are too many, attributes are removed.
 */
export function cutTo(record: CuttableRecord, limit: number): void {
  const { attributes } = record;
  const parts = [
    partOf(record.body, (text) => {
      record.body = text;
    }),
    ...(record.eventName === undefined
      ? []
      : [
          partOf(record.eventName, (text) => {
            record.eventName = text;
          }),
        ]),
    ...Object.keys(attributes).map((key) =>
      partOf(attributes[key], (text) => {
        attributes[key] = text;
      }),
    ),
  ].sort((a, b) => b.size - a.size);
  const names = Object.keys(attributes).reduce((sum, key) => sum + 1 + bytesOf(key), 1);
  let excess = parts.reduce((sum, { size }) => sum + size, names - limit);
  for (const { size, value, put } of parts) {
    if (excess <= 0) return;
    const cut = cutValue(value, size, excess);
    put(cut);
    excess -= size - 1 - bytesOf(cut);
  }
  for (const key of Object.keys(attributes).sort((a, b) => b.length - a.length)) {
    if (excess <= 0) return;
    excess -= 1 + bytesOf(key) + measure(attributes[key], bytesOf, MOST_MEASURED, 0);
    delete attributes[key];
  }
}

function partOf(value: unknown, put: (text: string) => void): Part {
  return { size: measure(value, bytesOf, MOST_MEASURED, 0), value, put };
}

function cutValue(value: unknown, size: number, excess: number): string {
  // The note takes room itself, with digits for the largest number it may have to show.
  const room = size - 1 - excess - noteOf(size).length;
  if (typeof value !== 'string' || room <= 0) return noteOf(size);
  const kept = new TextEncoder().encodeInto(value, new Uint8Array(room)).read;
  return value.slice(0, kept) + noteOf(bytesOf(value.slice(kept)));
}

function noteOf(bytes: number): string {
  return `[${bytes} bytes cut]`;
}
