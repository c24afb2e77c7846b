// The attributes of a resource that are known now, read in a way that does not make the SDK report an error.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { isThenable } from '../foreign/call.ts';

type Resource = ReadableLogRecord['resource'];

/** The attributes of a resource; of one that still waits for asynchronous attributes, those that are known. */
export function resourceAttributes(resource: Resource | undefined): Readonly<Record<string, unknown>> {
  // Records made by hand may lack one.
  if (resource === undefined || resource === null) return {};
  return resource.asyncAttributesPending === true ? knownAttributes(resource) : (resource.attributes ?? {});
}

function knownAttributes(resource: Resource): Record<string, unknown> {
  const known: Record<string, unknown> = Object.create(null);
  for (const [key, value] of resource.getRawAttributes()) {
    // The first of a name counts: a merge puts the attributes that win in front.
    if (value !== undefined && value !== null && !isThenable(value) && !(key in known)) known[key] = value;
  }
  return known;
}
