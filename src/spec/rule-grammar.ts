// What rotation and retention have in common: a value is off, a scalar, a callback, an object of several rules, or a nested list.
import { isPlainObject } from '../foreign/shape.ts';
import { ConfigurationError, UnknownOptionError } from './configuration-error.ts';

/** How one property of an object form is read. */
export interface RuleProperty<Rule> {
  /** Returns the rule, or undefined where the value is not accepted. */
  read(value: unknown): Rule | undefined;
  /** What the property accepts, for error messages. */
  readonly accepted: string;
}

/** How the values of one option become rules. */
export interface RuleGrammar<Rule> {
  /** What the option accepts, for error messages. */
  readonly accepted: string;
  /** Returns the rule of a string or a number, or undefined where it is not accepted. */
  readScalar(value: string | number): Rule | undefined;
  /** Returns the rule of a function. */
  fromCallback(callback: unknown): Rule;
  /** The properties of the object form, by name. */
  readonly properties: Readonly<Record<string, RuleProperty<Rule>>>;
  /** Two properties that may not be given together. */
  readonly exclusive?: readonly [string, string];
}

const OFF = /^\s*(?:never|none)\s*$/i;

// Deep enough for any list that a person writes; a list that contains itself ends here.
const DEEPEST_LIST = 16;

function parseObject<Rule>(grammar: RuleGrammar<Rule>, value: object, option: string): Rule[] {
  const { accepted, properties, exclusive } = grammar;
  const given = Object.entries(value).filter(([, member]) => member !== undefined);
  const isGiven = (name: string): boolean => given.some(([key]) => key === name);
  // Of a plain object the name that does not exist is told; of bytes or an instance of a class, what is accepted.
  const isObjectForm = Object.keys(properties).some(isGiven) || (given.length > 0 && isPlainObject(value));
  if (!isObjectForm || exclusive?.every(isGiven)) throw new ConfigurationError(option, value, accepted);
  return given.map(([key, member]) => {
    const property = Object.hasOwn(properties, key) ? properties[key] : undefined;
    const rule = property?.read(member);
    if (rule !== undefined) return rule;
    if (property === undefined) throw new UnknownOptionError(option, key, { known: Object.keys(properties) });
    throw new ConfigurationError(`${option}.${key}`, member, property.accepted);
  });
}

function parseList<Rule>(
  grammar: RuleGrammar<Rule>,
  values: readonly unknown[],
  option: string,
  depth: number,
): Rule[] {
  if (values.length === 0 || depth > DEEPEST_LIST) throw new ConfigurationError(option, values, grammar.accepted);
  return values.flatMap((value, index) => parseMember(grammar, value, `${option}[${index}]`, depth + 1));
}

function parseMember<Rule>(grammar: RuleGrammar<Rule>, value: unknown, option: string, depth: number): Rule[] {
  if (value === false || value === null || (typeof value === 'string' && OFF.test(value))) return [];
  if (Array.isArray(value)) return parseList(grammar, value, option, depth);
  if (typeof value === 'function') return [grammar.fromCallback(value)];
  if (typeof value === 'object') return parseObject(grammar, value, option);
  const rule = typeof value === 'string' || typeof value === 'number' ? grammar.readScalar(value) : undefined;
  if (rule === undefined) throw new ConfigurationError(option, value, grammar.accepted);
  return [rule];
}

/**
 * Returns the rules of an option's value, nested lists flattened. `false`, `null`, `'never'` and `'none'` are no rule at all; an empty list is
 * refused, because it does not say which of nothing and everything it means.
 * @throws {ConfigurationError} naming the option down to the member of the list or object.
 */
export function parseRules<Rule>(grammar: RuleGrammar<Rule>, value: unknown, option: string): Rule[] {
  return parseMember(grammar, value, option, 1);
}
