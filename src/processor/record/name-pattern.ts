// Matches the names of scopes and attributes: exact names, globs and regular expressions.
import { isRegExp } from 'node:util/types';
import { Expression, MOST_TIME } from '../../foreign/expression.ts';
import { ConfigurationError } from '../../spec/configuration-error.ts';
import { requireCompilable } from '../../spec/option-checks.ts';

/** A name, a glob (`*` stands for any characters, dots too, `?` for one), or a regular expression. */
export type NamePattern = string | RegExp;

/** What `NamePattern` options accept, for error messages. */
export const NAME_PATTERN_FORMS = "a name, a glob such as 'http.*', or a regular expression";

/**
 * Makes the test of a pattern. The globs are those of OpenTelemetry's declarative configuration
 * (`LoggerMatcherAndConfig.name`): the whole name must match, case counts, and `org.noisy.*` does not match `org.noisy`.
 * @throws ConfigurationError where the pattern is none
 */
export function nameMatcher(pattern: NamePattern, option: string): (name: string) => boolean {
  if (isRegExp(pattern)) return textMatcher(pattern, option);
  if (typeof pattern !== 'string' || pattern === '') throw new ConfigurationError(option, pattern, NAME_PATTERN_FORMS);
  if (!isGlob(pattern)) return (name) => name === pattern;
  return (name) => matchesGlob(name, pattern);
}

/** Whether a text has a wildcard. */
export function isGlob(pattern: string): boolean {
  return /[*?]/.test(pattern);
}

/**
 * Makes the test of a regular expression, without its memory: `g` and `y` let a match begin where the last one ended, so that
 * every other equal text would not match. Here `y` means: at the beginning. The test throws where it could not be done in time.
 * @throws ConfigurationError where the engine might take for ever to compile the expression
 */
export function textMatcher({ source, flags }: RegExp, option: string): (text: string) => boolean {
  requireCompilable(option, { source, flags });
  const expression = new Expression({ source, flags });
  return (text) => {
    const isMatch = expression.test(text);
    if (isMatch === undefined)
      throw new Error(`/${source}/${flags} took more than ${MOST_TIME} ms on one text and was stopped`);
    return isMatch;
  };
}

/** Goes back to the last `*` only, as names come from outside: the time is at most the product of the two lengths. */
function matchesGlob(name: string, glob: string): boolean {
  let n = 0;
  let g = 0;
  let star = -1;
  let resume = 0;
  while (n < name.length) {
    if (glob[g] === '*') {
      star = g++;
      resume = n;
    } else if (glob[g] === '?' || glob[g] === name[n]) {
      g++;
      n++;
    } else if (star >= 0) {
      g = star + 1;
      n = ++resume;
    } else return false;
  }
  while (glob[g] === '*') g++;
  return g === glob.length;
}
