// Reads the LAKETRACE_* variables into options.
import { PLATFORMS } from '../resource/platform.ts';
import { ConfigurationError } from '../spec/configuration-error.ts';
import { isObject } from '../spec/option-checks.ts';
import { nearestName } from '../spec/option-remedy.ts';
import { parseSeverity } from '../spec/severity.ts';
import { ENVIRONMENT_VARIABLES, type EnvironmentVariable } from './environment-table.ts';

/** The variables of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Options in the making: objects within objects. */
type OptionTree = { [option: string]: unknown };

/** What the variables say. */
export interface EnvironmentOptions {
  readonly options: Readonly<Record<string, unknown>>;
  /** The variable that each option comes from, by the option's path. */
  readonly sources: ReadonlyMap<string, string>;
  /** A sentence for each variable that does not exist. */
  readonly complaints: readonly string[];
}

const PREFIX = 'LAKETRACE_';

/**
 * The options that the environment asks for. A variable that is empty counts as not set, as in OpenTelemetry's own.
 * @throws ConfigurationError naming the variable
 */
export function readEnvironment(env: Environment): EnvironmentOptions {
  const options: OptionTree = {};
  const sources = new Map<string, string>();
  const switches: { readonly path: string; readonly isOn: unknown }[] = [];
  for (const variable of ENVIRONMENT_VARIABLES) {
    const text = env[variable.name]?.trim();
    if (text === undefined || text === '' || variable.option === undefined) continue;
    sources.set(variable.option, variable.name);
    const value = read(text, variable);
    if (typeof value === 'boolean') switches.push({ path: variable.option, isOn: value });
    else put(options, variable, value, sources);
  }
  // Last: `false` takes the options of the same thing with it, and `true` adds nothing to them.
  for (const { path, isOn } of switches) switchOn(options, path, isOn);
  const { resource } = options;
  if (isObject(resource)) options['resource'] = { alsoOn: 'record', ...resource };
  return { options, sources, complaints: unknownVariables(env) };
}

/**
 * Detection itself only warns of a platform that does not exist, and takes another: of a set-up that is found out too late.
 * @throws ConfigurationError
 */
export function checkPlatform(env: Environment): void {
  const platform = env['LAKETRACE_PLATFORM']?.trim() ?? '';
  if (platform === '' || PLATFORMS.some((known) => known === platform.toLowerCase())) return;
  throw new ConfigurationError('LAKETRACE_PLATFORM', platform, PLATFORMS.join(', '));
}

/**
 * Checks what only loggers read: one that is made later, in the middle of the program, would throw.
 * @throws ConfigurationError naming the variable
 */
export function checkLoggerVariables(env: Environment): void {
  for (const { name, option, form } of ENVIRONMENT_VARIABLES) {
    const text = env[name]?.trim() ?? '';
    if (option !== undefined || text === '') continue;
    if (form === 'switch') readSwitch(text, name);
    else if (form === 'number or text' && !(Number(text) > 0))
      throw new ConfigurationError(name, text, 'a number above 0');
    else if (name === 'LAKETRACE_LEVEL') parseSeverity(text, name);
  }
}

/** Puts a value under its path. */
function put(options: OptionTree, variable: EnvironmentVariable, value: unknown, sources: Map<string, string>): void {
  const { at, last, stoppedAt } = wayTo(options, variable.option ?? '');
  if (stoppedAt !== undefined) {
    throw new ConfigurationError(variable.name, undefined, `none beside ${sources.get(stoppedAt)}`, 'a value');
  }
  at[last] = value;
}

function switchOn(options: OptionTree, path: string, isOn: unknown): void {
  const { at, last, stoppedAt } = wayTo(options, path);
  if (stoppedAt === undefined && !(isOn === true && isObject(at[last]))) at[last] = isOn;
}

