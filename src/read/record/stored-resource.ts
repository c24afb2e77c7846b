// The resource of records that were read: what the SDK's is to its users, without the SDK.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { OF_ANOTHER_PROCESS } from '../../format/record-view.ts';

type Resource = ReadableLogRecord['resource'];
type Attributes = Resource['attributes'];

/** Says of itself that it is of another process, so that no name of this machine is put in the place of one it does not have. */
export class StoredResource implements Resource {
  static {
    Object.defineProperty(StoredResource.prototype, OF_ANOTHER_PROCESS, { value: true });
  }

  readonly asyncAttributesPending: boolean = false;
  readonly schemaUrl?: string;
  readonly #read: () => Record<string, unknown>;
  #attributes: Attributes | undefined;

  /** @param read gives the attributes, when they are first asked for */
  constructor(read: () => Record<string, unknown>, schemaUrl?: string) {
    this.#read = read;
    if (schemaUrl !== undefined && schemaUrl !== '') this.schemaUrl = schemaUrl;
  }

  get attributes(): Attributes {
    this.#attributes ??= this.#read() as Attributes;
    return this.#attributes;
  }

  getRawAttributes(): ReturnType<Resource['getRawAttributes']> {
    return Object.entries(this.attributes) as ReturnType<Resource['getRawAttributes']>;
  }

  merge(other: Resource | null): Resource {
    if (other === null || other === undefined) return this;
    const merged = { ...this.attributes, ...other.attributes };
    return new StoredResource(() => merged, other.schemaUrl ?? this.schemaUrl);
  }
}
