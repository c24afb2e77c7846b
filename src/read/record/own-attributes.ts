// The attributes of a record that is read: what stands in another place of a line comes among them, and replaces none.
import { setOwn } from './otlp-value.ts';

type Json = Record<string, unknown>;

/** Whether a value is a map of JSON. */
export function isMap(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a value is a text. */
export function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** Whether a value says nothing. */
export function isNothing(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/** Sets an attribute, unless there is one of that name. */
export function setFree(attributes: Json, key: string, value: unknown): boolean {
  if (Object.hasOwn(attributes, key)) return false;
  setOwn(attributes, key, value);
  return true;
}

/**
 * Takes the entries of a map of a line one by one. Those that are not taken, and all of what is no map, are the attribute of its name.
 * @param take takes an entry, if it can
 */
export function addParts(
  attributes: Json,
  name: string,
  value: unknown,
  take: (key: string, entry: unknown) => boolean,
): void {
  if (isNothing(value)) return;
  let rest: unknown = value;
  if (isMap(value)) {
    const left = Object.entries(value).filter(([key, entry]) => key === name || !take(key, entry));
    // An empty one says that there is one, and nothing more.
    if (left.length === 0 && Object.keys(value).length > 0) return;
    // One that is called as the map is is that attribute itself, as long as it is alone.
    rest = left.length === 1 && left[0]?.[0] === name ? left[0][1] : Object.fromEntries(left);
  }
  setOwn(attributes, name, rest);
}
