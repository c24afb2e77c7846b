// Text lines by a template: compiled once, safe to print whatever a record holds.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { readSafely } from '../foreign/safe-read.ts';
import { ConfigurationError } from '../spec/configuration-error.ts';
import { checkKeys } from '../spec/option-checks.ts';
import { parseTimeZone } from '../spec/time-zone.ts';
import { exceptionText } from './exception-text.ts';
import type { LogRecordFormat } from './format.ts';
import { textOf } from './json-value.ts';
import { LineEncoder } from './line-encoder.ts';
import { exceptionOf, keysOf } from './record-view.ts';
import { sanitizeLine, sanitizeText } from './sanitize-text.ts';
import { extraOf, type FieldText, TEMPLATE_FIELDS } from './template-fields.ts';
import { type FieldLayout, parseTemplate, type TemplateField, type TemplatePart } from './template-parts.ts';
import { ABSENT_TIME, TimeFormatter, timeOf } from './time-pattern.ts';
import { escapeUnsafeCharacters } from './unsafe-characters.ts';

/** Options of {@link template} and {@link text}. */
export interface TemplateOptions {
  /** The zone of times: an IANA name, `'UTC'` or `'local'`. Default: that of the sink (`timeZone` of a file), which is UTC by default. */
  readonly timeZone?: string;
  /**
   * Whether a record may take several lines: a traceback stands below its line, each line of it indented by four blanks, or by a tab where
   * the template itself may begin with a blank. `false`: it stands in the line, with `\n` between its lines. Default `true`.
   */
  readonly multiline?: boolean;
  /** Whether a template that does not name `{exception}` has the traceback below it. Default `true`. */
  readonly exception?: boolean;
  /** `false`: invisible characters stay. What ends a line, drives a terminal or reorders text is escaped all the same. Default `true`. */
  readonly sanitize?: boolean;
}

const OPTIONS: readonly string[] = [
  'timeZone',
  'multiline',
  'exception',
  'sanitize',
] satisfies (keyof TemplateOptions)[];

/** What each further line of a record begins with: no first line does, whatever a value holds. */
export const CONTINUATION = '    ';
/** The same where the template itself may begin a line with blanks. */
const CONTINUATION_AFTER_BLANKS = '\t';
const DEFAULT_TIME = 'YYYY-MM-DD HH:mm:ss.SSS';
/** What stands in the place of the time of a record that has none. */
export const ABSENT_DEFAULT_TIME: string = ABSENT_TIME.padEnd(DEFAULT_TIME.length);
const TEXT = '{timestamp} | {level:<8} | {logger_name}{context} | {message}';

/**
 * Lines by a template in the syntax of Python's `str.format`, in files that end in `.log`:
 * `'{timestamp:HH:mm:ss.SSS} {level:<8} {extra[stage]:.20} {message}'`. docs/formats.md lists the fields and the tokens of times.
 *
 * A field may be cut (`.20`) and filled up (`<8`, `>8`, `*^8`); braces that are text are doubled. What a record holds is never read as
 * a template, and no value can begin a line: line ends within values are escaped, as is all that {@link sanitizeText} names. The
 * lines of a traceback, and those that the template itself has after its first, begin with four blanks, with which no record begins. Where
 * the template itself may begin with a blank, they begin with a tab instead.
 *
 * @throws ConfigurationError for a field, a layout, a time or an option that is none
 */
export function template(pattern: string, options: TemplateOptions = {}): LogRecordFormat {
  if (typeof pattern !== 'string' || pattern === '') {
    throw new ConfigurationError(
      'template',
      pattern,
      "a text with fields, such as '{timestamp} | {level:<8} | {message}'",
    );
  }
  return formatOf('template', pattern, options);
}

/**
 * The text line of the Python LakeTrace: `2026-01-31 12:00:00.123 | INFO     | name [run_id=7, stage=load] | message`, with the
 * traceback of an exception below it.
 * @throws ConfigurationError for an option that is not known or a value that is not accepted
 */
export function text(options: TemplateOptions = {}): LogRecordFormat {
  return formatOf('text', TEXT, options);
}

