// What other loggers write of an exception, under names of their own -> the attributes that OpenTelemetry has for it.
import { EXCEPTION_MESSAGE, EXCEPTION_STACKTRACE, EXCEPTION_TYPE, isOfException } from '../../format/record-view.ts';
import { isMap, isText } from './own-attributes.ts';

type Json = Record<string, unknown>;

/** The parts of an exception that a line says. */
interface Parts {
  readonly type?: string | undefined;
  readonly message?: string | undefined;
  readonly stack?: string | undefined;
}

/**
 * Keys whose maps are exceptions: `err` of pino and bunyan; `error` of ECS and of those who call it so in pino (`errorKey`); `exception`
 * of Log4j's `JsonTemplateLayout` for Logstash and of Quarkus; `thrown` of Log4j's `JsonLayout`; `throwable` of Logback's `JsonEncoder`.
 */
const MAPS: readonly string[] = ['err', 'error', 'exception', 'thrown', 'throwable'];
/** What the parts are called in them: in pino `type`, in bunyan and Log4j `name`, in Datadog `kind`. */
const TYPES: readonly string[] = ['type', 'name', 'className', 'exception_class', 'exceptionType', 'exc_type', 'kind'];
const MESSAGES: readonly string[] = ['message', 'exception_message', 'exc_value'];
const STACKS: readonly string[] = ['stack', 'stack_trace', 'stacktrace', 'stackTrace', 'extendedStackTrace'];
/** Lists of what a stack has line by line; those of Log4j, Logback, and of structlog and Quarkus. */
const FRAMES: readonly string[] = ['extendedStackTrace', 'stepArray', 'frames'];
/** ECS without nesting, and Datadog. */
const DOTTED = 'error.';

/** Keys of nothing else than the text of an exception: of python-json-logger, Serilog, and the encoder of Logback for Logstash. */
const TEXTS: readonly string[] = ['exc_info', '@x', 'stack_trace'];
/** Keys of such a text where it has several lines: of structlog; Serilog and .NET; winston; JBoss and Quarkus. */
const LONG_TEXTS: readonly string[] = ['exception', 'Exception', 'stack', 'stackTrace'];
/** Of zap: a stack alone, also where nothing was thrown; what was stands beside it. */
const ZAP_STACK = 'stacktrace';
const ZAP_ERROR = 'error';

/** Keys whose texts may be an exception. */
const TEXT_KEYS: ReadonlySet<string> = new Set([
  ...[...TEXTS, ...LONG_TEXTS, ZAP_STACK],
  ...[...TYPES, ...MESSAGES, ...STACKS].map((name) => DOTTED + name),
]);
const KEYS: ReadonlySet<string> = new Set([...TEXT_KEYS, ...MAPS]);

/** Whether a text under a key may be of an exception. */
export function mayBeOfException(key: string): boolean {
  return TEXT_KEYS.has(key);
}

/** Whether something under a key may be an exception. */
export function mayBeException(key: string): boolean {
  return KEYS.has(key);
}

/**
 * Moves the exception of a line of another logger to where OpenTelemetry has it: the first one that is found, of a record that has none.
 * What is no part of it stays an attribute, as all other exceptions do.
 */
export function moveException(attributes: Json): void {
  if (Object.keys(attributes).some(isOfException)) return;
  const parts = takeMap(attributes) ?? takeDotted(attributes) ?? takeText(attributes) ?? takeOfZap(attributes);
  if (parts === undefined) return;
  const { type, message, stack } = parts;
  if (type !== undefined) attributes[EXCEPTION_TYPE] = type;
  if (message !== undefined) attributes[EXCEPTION_MESSAGE] = message;
  if (stack !== undefined) attributes[EXCEPTION_STACKTRACE] = stack;
}

function takeMap(attributes: Json): Parts | undefined {
  for (const key of MAPS) {
    const value = attributes[key];
    // structlog lists an exception and its causes.
    const map: unknown = Array.isArray(value) ? value[0] : value;
    const found = isMap(map) ? partsOf(map) : undefined;
    if (found === undefined) continue;
    const { parts, names } = found;
    const rest = Object.entries(map as Json).filter(([name]) => !names.includes(name));
    if (Array.isArray(value)) attributes[key] = [Object.fromEntries(rest), ...value.slice(1)];
    else if (rest.length > 0) attributes[key] = Object.fromEntries(rest);
    else delete attributes[key];
    return parts;
  }
  return undefined;
}

