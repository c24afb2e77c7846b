// A condition such as `rows>1000` -> a filter of records.
import { textOf } from '../../format/json-value.ts';
import type { StoredRecordFilter } from '../../read/read-options.ts';
import { exactInteger } from '../../read/record/exact-json.ts';
import type { StoredLogRecord } from '../../read/record/stored-record.ts';
import { parseSeverity } from '../../spec/severity.ts';
import { readTimePoint, TIME_POINT_FORMS } from '../../spec/time-point.ts';
import { UsageError } from '../usage-error.ts';
import { fieldReader, LEVEL_NAMES, NAMES_OF_RECORD, namesOfFields, TIME_NAMES } from './record-fields.ts';
import type { SoughtNames } from './sought-names.ts';
import { patternOf } from './text-match.ts';

/** The longer ones first: `>=` is no `>`. */
const OPERATORS = ['!=', '>=', '<=', '!~', '=', '>', '<', '~'] as const;
type Operator = (typeof OPERATORS)[number];

/** Operators of other languages, and ours. */
const OF_OTHERS: Readonly<Record<string, Operator>> = {
  ...{ '==': '=', '===': '=', '!==': '!=', '<>': '!=', '=>': '>=', '=<': '<=' },
  ...{ '=~': '~', '~=': '~', '~~': '~', '=!': '!=', '!~=': '!~' },
};

/** What a condition is read by. */
export interface ConditionContext {
  /** Milliseconds since the epoch: what a duration is counted from. */
  readonly now: number;
  /** Of times without an offset. */
  readonly timeZone: string;
  /** Gets the names that records are to have. */
  readonly sought: SoughtNames;
}

/** Says whether a value of a field fulfils a condition. */
type Test = (value: unknown, record: StoredLogRecord) => boolean;

/** What {@link parseCondition} takes, for the help. */
export const CONDITION_GRAMMAR: string = `A condition is a field, an operator and a value, in quotes where the shell
takes < and > for its own: stage=load 'rows>1000' 'http.route~^/api/'
  =  !=           equal, not equal: as numbers where both are, else as texts
  >  >=  <  <=    as numbers where both are, as levels for level, as times for
                  time (which is written as for --since), else by alphabet
  ~  !~           an expression is found in it, is not found
A field is an attribute, also one within another (user.id); what every record
has (level, message, logger, time, trace_id, span_id, event_name, hostname, pid,
platform, run_id, file); or one of resource.…, scope.…, body.…
A record without the field fulfils != and !~ only; of a list one element is
enough. A value that begins as an operator goes on stands behind a blank:
'sign= =x'. Quotes around a value are for the shell alone. What has no operator after --where is a path.`;

/** Whether a text is a condition, and no path. */
export function isCondition(text: string): boolean {
  return splitAt(text) !== undefined;
}

/**
 * Reads a condition.
 * @throws UsageError, ConfigurationError
 */
export function parseCondition(text: string, context: ConditionContext): StoredRecordFilter {
  const split = splitAt(text);
  if (split === undefined) {
    throw new UsageError(
      `--where: "${text}" is no condition; write a field, an operator and a value, such as stage=load`,
    );
  }
  const { name, operator } = split;
  const objection = objectionTo(text, split);
  if (objection !== undefined) throw new UsageError(`--where: "${text}": ${objection}`);
  const read = fieldReader(name);
  const test = testOf(text, split, context);
  const isNegated = operator === '!=' || operator === '!~';
  const note = context.sought.seek({
    option: '--where',
    missing: `no record has a field ${name}`,
    name,
    known: NAMES_OF_RECORD,
  });
  return (record) => {
    const found = read(record);
    note(found !== undefined, () => namesOfFields(record));
    return holds(found, test, record) !== isNegated;
  };
}

function holds(value: unknown, test: Test, record: StoredLogRecord): boolean {
  return Array.isArray(value) ? value.some((element) => test(element, record)) : test(value, record);
}

interface SplitCondition {
  readonly name: string;
  readonly operator: Operator;
  readonly value: string;
}

function splitAt(text: string): SplitCondition | undefined {
  let at = 0;
  while (at < text.length && !'=!<>~'.includes(text[at] as string)) at++;
  const operator = OPERATORS.find((candidate) => text.startsWith(candidate, at));
  const name = text.slice(0, at).trim();
  if (name === '' || operator === undefined) return undefined;
  return { name, operator, value: text.slice(at + operator.length).trim() };
}

