// Checks that several option objects need.
import { isCompilable } from '../foreign/expression-compilation.ts';
import { isOf, isPlainObject } from '../foreign/shape.ts';
import { ConfigurationError, UnknownOptionError } from './configuration-error.ts';
import type { OptionNames } from './option-remedy.ts';

/** Whether a value is an object whose keys can be looked at. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/**
 * Checks that a value is an object of options, and refuses keys that mean nothing: a misspelled option would otherwise silently
 * have no effect.
 * @param path of the object; empty for the outermost one
 * @throws ConfigurationError naming the key and what was probably meant
 */
export function checkKeys(options: unknown, path: string, names: readonly string[] | OptionNames): void {
  requireOptions(options, path);
  const all: OptionNames = 'known' in names ? names : { known: names };
  for (const key of Object.keys(options)) if (!all.known.includes(key)) throw new UnknownOptionError(path, key, all);
}

/**
 * Checks that a value is an object that options can be read from. A Map, an exporter or a guard in its place would be taken for
 * options that are all left out.
 * @throws ConfigurationError
 */
export function requireOptions(options: unknown, path: string): asserts options is Record<string, unknown> {
  if (!isObject(options) || Array.isArray(options)) {
    throw ConfigurationError.ofKind(path, options, 'an object of options');
  }
  if (!isPlainObject(options) && Object.keys(options).length === 0) {
    throw new ConfigurationError(
      path,
      options,
      'an object of options, not an instance of a class that has none of them',
    );
  }
}

/**
 * Checks that the engine compiles a regular expression in little time, which nothing could stop. What it is may be a secret, and is
 * not shown.
 * @throws ConfigurationError
 */
export function requireCompilable(path: string, expression: Pick<RegExp, 'source' | 'flags'>): void {
  if (isCompilable(expression)) return;
  const accepted = 'one with fewer optional parts and alternatives in a row';
  throw new ConfigurationError(path, undefined, accepted, 'a regular expression whose compilation may not end');
}

/**
 * Makes something of the options that stand under `path`: errors of theirs then name the whole path.
 * @param around the options beside `path`, one of which may have been given a level too deep
 */
export function under<T>(path: string, make: () => T, around: readonly string[] = []): T {
  try {
    return make();
  } catch (error) {
    throw isOf<ConfigurationError>(error, 'ConfigurationError') ? error.within(path).beside(around) : error;
  }
}
