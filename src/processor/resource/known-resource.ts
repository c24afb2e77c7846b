// What is known of a resource now: asking one for its `attributes` before all of them are known would make the SDK log an error.
import type { Resource } from '@opentelemetry/resources';
import { isThenable } from '../../foreign/call.ts';
import { givenResource } from './given-resource.ts';

export type { Resource };

/** Whether attributes of the resource are still to come. */
export function isPending(resource: Resource): boolean {
  return resource.asyncAttributesPending === true;
}

/** The attributes by name, with promises for those that are still to come. Of several with one name the first counts. */
export function rawAttributesOf(resource: Resource): Record<string, unknown> {
  return Object.fromEntries(resource.getRawAttributes().toReversed());
}

/** The resource with the attributes that are known now. */
export function knownPartOf(resource: Resource): Resource {
  if (!isPending(resource)) return resource;
  const known = resource.getRawAttributes().filter(([, value]) => value !== undefined && !isThenable(value));
  return givenResource(Object.fromEntries(known.toReversed()), resource.schemaUrl);
}
