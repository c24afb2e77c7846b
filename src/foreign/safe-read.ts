// Reading a property of an object that may be hostile: a getter or a proxy's trap that throws costs that property only.

/** What stands in a line for a value that throws when it is read. */
export const UNREADABLE = '[Unreadable]';

/** The property's value, or {@link UNREADABLE}. */
export function readSafely(from: object, key: PropertyKey): unknown {
  try {
    return (from as Readonly<Record<PropertyKey, unknown>>)[key];
  } catch {
    return UNREADABLE;
  }
}
