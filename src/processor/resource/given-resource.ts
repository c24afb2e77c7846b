// A resource of given attributes: what the SDK's `resourceFromAttributes` makes, without the SDK having to be found.
//
// This package loads nothing of an SDK. So it installs with either line, and works with the one that the records come from,
// whichever others a package manager has installed.
import type { Resource } from '@opentelemetry/resources';
import { isThenable } from '../../foreign/call.ts';

type Entry = ReturnType<Resource['getRawAttributes']>[number];
type Attributes = Resource['attributes'];

/**
 * Makes a resource.
 * @param attributes values; promises of values are for attributes that are still to come, one that rejects for none
 * @param schemaUrl of the attributes' names
 */
export function givenResource(attributes: Readonly<Record<string, unknown>>, schemaUrl?: string): Resource {
  return new GivenResource(Object.entries(attributes) as Entry[], schemaUrl);
}

class GivenResource implements Resource {
  declare readonly schemaUrl?: string;
  #entries: Entry[];
  #isPending: boolean;
  #attributes: Attributes | undefined;

  constructor(entries: readonly Entry[], schemaUrl: string | undefined) {
    if (schemaUrl !== undefined) this.schemaUrl = schemaUrl;
    this.#entries = entries.map(([name, value]) => [name, isThenable(value) ? withoutRejection(value) : value]);
    this.#isPending = entries.some(([, value]) => isThenable(value));
  }

  get asyncAttributesPending(): boolean {
    return this.#isPending;
  }

  /** The attributes that are known now; of several values with one name the first. */
  get attributes(): Attributes {
    const known = this.#entries.filter(([name, value]) => name !== '' && isSimple(value));
    this.#attributes ??= Object.fromEntries(known.toReversed()) as Attributes;
    const attributes = this.#attributes;
    if (this.#isPending) this.#attributes = undefined;
    return attributes;
  }

  async waitForAsyncAttributes(): Promise<void> {
    if (!this.#isPending) return;
    this.#entries = await Promise.all(this.#entries.map(async ([name, value]): Promise<Entry> => [name, await value]));
    this.#isPending = false;
  }

  getRawAttributes(): Entry[] {
    return this.#entries;
  }

  merge(other: Resource | null): Resource {
    if (other === null || other === undefined) return this;
    return new GivenResource([...other.getRawAttributes(), ...this.#entries], other.schemaUrl ?? this.schemaUrl);
  }
}

function withoutRejection(value: PromiseLike<unknown>): Promise<Entry[1]> {
  return Promise.resolve(value).catch(() => undefined) as Promise<Entry[1]>;
}

/** Whether a resource may have a value, by the SDK's rule. What else detectors give is left out, as it is there. */
function isSimple(value: unknown): boolean {
  if (!Array.isArray(value)) return PRIMITIVES.includes(typeof value);
  const kinds = new Set(value.filter((item) => item !== null && item !== undefined).map((item) => typeof item));
  return kinds.size === 0 || (kinds.size === 1 && PRIMITIVES.includes([...kinds][0] ?? ''));
}

const PRIMITIVES: readonly string[] = ['string', 'number', 'boolean'];
