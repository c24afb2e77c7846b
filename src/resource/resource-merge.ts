// Joins the attributes of the platform with those of the provider's resource, which win.
import type { PlatformAttributes } from './platform.ts';

type Attributes = Readonly<Record<string, unknown>>;

/** What {@link mergePlatformAttributes} decided. */
export interface PlatformMerge {
  /** The attributes to add to the resource. */
  readonly added: PlatformAttributes;
  /** Names of attributes that the resource has with another value, which it keeps. */
  readonly conflicts: readonly string[];
}

/** What SDKs call a service that nobody named: `unknown_service` or `unknown_service:<process>` (semantic conventions). */
const UNNAMED_SERVICE = /^unknown_service(?::|$)/;

/**
 * Says which detected attributes a resource lacks. The resource's own always win; a difference is a conflict, except for
 * `service.name`: the detected one is only a fallback, taken when the resource has none or the SDK's placeholder.
 */
export function mergePlatformAttributes(own: Attributes, detected: PlatformAttributes): PlatformMerge {
  const added: Record<string, string> = {};
  const conflicts: string[] = [];
  for (const [name, value] of Object.entries(detected)) {
    const present = own[name];
    if (present === undefined || present === null || (name === 'service.name' && isUnnamedService(present)))
      added[name] = value;
    else if (present !== value && name !== 'service.name') conflicts.push(name);
  }
  return { added, conflicts };
}

/** Whether a `service.name` is the placeholder of an SDK. */
export function isUnnamedService(serviceName: unknown): boolean {
  return typeof serviceName === 'string' && UNNAMED_SERVICE.test(serviceName);
}

/**
 * Picks attributes of a resource, for records whose pipeline drops resources.
 * @param keys names, or prefixes that end in `.*` such as `databricks.*`
 */
export function copyResourceAttributes(attributes: Attributes, keys: readonly string[]): Record<string, unknown> {
  const copied: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (keys.some((key) => (key.endsWith('.*') ? name.startsWith(key.slice(0, -1)) : name === key)))
      copied[name] = value;
  }
  return copied;
}