/** The parts of an exception in a map, with their names; nothing where it has neither a stack nor both of the others. */
function partsOf(map: Json, prefix = ''): { readonly parts: Parts; readonly names: readonly string[] } | undefined {
  const find = (names: readonly string[]): string | undefined =>
    names
      .map((name) => prefix + name)
      .find((name) => Object.hasOwn(map, name) && isText(map[name]) && map[name] !== '');
  const [type, message, stack] = [find(TYPES), find(MESSAGES), find(STACKS)];
  const at = (name: string | undefined): string | undefined => (name === undefined ? undefined : String(map[name]));
  const found = {
    ...(type !== undefined && { type: at(type) }),
    ...(message !== undefined && { message: at(message) }),
  };
  const text = at(stack) ?? (prefix === '' ? stackOf(map, found) : undefined);
  if (text === undefined && (type === undefined || message === undefined)) return undefined;
  const names = [type, message, stack].filter((name) => name !== undefined);
  return { parts: text === undefined ? found : { ...headOf(text), ...found, stack: text }, names };
}

/** The text of a stack that is a list, which stays as it is as well: it may have more. */
function stackOf(map: Json, { type, message }: Parts): string | undefined {
  const frames = FRAMES.map((name) => map[name]).find((value) => Array.isArray(value) && value.length > 0);
  if (frames === undefined || type === undefined) return undefined;
  const lines = (frames as unknown[]).filter(isMap).map(frameOf);
  // Python has the innermost one last.
  if (Object.hasOwn(map, 'exc_type')) lines.reverse();
  return [message === undefined ? type : `${type}: ${message}`, ...lines].join('\n');
}

function frameOf(frame: Json): string {
  const first = (...names: readonly string[]): string =>
    String(
      names.map((name) => frame[name]).find((value) => typeof value === 'string' || typeof value === 'number') ?? '',
    );
  const method = [first('class', 'className'), first('method', 'methodName', 'name')].filter((part) => part !== '');
  const place = [first('file', 'fileName', 'filename'), first('line', 'lineNumber', 'lineno')];
  return `    at ${method.join('.')} (${place.filter((part) => part !== '').join(':')})`;
}

function takeDotted(attributes: Json): Parts | undefined {
  const found = partsOf(attributes, DOTTED);
  for (const name of found?.names ?? []) delete attributes[name];
  return found?.parts;
}

function takeText(attributes: Json): Parts | undefined {
  for (const key of [...TEXTS, ...LONG_TEXTS]) {
    const value = attributes[key];
    // python-json-logger may write a list of lines.
    const text = Array.isArray(value) && value.every(isText) ? value.join('\n') : value;
    if (!isText(text) || text === '' || (LONG_TEXTS.includes(key) && !text.includes('\n'))) continue;
    delete attributes[key];
    return { ...headOf(text), stack: text };
  }
  return undefined;
}

function takeOfZap(attributes: Json): Parts | undefined {
  const { [ZAP_ERROR]: message, [ZAP_STACK]: stack } = attributes;
  if (!isText(message) || !isText(stack) || stack === '') return undefined;
  delete attributes[ZAP_ERROR];
  delete attributes[ZAP_STACK];
  return { message, stack };
}

/** `ValueError: what was wrong`, or a class alone, which begins with a capital. */
const HEAD = /^((?:[\w$]+\.)*[A-Za-z_$][\w$]*)(?:: (.*))?$/;
const CLASS_ALONE = /(?:^|\.)[A-Z][\w$]*$/;
const PYTHON = 'Traceback (most recent call last):';

/** The class and the message that a stack begins with, or that a traceback of Python ends with. */
export function headOf(stack: string): { readonly type?: string; readonly message?: string } {
  const start = stack.lastIndexOf(PYTHON);
  if (start === -1) return named(stack.slice(0, lineEnd(stack, 0)), '');
  // Lines of the traceback begin with a blank, or with what marks the place in it.
  let at = lineEnd(stack, start) + 1;
  while (at < stack.length && /[\s>]/.test(stack.charAt(at))) at = lineEnd(stack, at) + 1;
  const end = lineEnd(stack, at);
  return named(stack.slice(at, end), stack.slice(end).trimEnd());
}

function lineEnd(text: string, from: number): number {
  return text.indexOf('\n', from) === -1 ? text.length : text.indexOf('\n', from);
}

function named(line: string, more: string): { readonly type?: string; readonly message?: string } {
  const [, type, message] = HEAD.exec(line.trimEnd()) ?? [];
  if (type === undefined || (message === undefined && !CLASS_ALONE.test(type))) return {};
  return { type, ...(message !== undefined && { message: message + more }) };
}
