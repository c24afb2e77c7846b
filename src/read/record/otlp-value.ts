// OTLP/JSON `AnyValue` and `KeyValue` lists -> the values that were logged.
import { exactInteger } from './exact-json.ts';

type Json = Record<string, unknown>;

const DIGITS = /^-?\d{1,40}$/;
/** Deeper than anything our formats write, and far from where the stack ends. */
const MOST_DEPTH = 512;

/**
 * The value of an `AnyValue`: what the SDK had, or would have had. An `intValue` is a number where a double holds it exactly, else a
 * bigint; an empty one is `null`. Names in snake case, which old writers have, are read as well.
 */
export function readAnyValue(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null || depth > MOST_DEPTH) return null;
  const any = value as Json;
  for (const kind in any) {
    const held = any[kind];
    switch (kind) {
      case 'stringValue':
      case 'string_value':
        return typeof held === 'string' ? held : String(held);
      case 'intValue':
      case 'int_value':
        return readInteger(held);
      case 'boolValue':
      case 'bool_value':
        return held === true || held === 'true';
      case 'doubleValue':
      case 'double_value':
        return typeof held === 'number' ? held : Number(held);
      case 'bytesValue':
      case 'bytes_value':
        return new Uint8Array(Buffer.from(String(held), 'base64'));
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

function readInteger(held: unknown): unknown {
  if (typeof held === 'string') return DIGITS.test(held) ? exactInteger(held) : Number(held);
  return typeof held === 'number' || typeof held === 'bigint' ? held : null;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