function formatOf(name: 'template' | 'text', pattern: string, options: TemplateOptions): LogRecordFormat {
  checkKeys(options, name, { known: OPTIONS, synonyms: { tz: 'timeZone', zone: 'timeZone' } });
  const { timeZone, multiline = true, exception = true, sanitize = true } = options;
  for (const [option, value] of Object.entries({ multiline, exception, sanitize })) {
    if (typeof value !== 'boolean') throw new ConfigurationError(`${name}.${option}`, value, 'true or false');
  }
  const zone = timeZone === undefined ? 'UTC' : parseTimeZone(timeZone, `${name}.timeZone`);
  const compiled = compile(pattern, { multiline, exception, sanitize });
  // Bad patterns of times fail here, not at the first record.
  compiled.lines(zone);
  return formatIn(name, zone, compiled, timeZone === undefined);
}

function formatIn(name: string, zone: string, compiled: CompiledTemplate, takesZone: boolean): LogRecordFormat {
  return {
    name,
    extension: '.log',
    fileIdBytes: 0,
    identify: (lines) => lines,
    recognizes: () => true,
    createEncoder: () => new LineEncoder(compiled.lines(zone), compiled.isMultiline),
    ...(takesZone && { inTimeZone: (other: string) => formatIn(name, other, compiled, true) }),
  };
}

/** Gives the lines of a record, without the last line's end. */
type RecordLines = (record: ReadableLogRecord) => string;

/** A template, read: what is left to say is the zone of its times. */
interface CompiledTemplate {
  /** Whether a record may take several lines. */
  readonly isMultiline: boolean;
  lines(timeZone: string): RecordLines;
}

type Settings = Required<Pick<TemplateOptions, 'multiline' | 'exception' | 'sanitize'>>;

function compile(pattern: string, settings: Settings): CompiledTemplate {
  const parts = parseTemplate(pattern.replace(/\r?\n$/, ''));
  const namesException = parts.some((part) => typeof part === 'object' && part.name === 'exception');
  const rows = rowsOf(namesException || !settings.exception ? parts : [...parts, '\n', EXCEPTION]);
  const continuation = mayBeginWithBlank(rows[0] ?? []) ? CONTINUATION_AFTER_BLANKS : CONTINUATION;
  const between = settings.multiline ? `\n${continuation}` : '\\n';
  return {
    isMultiline: settings.multiline,
    lines: (timeZone) => {
      const [first, ...others] = rows.map((row) => compileRow(row, timeZone, continuation, settings));
      return (record) => {
        let lines = first?.(record) ?? '';
        if (lines.startsWith(continuation[0] as string)) lines = withVisibleStart(lines);
        for (const other of others) {
          const line = other(record);
          if (line.trim() !== '') lines += between + line;
        }
        return settings.sanitize ? lines : lines.toWellFormed();
      };
    },
  };
}

const EXCEPTION: TemplateField = { name: 'exception', keys: [], layout: undefined, pattern: undefined };

/** The lines of a template. */
function rowsOf(parts: readonly TemplatePart[]): readonly (readonly TemplatePart[])[] {
  const rows: TemplatePart[][] = [[]];
  for (const part of parts) {
    const [first, ...others] = typeof part === 'string' ? part.split(/\r?\n/) : [part];
    if (first !== undefined && first !== '') rows.at(-1)?.push(first);
    for (const other of others) rows.push(other === '' ? [] : [other]);
  }
  return rows;
}

/** A value that begins as further lines do would make its record look like a part of the one before. */
function withVisibleStart(line: string): string {
  return `${line.startsWith('\t') ? '\\t' : '\\x20'}${line.slice(1)}`;
}

/** Fields that have a text in every record, or nearly every one. */
const NEVER_EMPTY: ReadonlySet<string> = new Set(
  'timestamp level level_number message logger_name name pid hostname thread'.split(' '),
);

/** Whether the template itself, and not a value, may begin a line with a blank: where fields before the blank are empty. */
function mayBeginWithBlank(row: readonly TemplatePart[]): boolean {
  for (const part of row) {
    if (typeof part === 'string') return part.startsWith(' ');
    const { name, layout } = part;
    const isFilled = layout !== undefined && layout.width > 0;
    if (name === 'context' || (isFilled && layout.fill === ' ' && layout.align !== '<')) return true;
    if (NEVER_EMPTY.has(name)) return false;
    if (isFilled) return layout.fill === ' ';
  }
  return false;
}

