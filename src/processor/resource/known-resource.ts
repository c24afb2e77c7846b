// What is known of a resource now: asking one for its `attributes` before they have settled would make the SDK log an error.
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

/** The resource without the attributes that are still to come. */
export function settledPartOf(resource: Resource): Resource {
  if (!isPending(resource)) return resource;
  const settled = resource.getRawAttributes().filter(([, value]) => value !== undefined && !isThenable(value));
  return givenResource(Object.fromEntries(settled.toReversed()), resource.schemaUrl);
}
