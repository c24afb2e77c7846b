// What is given in code, over what the environment says.
import { isOf, isPlainObject } from '../foreign/shape.ts';
import type { ConfigurationError } from '../spec/configuration-error.ts';
import type { EnvironmentOptions } from './read-environment.ts';

type Options = Readonly<Record<string, unknown>>;

/** Options in code count more than variables; of an object of options each one by itself. */
export function mergeOptions(
  given: Options,
  { options: fromEnvironment }: Pick<EnvironmentOptions, 'options'>,
): Options {
  const merged: Record<string, unknown> = { ...given };
  for (const [name, value] of Object.entries(fromEnvironment)) {
    const own = given[name];
    if (own === undefined) merged[name] = value;
    // `true` in code asks for the thing, and leaves to the environment how.
    else if (own === true && isPlainObject(value)) merged[name] = value;
    else if (isPlainObject(own) && isPlainObject(value)) merged[name] = { ...value, ...withoutUndefined(own) };
  }
  return merged;
}

function withoutUndefined(options: Options): Options {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

/**
 * Makes something of merged options: an error about an option that a variable has set names the variable, which is what has to be changed.
 * @throws ConfigurationError
 */
export function namingVariables<T>(given: Options, { sources }: Pick<EnvironmentOptions, 'sources'>, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!isOf<ConfigurationError>(error, 'ConfigurationError')) throw error;
    const variable = sourceOf(error.option, given, sources);
    throw variable === undefined ? error : error.renamed(variable);
  }
}

function sourceOf(option: string, given: Options, sources: ReadonlyMap<string, string>): string | undefined {
  for (let path = option; path !== ''; path = path.replace(/(?:^|\.)[^.[]*$|\[\d+\]$/, '')) {
    const variable = sources.get(path);
    if (variable !== undefined) return isGiven(path, given) ? undefined : variable;
  }
  return undefined;
}

function isGiven(path: string, given: Options): boolean {
  let at: unknown = given;
  for (const name of path.split('.')) at = isPlainObject(at) ? at[name] : undefined;
  return at !== undefined;
}
