// How a verb prints records: the options for it, and the format that they choose.
import type { Command } from 'commander';
import { isOf } from '../../foreign/shape.ts';
import { flatJsonLines } from '../../format/flat-json.ts';
import type { LogRecordFormat } from '../../format/format.ts';
import { FORMAT_NAMES, formatNamed } from '../../format/named-formats.ts';
import { PrettyCopier } from '../../format/pretty-copier.ts';
import { prettyLines } from '../../format/pretty-text.ts';
import { template } from '../../format/template.ts';
import type { ConfigurationError } from '../../spec/configuration-error.ts';
import { nearestName } from '../../spec/option-remedy.ts';
import { UsageError } from '../usage-error.ts';
import type { VerbCall } from '../verb.ts';
import { CopiedLines } from './copied-lines.ts';
import { encodedLines, type PrintedLines, TextLines } from './printed-lines.ts';
import { addTimeZone, collect, timeZoneOf } from './selection.ts';
import { namesOf, type RecordPicture, shownFields } from './shown-fields.ts';
import { SoughtNames } from './sought-names.ts';

/** What {@link addRecordOutput} declares. */
export interface RecordOutputOptions {
  readonly format?: string;
  readonly json?: boolean;
  readonly fields?: readonly string[];
  readonly hide?: readonly string[];
  readonly zone?: string;
}

const PRETTY = 'pretty';
const FULL = 'full';
const TEMPLATE = 'template:';
/** Formats by the names of the command; `flat` is what the options of the package call `json`. */
const NAMES = [PRETTY, 'flat', FULL, ...FORMAT_NAMES];
/** The pattern of times, without milliseconds. */
const SECONDS = 'YYYY-MM-DD HH:mm:ss';

/** Declares the options that say how records are printed. */
export function addRecordOutput(command: Command): void {
  command
    .optionsGroup('How they are printed:')
    .option('--format <format>', `${PRETTY} (default), flat, ${FULL}, otlp, text, logfmt, ecs, or ${TEMPLATE}'…'`)
    .option('--json', 'one JSON object a line: --format flat')
    .option('--fields <names>', 'only these fields of each record: stage,rows or http.*', collect)
    .option('--hide <names>', 'all fields but these', collect);
  addTimeZone(command);
}

/** The extension of formats of JSON. */
const JSON_LINES = '.jsonl';

/** How records are printed. */
export interface RecordOutput {
  readonly lines: PrintedLines;
  readonly isJson: boolean;
  /** A record as the format is to see it. */
  readonly picture: RecordPicture;
}

/**
 * Reads the options of {@link addRecordOutput}.
 * @throws UsageError
 */
export function recordOutputOf({
  options,
  colors,
  atEnd,
}: Pick<VerbCall<RecordOutputOptions>, 'options' | 'colors' | 'atEnd'>): RecordOutput {
  const { format, json = false, fields, hide, zone } = options;
  if (json && format !== undefined && format !== 'flat' && format !== 'json') {
    throw new UsageError(`--json and --format ${format} are two formats; leave one out`);
  }
  const timeZone = timeZoneOf(options);
  const sought = new SoughtNames();
  atEnd(() => sought.missed());
  return {
    ...linesOf(json ? 'flat' : (format ?? PRETTY), { colors, timeZone, isZoneGiven: zone !== undefined }),
    picture: shownFields(namesOf(fields), namesOf(hide), sought),
  };
}

interface LineStyle {
  readonly colors: boolean;
  readonly timeZone: string;
  readonly isZoneGiven: boolean;
}

function linesOf(name: string, { colors, timeZone, isZoneGiven }: LineStyle): Omit<RecordOutput, 'picture'> {
  if (name === PRETTY) {
    const lines = new TextLines(() => ({
      lineOf: prettyLines({ colors, timeZone, time: `${SECONDS}.SSS`, sanitize: true }),
      copier: colors ? undefined : new PrettyCopier(SECONDS, timeZone),
    }));
    return { lines, isJson: false };
  }
  if (name === 'flat') {
    const copied = new CopiedLines();
    const lines = new TextLines(() => ({ lineOf: (record) => copied.lineOf(record), copier: copied }));
    return { lines, isJson: true };
  }
  if (name === FULL)
    return { lines: new TextLines(() => ({ lineOf: flatJsonLines({ serialize: true }) })), isJson: true };
  const chosen = formatOf(name);
  const format = isZoneGiven ? (chosen.inTimeZone?.(timeZone) ?? chosen) : chosen;
  return { lines: encodedLines(format.createEncoder()), isJson: format.extension === JSON_LINES };
}

function formatOf(name: string): LogRecordFormat {
  if (name.startsWith(TEMPLATE)) return templateOf(name.slice(TEMPLATE.length));
  const found = formatNamed(name, true);
  if (found !== undefined) return found;
  const nearest = nearestName(name, NAMES);
  const hint = nearest === undefined ? `there are ${NAMES.join(', ')} and ${TEMPLATE}'…'` : `did you mean ${nearest}?`;
  throw new UsageError(`--format: there is no format ${name}; ${hint}`);
}

function templateOf(pattern: string): LogRecordFormat {
  try {
    return template(pattern);
  } catch (error) {
    if (!isOf<ConfigurationError>(error, 'ConfigurationError')) throw error;
    throw error.renamed('--format');
  }
}
