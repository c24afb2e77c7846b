// Adds what was detected of the platform to the resource of each record, once a resource object.
import { diag } from '@opentelemetry/api';
import { type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import { copyResourceAttributes, mergePlatformAttributes, type PlatformAttributes } from '../resource/index.ts';
import type { MutableLogRecord, RecordStep } from './record-step.ts';

/** What {@link ResourceMerge} adds. */
export interface ResourceMergeOptions {
  /** Detected attributes. */
  readonly detected: PlatformAttributes;
  /** Names, or prefixes ending in `.*`, of resource attributes that each record gets as well. */
  readonly alsoOnRecord: readonly string[];
}

interface Merged {
  readonly resource: Resource;
  /** What is copied to the records; nothing while the resource's attributes are still to come. */
  copied: Readonly<Record<string, unknown>> | undefined;
}

/** Replaces the resource of a record by one with the detected attributes. The provider's own attributes win. */
export class ResourceMerge implements RecordStep {
  readonly name = 'resource';
  readonly source = 'resource';
  readonly isProtective = false;
  readonly #detected: PlatformAttributes;
  readonly #alsoOnRecord: readonly string[];
  readonly #merged = new WeakMap<Resource, Merged>();
  #last: { readonly own: Resource; readonly merged: Merged } | undefined;

  constructor({ detected, alsoOnRecord }: ResourceMergeOptions) {
    this.#detected = detected;
    this.#alsoOnRecord = alsoOnRecord;
  }

  apply(record: MutableLogRecord): boolean {
    const own = record.resource;
    // Nearly every record of a program has the same resource.
    if (this.#last?.own !== own) this.#last = { own, merged: this.#merged.get(own) ?? this.#merge(own) };
    const { merged } = this.#last;
    record.resource = merged.resource;
    if (this.#alsoOnRecord.length > 0) this.#copy(merged, record);
    return true;
  }

  #merge(own: Resource): Merged {
    const { added, conflicts } = mergePlatformAttributes(settledAttributes(own), this.#detected);
    if (conflicts.length > 0) {
      diag.warn(
        `laketrace: the resource keeps its own ${conflicts.join(', ')} (${conflicts.length} differ from what was detected)`,
      );
    }
    const resource = Object.keys(added).length === 0 ? own : own.merge(resourceFromAttributes(added));
    const merged: Merged = { resource, copied: undefined };
    this.#merged.set(own, merged);
    // A record that was passed on once and comes again is not merged again.
    this.#merged.set(resource, merged);
    return merged;
  }

  #copy(merged: Merged, record: MutableLogRecord): void {
    const { resource } = merged;
    let { copied } = merged;
    if (copied === undefined) {
      copied = copyResourceAttributes(settledAttributes(resource), this.#alsoOnRecord);
      if (resource.asyncAttributesPending !== true) merged.copied = copied;
    }
    const attributes = record.attributes as Record<string, unknown>;
    for (const key in copied) if (!Object.hasOwn(attributes, key)) attributes[key] = copied[key];
  }
}

/**
 * The attributes of a resource, with a placeholder for those that are promises yet: their names are taken. Asking a resource for
 * its attributes before they have settled would log an error of the SDK.
 */
function settledAttributes(resource: Resource): Readonly<Record<string, unknown>> {
  if (resource.asyncAttributesPending !== true) return resource.attributes;
  const attributes: Record<string, unknown> = {};
  for (const [key, value] of resource.getRawAttributes()) {
    if (!Object.hasOwn(attributes, key)) attributes[key] = value;
  }
  return attributes;
}
