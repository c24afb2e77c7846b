// Optional fields of OTLP/JSON messages, with the comma in front; left out where the value has no place in OTLP.
import { type AsciiMark, escapeJson } from './json-string.ts';

const MAX_UINT32 = 2 ** 32 - 1;

/** A string field. */
export function textField(name: string, value: unknown, mark: AsciiMark): string {
  return typeof value === 'string' ? `,"${name}":"${escapeJson(value, mark)}"` : '';
}

/** An integer field within the bounds of its protobuf type. */
export function integerField(name: string, value: unknown, min: number, max: number): string {
  return Number.isInteger(value) && (value as number) >= min && (value as number) <= max ? `,"${name}":${value}` : '';
}

/** A `uint32` or `fixed32` field. */
export function uint32Field(name: string, value: unknown): string {
  return integerField(name, value, 0, MAX_UINT32);
}