function compileRow(
  row: readonly TemplatePart[],
  timeZone: string,
  continuation: string,
  settings: Settings,
): RecordLines {
  const safe = settings.sanitize ? sanitizeText : escapeUnsafeCharacters;
  const pieces = row.map((part) =>
    typeof part === 'string' ? sanitizeLine(part) : compileField(part, timeZone, continuation, settings, safe),
  );
  return (record) => {
    let line = '';
    for (const piece of pieces) line += typeof piece === 'string' ? piece : piece(record);
    return line;
  };
}

function compileField(
  field: TemplateField,
  timeZone: string,
  continuation: string,
  settings: Settings,
  safe: (text: string) => string,
): FieldText {
  const { name, keys, layout } = field;
  if (name === 'timestamp') {
    const times = new TimeFormatter(field.pattern ?? DEFAULT_TIME, timeZone, 'template.timestamp');
    return ({ hrTime, hrTimeObserved }) => safe(times.format(timeOf(hrTime, hrTimeObserved)));
  }
  if (name === 'exception' && settings.multiline && (keys.length === 0 || keys[0] === 'traceback')) {
    const traceback = exceptionField(keys);
    return (record) => linesOfException(traceback(record), layout, continuation, safe);
  }
  const raw = name === 'exception' ? exceptionField(keys) : name === 'extra' ? extraField(keys) : TEMPLATE_FIELDS[name];
  const read = raw ?? (() => '');
  if (layout === undefined) return (record) => safe(read(record));
  return (record) => laidOut(safe(read(record)), layout);
}

function exceptionField(keys: readonly string[]): FieldText {
  const [key] = keys as readonly ('type' | 'value' | 'traceback' | undefined)[];
  return (record) => {
    const exception = exceptionOf(record);
    if (exception === undefined) return '';
    return key === undefined ? exceptionText(exception) : exception[key];
  };
}

/** An attribute by its name, or a value within it. */
function extraField(keys: readonly string[]): FieldText {
  const [key, ...within] = keys;
  if (key === undefined) return extraOf;
  return ({ attributes }) => {
    if (!keysOf(attributes).includes(key)) return '';
    let value = readSafely(attributes, key);
    for (const name of within) {
      if (typeof value !== 'object' || value === null) return '';
      value = readSafely(value, name);
    }
    return value === undefined || value === null ? '' : textOf(value);
  };
}

/** A traceback over several lines, those after the first indented. */
function linesOfException(
  traceback: string,
  layout: FieldLayout | undefined,
  continuation: string,
  safe: (text: string) => string,
): string {
  if (traceback === '') return '';
  const cut = layout === undefined ? traceback : cutAt(traceback, layout.precision);
  const lines = cut.split(/\r\n|\r|\n/);
  return lines.map((line) => safe(line.replace(LEADING_TABS, indented))).join(`\n${continuation}`);
}

/** Those with which the stack of a JVM indents its lines; others are escaped, as in all text. */
const LEADING_TABS = /^\t+/;

function indented(tabs: string): string {
  return CONTINUATION.repeat(tabs.length);
}

/** A text, cut and filled up. */
function laidOut(value: string, { fill, align, width, precision }: FieldLayout): string {
  const cut = cutAt(value, precision);
  const missing = width - lengthOf(cut);
  if (missing <= 0) return cut;
  if (align === '<') return cut + fill.repeat(missing);
  if (align === '>') return fill.repeat(missing) + cut;
  const before = Math.floor(missing / 2);
  return fill.repeat(before) + cut + fill.repeat(missing - before);
}

const SURROGATE = /[\ud800-\udfff]/;

/** In code points, as Python counts. */
function lengthOf(value: string): number {
  return SURROGATE.test(value) ? Array.from(value).length : value.length;
}

/** The first code points of a text, without a joiner that has nothing left to join. */
function cutAt(value: string, precision: number): string {
  if (value.length <= precision) return value;
  let end = 0;
  for (let count = 0; count < precision && end < value.length; count++) {
    end += (value.codePointAt(end) ?? 0) > 0xffff ? 2 : 1;
  }
  while (end > 0 && end < value.length && isJoiner(value.charCodeAt(end - 1))) end--;
  return value.slice(0, end);
}

function isJoiner(code: number): boolean {
  return code === 0x200c || code === 0x200d;
}