/** Why hardly anybody means what a condition says, and what to write instead. */
function objectionTo(text: string, { name, operator, value }: SplitCondition): string | undefined {
  const [run = ''] = /[=!<>~]+/.exec(text) ?? [];
  const isOrder = operator.startsWith('>') || operator.startsWith('<');
  const isBracketed = !isOrder && /^<[^=!<>~]+>/.test(value);
  if (run !== operator && !isBracketed) {
    const ours = Object.hasOwn(OF_OTHERS, run) ? OF_OTHERS[run] : operator;
    return `there is no operator ${run}; write ${ours}, or a blank before a value that begins with ${run.at(-1)}. There are ${OPERATORS.join(' ')}`;
  }
  if (value === '' && operator !== '=' && operator !== '!=')
    return `there is nothing behind ${operator}; write a value, such as 'rows>1000'`;
  if (isOrder && /^[=!<>~]/.test(value)) return `${value} is no value; write the operator in one, such as 'rows>=1000'`;
  if (operator === '~' || operator === '!~') return undefined;
  if (/^(["']).+\1$/s.test(value))
    return `the quotes count as part of the value; write ${name}${operator}${value.slice(1, -1)}`;
  if (/&&|\|\||\s(?:and|or)\s+[\w.]+\s?[=!<>~]/i.test(value))
    return `these are several conditions; write each by itself (--where a=1 b=2), and all have to hold, or an expression for either (${name}~^(1|2)$)`;
  return undefined;
}

function testOf(text: string, { name, operator, value }: SplitCondition, context: ConditionContext): Test {
  if (operator === '~' || operator === '!~') {
    const pattern = patternOf(value, '--where', '');
    return (found) => found !== undefined && pattern.test(textOf(found));
  }
  const compare = comparisonFor(text, { name, operator, value }, context);
  return (found, record) => {
    const order = compare(found, record);
    return order !== undefined && fulfils(order, operator);
  };
}

function comparisonFor(text: string, { name, operator, value }: SplitCondition, context: ConditionContext): Comparison {
  const isEquality = operator === '=' || operator === '!=';
  if (LEVEL_NAMES.includes(name)) return levelComparison(value, isEquality, context);
  return TIME_NAMES.includes(name) ? timeComparison(text, value, isEquality, context) : comparison(value);
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
type Comparison = (found: unknown, record: StoredLogRecord) => number | undefined;

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;

const INTEGER = /^[+-]?\d+$/;
/** Of more digits only the first are compared. */
const MOST_DIGITS = 400;

function comparison(value: string): Comparison {
  const number = numberOf(value);
  return (found) => {
    if (found === undefined || found === null) return undefined;
    if (number === undefined) return orderOf(textOf(found), value);
    if (typeof found === 'number' || typeof found === 'bigint') return orderOf(found, number);
    const text = textOf(found);
    const read = numberOf(text);
    return read === undefined ? orderOf(text, value) : orderOf(read, number);
  };
}

/** The number that a text is: of an integer that no double holds all digits. */
function numberOf(text: string): number | bigint | undefined {
  if (!NUMBER.test(text)) return undefined;
  return text.length > MOST_DIGITS || !INTEGER.test(text) ? Number(text) : exactInteger(text);
}

/** A number and a bigint compare by what they are, not as doubles. What is no number stands nowhere. */
function orderOf<Value extends string | number | bigint>(a: Value, b: Value): number | undefined {
  if (a < b) return -1;
  if (a > b) return 1;
  return Number.isNaN(a) ? undefined : 0;
}

/** @throws ConfigurationError where what is no level is to be above or below others */
function levelComparison(value: string, isEquality: boolean, { sought }: ConditionContext): Comparison {
  const wanted = severityOf(value);
  if (wanted !== undefined) {
    return (found, { level, severityNumber }) => {
      // An application has names of its own, which have numbers.
      const severity = severityOf(String(found)) ?? (found === level ? severityNumber : undefined);
      return severity === undefined ? undefined : severity - wanted;
    };
  }
  if (!isEquality) parseSeverity(value, '--where');
  const byText = comparison(value);
  const note = sought.seek({
    option: '--where',
    missing: `no record has the level ${value}`,
    name: value,
    known: USUAL_LEVELS,
  });
  return (found, record) => {
    const order = byText(found, record);
    note(order === 0, () => [String(found)]);
    return order;
  };
}

const USUAL_LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];

function severityOf(text: string): number | undefined {
  try {
    return parseSeverity(text);
  } catch {
    return undefined;
  }
}

/** @throws UsageError where the value is neither a time nor a number, which an attribute of that name may have */
function timeComparison(
  text: string,
  value: string,
  isEquality: boolean,
  { now, timeZone }: ConditionContext,
): Comparison {
  const wanted = readTimePoint(value, now, timeZone);
  const byText = comparison(value);
  if (wanted === undefined) {
    if (!isEquality && !NUMBER.test(value))
      throw new UsageError(`--where: "${text}": "${value}" is no time; write ${TIME_POINT_FORMS}`);
    return byText;
  }
  return (found, record) => {
    const time = typeof found === 'string' ? Date.parse(found) : Number.NaN;
    return Number.isNaN(time) ? byText(found, record) : time - wanted;
  };
}
