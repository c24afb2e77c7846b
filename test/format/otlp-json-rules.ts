// Judges a line by the rules of OTLP/JSON, as strictly as the collector's own decoder (pdata's plog.JSONUnmarshaler) or stricter.

type Rule = (value: unknown, path: string, problems: string[]) => void;

const INT32 = 2 ** 31;
const UINT32_MAX = 2 ** 32 - 1;
const BASE64 = /^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/;
const SPECIAL_DOUBLES: readonly unknown[] = ['NaN', 'Infinity', '-Infinity'];

const text: Rule = check('a string', (value) => typeof value === 'string');
const bool: Rule = check('a boolean', (value) => typeof value === 'boolean');
const uint32: Rule = check('a number within uint32', (value) => isIntegerWithin(value, 0, UINT32_MAX));
const enumNumber: Rule = check('a number within int32', (value) => isIntegerWithin(value, -INT32, INT32 - 1));
const int64: Rule = check('a string of an int64', (value) => isDigitsWithin(value, -(2n ** 63n), 2n ** 63n - 1n));
const uint64: Rule = check('a string of a uint64', (value) => isDigitsWithin(value, 0n, 2n ** 64n - 1n));
const bytes: Rule = check('base64', (value) => typeof value === 'string' && BASE64.test(value));
const double: Rule = check(
  'a number, "NaN", "Infinity" or "-Infinity"',
  (value) => Number.isFinite(value) || SPECIAL_DOUBLES.includes(value),
);

// Hoisted functions, because values, maps and lists refer to each other.
function anyValue(value: unknown, path: string, problems: string[]): void {
  message({
    stringValue: text,
    boolValue: bool,
    intValue: int64,
    doubleValue: double,
    bytesValue: bytes,
    arrayValue: message({ values: list(anyValue) }),
    kvlistValue: message({ values: list(keyValue) }),
  })(value, path, problems);
  if (isObject(value) && Object.keys(value).length > 1) problems.push(`${path} has more than one value`);
}

function keyValue(value: unknown, path: string, problems: string[]): void {
  message({ key: text, value: anyValue }, ['key', 'value'])(value, path, problems);
}

const logsData: Rule = message(
  {
    resourceLogs: list(
      message({
        resource: message({ attributes: list(keyValue), droppedAttributesCount: uint32 }),
        scopeLogs: list(
          message({
            scope: message({ name: text, version: text, attributes: list(keyValue), droppedAttributesCount: uint32 }),
            logRecords: list(
              message({
                timeUnixNano: uint64,
                observedTimeUnixNano: uint64,
                severityNumber: enumNumber,
                severityText: text,
                body: anyValue,
                attributes: list(keyValue),
                droppedAttributesCount: uint32,
                flags: uint32,
                traceId: identifier(16),
                spanId: identifier(8),
                eventName: text,
              }),
            ),
            schemaUrl: text,
          }),
        ),
        schemaUrl: text,
      }),
    ),
  },
  ['resourceLogs'],
);

/**
 * What is wrong with a line of an OTLP/JSON file; empty where a collector takes it. The line comes with its line feed, as it
 * stands in the file. Fields that OTLP does not know are allowed, as its readers must allow them.
 */
export function otlpJsonProblems(line: string): string[] {
  const problems: string[] = [];
  if (!line.endsWith('\n')) problems.push('the line does not end in a line feed');
  if (/[^ -~\u00a0-\u2027\u202f-\uffff]/.test(line.slice(0, -1)))
    problems.push('the line has an unescaped control character');
  if (!line.isWellFormed()) problems.push('the line is not valid UTF-8');
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch (error) {
    return [...problems, `the line is no JSON: ${(error as Error).message}`];
  }
  logsData(parsed, 'logs', problems);
  return problems;
}

function message(fields: Readonly<Record<string, Rule>>, required: readonly string[] = []): Rule {
  return (value, path, problems) => {
    if (!isObject(value)) {
      problems.push(`${path} is no object`);
      return;
    }
    for (const [name, field] of Object.entries(value)) {
      // pdata's reader takes an empty name for the end of the object.
      if (name === '') problems.push(`${path} has a field with an empty name`);
      if (Object.hasOwn(fields, name)) fields[name]?.(field, `${path}.${name}`, problems);
    }
    for (const name of required) if (!Object.hasOwn(value, name)) problems.push(`${path} lacks ${name}`);
  };
}

function list(rule: Rule): Rule {
  return (value, path, problems) => {
    if (!Array.isArray(value)) problems.push(`${path} is no list`);
    else for (const [index, element] of value.entries()) rule(element, `${path}[${index}]`, problems);
  };
}

function check(expected: string, accepts: (value: unknown) => boolean): Rule {
  return (value, path, problems) => {
    if (!accepts(value)) problems.push(`${path} must be ${expected}, is ${JSON.stringify(value)?.slice(0, 100)}`);
  };
}

function identifier(length: number): Rule {
  const pattern = new RegExp(`^(?:[\\da-f]{${2 * length}})?$`, 'i');
  return check(`${length} bytes in hexadecimal`, (value) => typeof value === 'string' && pattern.test(value));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isIntegerWithin(value: unknown, min: number, max: number): boolean {
  return Number.isInteger(value) && (value as number) >= min && (value as number) <= max;
}

function isDigitsWithin(value: unknown, min: bigint, max: bigint): boolean {
  return typeof value === 'string' && /^-?\d+$/.test(value) && BigInt(value) >= min && BigInt(value) <= max;
}
