// OTLP/JSON `AnyValue` and `KeyValue` lists -> the values that were logged.
import { textOf } from '../../format/json-value.ts';
import { exactInteger } from './exact-json.ts';

type Json = Record<string, unknown>;

const DIGITS = /^-?\d+$/;
/** As JSON has numbers, and the words that the JSON of protobuf has besides. */
const NUMBER = /^-?\d{1,400}(?:\.\d{1,400})?(?:e[+-]?\d{1,9})?$/i;
const WORDS: readonly string[] = ['NaN', 'Infinity', '-Infinity'];
const PADDING = /={1,2}$/;
/** Deeper than anything our formats write, and far from where the stack ends. */
const MOST_DEPTH = 512;

/**
 * The value of an `AnyValue`: what the SDK had, or would have had. An integer is a number where a double holds it exactly, else a
 * bigint; an empty one is `null`. Names in snake case, which old writers have, are read as well. A value that is not of its kind is given
 * as it is written.
 */
export function readAnyValue(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null || depth > MOST_DEPTH) return null;
  const any = value as Json;
  for (const kind in any) {
    const held = any[kind];
    switch (kind) {
      case 'stringValue':
      case 'string_value':
        return textOf(held);
      case 'intValue':
      case 'int_value':
      case 'doubleValue':
      case 'double_value':
        return readNumber(held);
      case 'boolValue':
      case 'bool_value':
        return held === 'true' || held === 'false' ? held === 'true' : primitive(held);
      case 'bytesValue':
      case 'bytes_value':
        return readBytes(held);
      case 'arrayValue':
      case 'array_value':
        return listOf((held as Json | null)?.values).map((element) => readAnyValue(element, depth + 1));
      case 'kvlistValue':
      case 'kvlist_value':
        return readKeyValues((held as Json | null)?.values, depth + 1);
    }
  }
  return null;
}

/** A `KeyValue` list as a map. */
export function readKeyValues(list: unknown, depth = 0): Record<string, unknown> {
  const map: Record<string, unknown> = {};
  if (!Array.isArray(list)) return map;
  for (const entry of list as (Json | null)[]) {
    if (typeof entry !== 'object' || entry === null) continue;
    setOwn(map, String(entry.key ?? ''), readAnyValue(entry.value, depth));
  }
  return map;
}

/** Sets a property, whatever its name: `__proto__` is one like any other. */
export function setOwn(map: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
  else map[key] = value;
}

function readNumber(held: unknown): unknown {
  if (typeof held !== 'string' || !(NUMBER.test(held) || WORDS.includes(held))) return primitive(held);
  return DIGITS.test(held) ? exactInteger(held) : Number(held);
}

/** What is not of its kind is given as it is written. */
function primitive(held: unknown): unknown {
  return typeof held === 'object' ? null : held;
}

function readBytes(held: unknown): unknown {
  if (typeof held !== 'string') return primitive(held);
  const bytes = Buffer.from(held, 'base64');
  return bytes.toString('base64url') === held.replaceAll('+', '-').replaceAll('/', '_').replace(PADDING, '')
    ? new Uint8Array(bytes)
    : held;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