/** The object that holds an option, made where it is missing; and the path of what stands in the way and is no object. */
function wayTo(options: OptionTree, path: string): { at: OptionTree; last: string; stoppedAt: string | undefined } {
  const names = path.split('.');
  const last = names.pop() as string;
  let at = options;
  for (const [depth, name] of names.entries()) {
    at[name] ??= {};
    const below = at[name];
    if (!isObject(below)) return { at, last, stoppedAt: names.slice(0, depth + 1).join('.') };
    at = below;
  }
  return { at, last, stoppedAt: undefined };
}

const SWITCHES: ReadonlyMap<string, boolean> = new Map([
  ...['true', '1', 'yes', 'on'].map((text) => [text, true] as const),
  ...['false', '0', 'no', 'off'].map((text) => [text, false] as const),
]);

/**
 * Reads the text of a switch.
 * @throws ConfigurationError naming the variable
 */
export function readSwitch(text: string, name: string): boolean {
  const isOn = SWITCHES.get(text.toLowerCase());
  if (isOn === undefined) throw new ConfigurationError(name, text, 'true or false (also 1, yes, on; 0, no, off)');
  return isOn;
}

function read(text: string, { name, form }: EnvironmentVariable): unknown {
  switch (form) {
    case 'switch':
      return readSwitch(text, name);
    case 'number or text':
      if (text === 'false' || text === 'true') return text === 'true';
      return /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : text;
    case 'list':
      return parts(text);
    case 'all or list':
      return text === 'all' ? text : parts(text);
    case 'rules':
      return readRules(text);
    case 'codec': {
      const [codec, level] = text.split(':');
      return level === undefined ? text : { codec, level: Number(level) };
    }
    case 'pairs':
      return readPairs(text, name);
    case 'mode':
      if (!/^(?:0o)?[0-7]{3,4}$/i.test(text)) throw new ConfigurationError(name, text, 'octal digits such as 640');
      return Number.parseInt(text.replace(/^0o/i, ''), 8);
    default:
      return text;
  }
}

function parts(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function readRules(text: string): unknown {
  if (text === 'false' || text === 'none') return false;
  const rules = parts(text);
  return rules.length === 1 ? rules[0] : rules;
}

/** @throws ConfigurationError, which shows nothing of the value: it may be a secret */
function readPairs(text: string, name: string): Record<string, string> {
  const accepted = 'a list such as team=data,tier=2, percent-encoded where a value has a comma or an equals sign';
  const pairs: [string, string][] = parts(text).map((pair) => {
    const at = pair.indexOf('=');
    if (at < 1) throw ConfigurationError.ofKind(name, text, accepted);
    try {
      return [decodeURIComponent(pair.slice(0, at).trim()), decodeURIComponent(pair.slice(at + 1).trim())];
    } catch {
      throw ConfigurationError.ofKind(name, text, accepted);
    }
  });
  return Object.fromEntries(pairs);
}

/** What has a variable of OpenTelemetry's own. */
const OF_OPENTELEMETRY = /^(?:SERVICE_NAME|RESOURCE_ATTRIBUTES|SDK_DISABLED|LOGRECORD_\w+|EXPORTER_OTLP_\w+)$/;

function unknownVariables(env: Environment): string[] {
  const known = ENVIRONMENT_VARIABLES.map(({ name }) => name);
  const unknown = Object.keys(env).filter((name) => name.startsWith(PREFIX) && !known.includes(name as never));
  return unknown.map((name) => {
    const nearest = nearestName(
      name.slice(PREFIX.length),
      known.map((one) => one.slice(PREFIX.length)),
    );
    const other = name.slice(PREFIX.length);
    const meant = OF_OPENTELEMETRY.test(other) ? `OTEL_${other}` : nearest && PREFIX + nearest;
    const remedy = meant === undefined ? 'docs/setup.md lists all' : `did you mean ${meant}?`;
    return `${name} is no variable of LakeTrace, and does nothing; ${remedy}`;
  });
}
