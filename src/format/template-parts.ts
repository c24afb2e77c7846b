// A template -> its parts: text, and fields with how they are laid out. The syntax of Python's `str.format`.
import { ConfigurationError } from '../spec/configuration-error.ts';
import { nearestName } from '../spec/option-remedy.ts';
import { sanitizeText } from './sanitize-text.ts';
import { TEMPLATE_ALIASES, TEMPLATE_FIELDS } from './template-fields.ts';

/** How the text of a field is cut and filled up. */
export interface FieldLayout {
  readonly fill: string;
  readonly align: '<' | '>' | '^';
  /** In characters (code points). */
  readonly width: number;
  /** The most characters; `Infinity` where none is given. */
  readonly precision: number;
}

/** A field of a template. */
export interface TemplateField {
  /** In snake case. */
  readonly name: string;
  /** What stands in brackets after the name: keys within each other. */
  readonly keys: readonly string[];
  readonly layout: FieldLayout | undefined;
  /** The pattern of a time. */
  readonly pattern: string | undefined;
}

export type TemplatePart = string | TemplateField;

const OPTION = 'template';
const OWN_FIELDS = ['timestamp', 'extra', 'exception'];
/** All names, as a message lists them. */
const NAMES: readonly string[] = [...OWN_FIELDS, ...Object.keys(TEMPLATE_FIELDS)];
const INDEXED = new Set(['extra', 'exception']);
const EXCEPTION_KEYS = ['type', 'value', 'traceback'];
// A width beyond this is a slip, and would make every line as long.
const WIDEST = 1_000;

/**
 * Reads a template.
 * @throws ConfigurationError naming the field or the layout that is none
 */
export function parseTemplate(pattern: string): readonly TemplatePart[] {
  const parts: TemplatePart[] = [];
  let text = '';
  for (let i = 0; i < pattern.length; ) {
    const character = pattern[i];
    if ((character === '{' || character === '}') && pattern[i + 1] === character) {
      text += character;
      i += 2;
    } else if (character === '{') {
      const end = endOfField(pattern, i);
      if (text !== '') parts.push(text);
      text = '';
      parts.push(parseField(pattern.slice(i + 1, end)));
      i = end + 1;
    } else if (character === '}') throw refused(pattern, 'a } that closes a field; one that is text is written }}');
    else {
      text += character;
      i++;
    }
  }
  return text === '' ? parts : [...parts, text];
}

/** Where a field is closed. */
function endOfField(pattern: string, start: number): number {
  const end = pattern.indexOf('}', start);
  if (end === -1) throw refused(pattern, 'a { whose field is closed by a }; one that is text is written {{');
  return end;
}

const FIELD = /^\s*([\w.]+)((?:\[[^[\]]*\])*)\s*(?::(.*))?$/s;
const KEY = /\[([^[\]]*)\]/g;
const QUOTED = /^(["'])(.*)\1$/s;

function parseField(source: string): TemplateField {
  const found = FIELD.exec(source);
  if (found === null) throw refused(`{${source}}`, 'a field such as {level}, {level:<8} or {extra[key]}');
  const [, written = '', brackets = '', spec] = found;
  const name = Object.hasOwn(TEMPLATE_ALIASES, written) ? (TEMPLATE_ALIASES[written] ?? '') : written;
  if (!NAMES.includes(name)) throw unknownField(written);
  const keys = Array.from(brackets.matchAll(KEY), ([, key = '']) => QUOTED.exec(key)?.[2] ?? key);
  if (keys.length > 0 && !INDEXED.has(name))
    throw refused(`{${source}}`, `{${name}} without a key: only extra and exception have parts`);
  if (name === 'exception' && keys.length > 0 && !EXCEPTION_KEYS.includes(keys.join('.'))) {
    throw refused(`{${source}}`, '{exception[type]}, {exception[value]} or {exception[traceback]}');
  }
  if (name === 'timestamp') return { name, keys, layout: undefined, pattern: timePattern(spec, source) };
  return { name, keys, layout: parseLayout(spec, source), pattern: undefined };
}

const IN_BRACKETS = /\[[^[\]]*\]/g;
const ALIGNED = /[<>^]\d*(?:\.\d+)?$/;

/** A layout in the place of a pattern would be text in each line, and the time would be missing. */
function timePattern(spec: string | undefined, source: string): string | undefined {
  if (spec === undefined || spec === '') return undefined;
  const bare = spec.replace(IN_BRACKETS, '');
  if (/[A-Za-z]/.test(bare) && !ALIGNED.test(bare)) return spec;
  throw refused(
    `{${source}}`,
    'the pattern of a time after the colon, such as {timestamp:HH:mm:ss.SSS}: its text is as wide as its pattern makes it, and is not aligned',
  );
}

function unknownField(written: string): ConfigurationError {
  const meant = nearestName(written, [...NAMES, ...Object.keys(TEMPLATE_ALIASES)]);
  const hint = meant === undefined ? '' : `; did you mean {${meant}}?`;
  return refused(
    `{${written}}`,
    `one of the fields ${NAMES.join(', ')}, or {extra[name]} for the attribute of a name${hint}`,
  );
}

const LAYOUT = /^(?:(.)?([<>^]))?(\d*)(?:\.(\d+))?s?$/su;

function parseLayout(spec: string | undefined, source: string): FieldLayout | undefined {
  if (spec === undefined || spec === '') return undefined;
  const found = LAYOUT.exec(spec);
  const [, fill = ' ', align = '<', width = '', precision] = found ?? [];
  if (found === null || Number(width) > WIDEST || sanitizeText(fill) !== fill) {
    throw refused(
      `{${source}}`,
      `a layout such as {level:<8}, {level:>8}, {level:*^20} or {message:.40}, up to ${WIDEST} wide`,
    );
  }
  return {
    fill,
    align: align as FieldLayout['align'],
    width: Number(width),
    precision: precision === undefined ? Number.POSITIVE_INFINITY : Number(precision),
  };
}

function refused(given: string, accepted: string): ConfigurationError {
  return new ConfigurationError(OPTION, given, accepted);
}
