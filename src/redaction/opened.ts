// Objects whose content is not in their fields: what a formatter would show of them is what has to be looked at.
import { isAnyArrayBuffer, isBoxedPrimitive, isDataView, isDate, isRegExp } from 'node:util/types';

/**
 * What a formatter shows of an object in place of its fields: the result of `toJSON` (of which an HTTP client's error may make a
 * whole request, with its headers), the value of a boxed primitive, the source of a regular expression, the bytes of a buffer.
 * The object itself where it shows its fields, and where what it shows cannot be had: then formatters cannot have it either.
 *
 * Whatever `otlpJson` opens has to be opened here, or it would leave unseen; a test holds the two together.
 */
export function opened(value: object): unknown {
  // Its text is a time.
  if (isDate(value)) return value;
  try {
    const { toJSON } = value as { toJSON?: unknown };
    // A Buffer is bytes: its `toJSON` gives a list of numbers, in which nothing is found.
    if (typeof toJSON === 'function' && !ArrayBuffer.isView(value)) return toJSON.call(value);
    if (isBoxedPrimitive(value)) return value.valueOf();
    if (isRegExp(value)) return String(value);
    if (isAnyArrayBuffer(value)) return new Uint8Array(value);
    if (isDataView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  } catch {
    return value;
  }
  return value;
}
