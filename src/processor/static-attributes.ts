// Attributes that every record gets.
import { ConfigurationError } from '../spec/configuration-error.ts';
import type { MutableLogRecord, RecordStep } from './record-step.ts';

/** Adds fixed attributes; one that the record has itself stays as it is. */
export class StaticAttributes implements RecordStep {
  readonly name = 'attributes';
  readonly source = 'attributes';
  readonly isProtective = false;
  readonly #entries: readonly (readonly [string, unknown])[];

  constructor(attributes: Readonly<Record<string, unknown>>) {
    this.#entries = Object.entries(attributes);
  }

  apply({ attributes }: MutableLogRecord): boolean {
    // Set directly: the SDK's limit on the number of attributes is for what the application sends.
    const target = attributes as Record<string, unknown>;
    for (const [key, value] of this.#entries) {
      if (!Object.hasOwn(target, key)) target[key] = value;
    }
    return true;
  }
}

/** Reads the `attributes` option. */
export function parseStaticAttributes(value: unknown, path = 'attributes'): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ConfigurationError(path, value, 'an object of attributes');
  }
  return value as Record<string, unknown>;
}
