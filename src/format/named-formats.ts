// The formats that have names, and what a `format` option takes.
import type { FormatFunction } from './custom-format.ts';
import { ecs } from './ecs.ts';
import { flatJson } from './flat-json.ts';
import type { LogRecordFormat } from './format.ts';
import { logfmt } from './logfmt.ts';
import { otlpJson } from './otlp-json.ts';
import { template, text } from './template.ts';

/** A format by its name: `otlpJson()`, `flatJson()`, `text()`, `logfmt()`, `ecs()` with their defaults. */
export type FormatName = 'otlp' | 'json' | 'text' | 'logfmt' | 'ecs';

/** A text with fields in braces, such as `'{timestamp} {level:<8} {message}'`: what {@link template} makes of it. */
export type TemplateText = `${string}{${string}}${string}`;

/** What a `format` option takes: a name, a template, a format, or a function that gives the line of a record. */
export type FormatOption = FormatName | TemplateText | LogRecordFormat | FormatFunction;

const NAMED: Readonly<Record<FormatName, (sanitize: boolean) => LogRecordFormat>> = {
  otlp: () => otlpJson(),
  json: () => flatJson(),
  text: (sanitize) => text({ sanitize }),
  logfmt: (sanitize) => logfmt({ sanitize }),
  ecs: () => ecs(),
};

/** All names. */
export const FORMAT_NAMES: readonly string[] = Object.keys(NAMED);

/** The format of a name; nothing for what is no name of one. */
export function formatNamed(name: string, sanitize: boolean): LogRecordFormat | undefined {
  return Object.hasOwn(NAMED, name) ? NAMED[name as FormatName](sanitize) : undefined;
}

/** What makes formats, by the name in the API: given without its call it would be asked for lines, record by record. */
export const FORMAT_MAKERS: ReadonlyMap<unknown, string> = new Map<unknown, string>([
  [otlpJson, 'otlpJson()'],
  [flatJson, 'flatJson()'],
  [text, 'text()'],
  [logfmt, 'logfmt()'],
  [ecs, 'ecs()'],
  [template, "template('…')"],
]);
