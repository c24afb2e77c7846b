// Adds what was detected of the platform to the resource of each record, once a resource object.

import type { Resource } from '@opentelemetry/resources';
import { isThenable } from '../../foreign/call.ts';
import { tellDiagAfterwards } from '../../foreign/diagnostics.ts';
import { copyResourceAttributes, mergePlatformAttributes, type PlatformAttributes } from '../../resource/index.ts';
import type { LogAttributes, MutableLogRecord, RecordStep } from '../record/record-step.ts';
import { givenResource } from '../resource/given-resource.ts';
import { isPending, knownPartOf, rawAttributesOf } from '../resource/known-resource.ts';
import { hasValue } from './static-attributes.ts';

/** What {@link DetectedAttributes} adds. */
export interface DetectedAttributesOptions {
  /** Detected attributes, as a resource. */
  readonly added: Resource;
  /** Names, or prefixes ending in `.*`, of resource attributes that each record gets as well. */
  readonly alsoOnRecord: readonly string[];
}

interface Merged {
  readonly resource: Resource;
  /** What is copied to the records; nothing while attributes of the resource are still to come. */
  copied: readonly (readonly [string, LogAttributes[string]])[] | undefined;
}

/** Replaces the resource of a record by one with the detected attributes. The provider's own attributes win. */
export class DetectedAttributes implements RecordStep {
  readonly name = 'resource';
  readonly source = 'resource';
  readonly isProtective = false;
  readonly #added: Resource;
  readonly #alsoOnRecord: readonly string[];
  readonly #merged = new WeakMap<Resource, Merged>();
  #last: { readonly own: Resource; readonly merged: Merged } | undefined;
  #hasReportedConflicts = false;

  constructor({ added, alsoOnRecord }: DetectedAttributesOptions) {
    this.#added = added;
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
    const present = rawAttributesOf(own);
    // The rules hold as well for values that are no strings, and for those that are still to come.
    const detected = rawAttributesOf(this.#added) as PlatformAttributes;
    const { added, conflicts } = mergePlatformAttributes(present, detected);
    this.#reportConflicts(conflicts.filter((name) => !isThenable(present[name])));
    const hasNone = Object.keys(added).length === 0;
    const resource = hasNone ? own : own.merge(givenResource(added, this.#added.schemaUrl));
    const merged: Merged = { resource, copied: undefined };
    this.#merged.set(own, merged);
    // A record that was passed on once and comes again is not merged again.
    this.#merged.set(resource, merged);
    return merged;
  }

  #reportConflicts(conflicts: readonly string[]): void {
    if (conflicts.length === 0 || this.#hasReportedConflicts) return;
    this.#hasReportedConflicts = true;
    const names = conflicts.join(', ');
    tellDiagAfterwards(
      'warn',
      `the resource keeps its own ${names} (${conflicts.length} differ from what was detected)`,
    );
  }

  #copy(merged: Merged, record: MutableLogRecord): void {
    const copied = merged.copied ?? this.#toCopy(merged);
    for (let i = 0; i < copied.length; i++) {
      const [name, value] = copied[i] as [string, LogAttributes[string]];
      if (!hasValue(record.attributes, name)) record.setAttribute(name, value);
    }
  }

  /** Attributes that are still to come cannot be copied: the record is passed to other processors at once. */
  #toCopy(merged: Merged): readonly (readonly [string, LogAttributes[string]])[] {
    const { attributes } = knownPartOf(merged.resource);
    const copied = Object.entries(copyResourceAttributes(attributes, this.#alsoOnRecord) as LogAttributes);
    if (!isPending(merged.resource)) merged.copied = copied;
    return copied;
  }
}
