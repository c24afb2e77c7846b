// A condition such as `rows>1000` -> a filter of records.
import { textOf } from '../../format/json-value.ts';
import type { StoredRecordFilter } from '../../read/read-options.ts';
import { parseSeverity } from '../../spec/severity.ts';
import { UsageError } from '../usage-error.ts';
import { fieldReader, LEVEL_NAMES } from './record-fields.ts';
import { patternOf } from './text-match.ts';

/** The longer ones first: `>=` is no `>`. */
const OPERATORS = ['!=', '>=', '<=', '!~', '=', '>', '<', '~'] as const;
type Operator = (typeof OPERATORS)[number];

/** Says whether a value of a field fulfils a condition. */
type Test = (value: unknown) => boolean;

/** What {@link parseCondition} takes, for the help. */
export const CONDITION_GRAMMAR: string = `A condition is a field, an operator and a value, in quotes where the shell
takes < and > for its own: stage=load 'rows>1000' 'http.route~^/api/'
  =  !=           equal, not equal: as numbers where both are, else as texts
  >  >=  <  <=    as numbers where both are, as levels for level, else by alphabet
  ~  !~           an expression is found in it, is not found
A field is an attribute, also one within another (user.id); what every record
has (level, message, logger, time, trace_id, span_id, event_name, hostname, pid,
platform, run_id, file); or one of resource.…, scope.…, body.…
A record without the field fulfils != and !~ only; of a list one element is
enough. What has no operator after --where is a path.`;

/** Whether a text is a condition, and no path. */
export function isCondition(text: string): boolean {
  return splitAt(text) !== undefined;
}

/**
 * Reads a condition.
 * @throws UsageError
 */
export function parseCondition(text: string): StoredRecordFilter {
  const split = splitAt(text);
  if (split === undefined) {
    throw new UsageError(
      `--where: "${text}" is no condition; write a field, an operator and a value, such as stage=load`,
    );
  }
  const { name, operator, value } = split;
  const read = fieldReader(name);
  const test = testOf(name, operator, value);
  const isNegated = operator === '!=' || operator === '!~';
  return (record) => holds(read(record), test) !== isNegated;
}

function holds(value: unknown, test: Test): boolean {
  return Array.isArray(value) ? value.some(test) : test(value);
}

function splitAt(text: string): { name: string; operator: Operator; value: string } | undefined {
  let at = 0;
  while (at < text.length && !'=!<>~'.includes(text[at] as string)) at++;
  const operator = OPERATORS.find((candidate) => text.startsWith(candidate, at));
  if (at === 0 || operator === undefined) return undefined;
  return { name: text.slice(0, at).trim(), operator, value: text.slice(at + operator.length).trim() };
}

function testOf(name: string, operator: Operator, value: string): Test {
  if (operator === '~' || operator === '!~') {
    const pattern = patternOf(value, '--where', '');
    return (found) => found !== undefined && pattern.test(textOf(found));
  }
  const compare = LEVEL_NAMES.includes(name) ? levelComparison(value) : comparison(value);
  return (found) => {
    const order = compare(found);
    return order !== undefined && fulfils(order, operator);
  };
}

function fulfils(order: number, operator: Operator): boolean {
  switch (operator) {
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    default:
      return order === 0;
  }
}

/** How a value stands to the one of the condition: below 0, 0, above 0; nothing where they cannot be compared. */
type Comparison = (found: unknown) => number | undefined;

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;

function comparison(value: string): Comparison {
  const number = NUMBER.test(value) ? Number(value) : undefined;
  return (found) => {
    if (found === undefined || found === null) return undefined;
    if (number !== undefined && typeof found === 'number') return found - number;
    const text = textOf(found);
    if (number !== undefined && NUMBER.test(text)) return Number(text) - number;
    return text === value ? 0 : text < value ? -1 : 1;
  };
}

function levelComparison(value: string): Comparison {
  const byText = comparison(value);
  let wanted: number;
  try {
    wanted = parseSeverity(value);
  } catch {
    // An application has names of its own.
    return byText;
  }
  return (found) => {
    try {
      return parseSeverity(String(found)) - wanted;
    } catch {
      return byText(found);
    }
  };
}
