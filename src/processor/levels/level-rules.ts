// Reads levels by scope from a text, such as `org.noisy.*=ERROR,etl=DEBUG`.
import { ConfigurationError } from '../../spec/configuration-error.ts';
import { isObject } from '../../spec/option-checks.ts';
import { parseSeverity } from '../../spec/severity.ts';

/** Minimum severities by scope: a name, or a pattern in which `*` stands for any characters and `?` for one. */
export type LevelRules = ReadonlyMap<string, number>;

/** The pattern that fits every scope. */
export const EVERY_SCOPE = '*';
/** No rules at all. */
export const NO_RULES: LevelRules = new Map();

/** What a text of rules may be, for error messages. */
export const RULE_FORMS =
  'rules such as org.noisy.*=ERROR, with commas or line breaks between them, or a level alone for all scopes';

/** An entry of a text that is no rule. */
export interface BadRule {
  /** Of the text, counted from 1. */
  readonly line: number;
  /** Of the entries, counted from 0. */
  readonly index: number;
  /** What stands in the place of a level. */
  readonly level: string;
}

/**
 * Reads rules: `scope=LEVEL`, or `LEVEL` for all scopes, with commas, semicolons or line breaks between them. A scope ends at the last
 * `=`. What follows a `#` up to the end of its line is a comment. Of two rules for one scope the later one counts.
 * @returns the rules, or the first entry that is none
 */
export function readLevelRules(text: string): LevelRules | BadRule {
  const rules = new Map<string, number>();
  let index = 0;
  for (const [before, line] of text.split(/\r\n|\r|\n/).entries()) {
    const [content = ''] = line.split('#');
    for (const entry of content.split(/[,;]/)) {
      if (entry.trim() === '') continue;
      const at = entry.lastIndexOf('=');
      const scope = at < 0 ? EVERY_SCOPE : entry.slice(0, at).trim();
      const level = entry.slice(at + 1).trim();
      const severity = severityOf(level);
      if (severity === undefined || scope === '') return { line: before + 1, index, level };
      rules.set(scope, severity);
      index++;
    }
  }
  return rules;
}

/** Whether rules could not be read. */
export function isBadRule(rules: LevelRules | BadRule): rules is BadRule {
  return 'line' in rules;
}

function severityOf(level: string): number | undefined {
  try {
    return parseSeverity(level);
  } catch {
    return undefined;
  }
}

/**
 * Reads rules that are given as an object: `{ 'org.noisy.*': 'ERROR' }`.
 * @throws ConfigurationError naming the scope, the level and what is accepted
 */
export function levelRulesOf(scopes: unknown, option: string): LevelRules {
  if (scopes === undefined) return NO_RULES;
  if (!isObject(scopes) || Array.isArray(scopes)) {
    throw ConfigurationError.ofKind(option, scopes, "an object of levels by scope, such as { 'org.noisy.*': 'ERROR' }");
  }
  const rules = Object.entries(scopes).map(([scope, level]) => {
    if (scope === '') throw ConfigurationError.ofKind(option, scopes, 'levels by scopes whose names are not empty');
    return [scope, parseSeverity(level as string, `${option}.${scope}`)] as const;
  });
  return new Map(rules);
}
