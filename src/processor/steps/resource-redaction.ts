// Masks the attributes of the resource that are named in the `keys` of the redaction, once a resource object.
import { isThenable } from '../../foreign/call.ts';
import { createRedactor, type Redactor, type RedactorOptions } from '../../redaction/index.ts';
import type { MutableLogRecord, RecordStep } from '../record/record-step.ts';
import { givenResource } from '../resource/given-resource.ts';
import { type Resource, rawAttributesOf } from '../resource/known-resource.ts';

/**
 * A resource says what a program is, not what it works with, so that only the attributes are masked that were named. It is the
 * same for all records, and is looked at once.
 */
export class ResourceRedaction implements RecordStep {
  readonly name = 'resource-redaction';
  readonly source = 'redaction';
  readonly isProtective = true;
  readonly #redactor: Redactor;
  readonly #masked = new WeakMap<Resource, Resource>();
  #last: { readonly own: Resource; readonly masked: Resource } | undefined;

  constructor(keys: NonNullable<RedactorOptions['keys']>) {
    this.#redactor = createRedactor({ entities: [], keys });
  }

  apply(record: MutableLogRecord): boolean {
    const own = record.resource;
    if (this.#last?.own !== own) this.#last = { own, masked: this.#masked.get(own) ?? this.#mask(own) };
    record.resource = this.#last.masked;
    return true;
  }

  #mask(own: Resource): Resource {
    const attributes = rawAttributesOf(own);
    let isMasked = false;
    for (const [name, value] of Object.entries(attributes)) {
      const masked = isThenable(value)
        ? Promise.resolve(value).then((resolved) => this.#maskValue(name, resolved))
        : this.#maskValue(name, value);
      if (masked === value) continue;
      attributes[name] = masked;
      isMasked = true;
    }
    const masked = isMasked ? givenResource(attributes, own.schemaUrl) : own;
    this.#masked.set(own, masked);
    this.#masked.set(masked, masked);
    return masked;
  }

  #maskValue(name: string, value: unknown): unknown {
    return this.#redactor.redactValue({ [name]: value })[name];
  }
}
