// Checks that several option objects need.
import { isOf } from '../foreign/shape.ts';
import { ConfigurationError } from '../spec/configuration-error.ts';

/** Whether a value is an object whose keys can be looked at. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/**
 * Checks that a value is an object of options, and refuses keys that mean nothing: a misspelled option would otherwise silently
 * have no effect.
 * @param path of the object; empty for the outermost one
 * @throws ConfigurationError naming the key
 */
export function checkKeys(options: unknown, path: string, known: readonly string[]): void {
  if (!isObject(options) || Array.isArray(options)) {
    throw new ConfigurationError(path === '' ? 'options' : path, options, 'an object of options');
  }
  for (const key of Object.keys(options)) {
    if (!known.includes(key)) {
      throw new ConfigurationError(joined(path, key), options[key], `one of the options ${known.join(', ')}`);
    }
  }
}

/** Makes something of the options that stand under `path`: errors of theirs then name the whole path. */
export function under<T>(path: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!isOf<ConfigurationError>(error, 'ConfigurationError')) throw error;
    throw new ConfigurationError(joined(path, error.option), error.value, error.accepted);
  }
}

function joined(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
