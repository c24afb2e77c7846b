// Gathers the options of a logger: those of its configuration, then those of the environment, each with the name that it was given under.
import { isPlainObject } from '../foreign/shape.ts';
import { readEnvironment, readSwitch } from '../setup/read-environment.ts';
import { ConfigurationError } from '../spec/configuration-error.ts';
import { requireOptions } from '../spec/option-checks.ts';
import {
  LOGGER_OPTION_NAMES,
  type OptionName,
  optionNamed,
  SAME_OPTIONS,
  snakeCase,
  unknownOption,
} from './config-names.ts';

/** One option that was given. */
export interface GivenOption {
  readonly value: unknown;
  /** What its user wrote: `log_dir`, `LAKETRACE_LOG_DIR`. */
  readonly path: string;
}

/** The options that were given, by their names in camel case. */
export type GivenOptions = ReadonlyMap<OptionName, GivenOption>;

/** Options for which Python's `None` says something. */
const NONE_IS_A_VALUE: ReadonlySet<OptionName> = new Set(['rotation', 'retention']);

/**
 * Reads the configuration: names in camel case and in snake case.
 * @throws ConfigurationError for what is no object, a name that there is not, and one option under two names
 */
export function configOptions(config: unknown): GivenOptions {
  if (config === undefined || config === null) return new Map();
  requireOptions(config, '');
  const given = new Map<OptionName, GivenOption>();
  for (const key of Object.keys(config)) {
    const name = optionNamed(key);
    if (name === undefined) throw unknownOption(key);
    const value = config[key];
    if (value === undefined || (value === null && !NONE_IS_A_VALUE.has(name))) continue;
    const before = given.get(name);
    if (before !== undefined) throw twice(before.path, key);
    given.set(name, { value, path: key });
  }
  for (const [name, other] of SAME_OPTIONS) {
    const [first, second] = [given.get(name), given.get(other)];
    if (first !== undefined && second !== undefined) throw twice(first.path, second.path);
  }
  return given;
}

function twice(first: string, second: string): ConfigurationError {
  const error = new ConfigurationError(second, undefined, `one of ${first} and ${second}`, 'a second value');
  error.message = `${second}: ${first} is given as well, and says the same: give one of the two`;
  return error;
}

/** How the text of a variable is read. */
type VariableForm = 'text' | 'switch' | 'number';

/** The options that only a logger has, and that a variable of the environment can say. */
const VARIABLES: Readonly<Partial<Record<OptionName, VariableForm>>> = {
  level: 'text',
  json: 'switch',
  serialize: 'switch',
  stdout: 'switch',
  filter: 'text',
  rotationMb: 'number',
  retentionFiles: 'number',
  addRuntimeContext: 'switch',
  sanitizeMessages: 'switch',
  maskPii: 'switch',
  secureFilePermissions: 'switch',
};

/** The variables of a process. */
type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Adds what variables say of options that the configuration does not give, under whichever name: those of the processor and the file
 * (docs/setup.md), and those that only a logger has.
 * @throws ConfigurationError naming the variable, its value and what is accepted
 */
export function withEnvironment(given: GivenOptions, variables: Variables): GivenOptions {
  const all = new Map(given);
  for (const [name, option] of [...sharedOptions(variables), ...ownOptions(variables)]) {
    if (isGiven(given, name)) continue;
    const before = all.get(name);
    if (before !== undefined) throw twice(before.path, option.path);
    all.set(name, option);
  }
  for (const [name, other] of SAME_OPTIONS) {
    const [first, second] = [all.get(name), all.get(other)];
    if (first !== undefined && second !== undefined) throw twice(first.path, second.path);
  }
  return all;
}

/** Whether the configuration says an option: itself, by its other name, or in the options of the file. */
function isGiven(given: GivenOptions, name: OptionName): boolean {
  const names = [name, ...SAME_OPTIONS.filter((row) => row.includes(name)).flat()];
  const file = given.get('file')?.value;
  return names.some((one) => given.has(one) || (isPlainObject(file) && file[one] !== undefined));
}

/** What variables say of the processor, and of its file, whose options stand beside the others here. */
function sharedOptions(variables: Variables): [OptionName, GivenOption][] {
  const { options, sources } = readEnvironment(variables);
  const pathOf = (option: string) =>
    sources.get(option) ?? [...sources].find(([path]) => path.startsWith(`${option}.`))?.[1] ?? option;
  return Object.entries(options).flatMap(([name, value]) => {
    if (name !== 'file' || !isPlainObject(value)) {
      return LOGGER_OPTION_NAMES.includes(name as OptionName) ? [[name, { value, path: pathOf(name) }]] : [];
    }
    return Object.entries(value).map(([key, one]) => [key, { value: one, path: pathOf(`file.${key}`) }]);
  }) as [OptionName, GivenOption][];
}

function ownOptions(variables: Variables): [OptionName, GivenOption][] {
  return (Object.entries(VARIABLES) as [OptionName, VariableForm][]).flatMap(([name, form]) => {
    const path = variableOf(name);
    const text = variables[path]?.trim();
    return text === undefined || text === '' ? [] : [[name, { value: readVariable(text, form, path), path }]];
  });
}

/** The variable of an option: `LAKETRACE_MASK_PII` for `maskPii`. */
export function variableOf(name: OptionName): string {
  return `LAKETRACE_${snakeCase(name).toUpperCase()}`;
}

function readVariable(text: string, form: VariableForm, path: string): unknown {
  if (form === 'text') return text;
  if (form === 'switch') return readSwitch(text, path);
  const value = Number(text);
  if (!Number.isFinite(value)) throw new ConfigurationError(path, text, 'a number');
  return value;
}
