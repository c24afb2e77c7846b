// How the console shows records: for people on a terminal, for programs in a pipe, and what the environment says of colours.

import { inTimeZone } from '../../format/extension.ts';
import { flatJson } from '../../format/flat-json.ts';
import type { LogRecordFormat } from '../../format/format.ts';
import type { FormatOption } from '../../format/named-formats.ts';
import { prettyText } from '../../format/pretty-text.ts';
import { resolveFormat } from '../../format/resolve-format.ts';
import { forcesColors, hasColors } from '../../format/terminal-colors.ts';
import { ConfigurationError } from '../../spec/configuration-error.ts';
import { parseTimeZone } from '../../spec/time-zone.ts';

/** What a `format` option of the console takes: also `'pretty'`, for people. */
export type ConsoleFormat = FormatOption | 'pretty';

/** The options that decide how records are shown. */
export interface ConsoleStyleOptions {
  readonly format?: ConsoleFormat;
  readonly colors?: boolean;
  readonly timeZone?: string;
  readonly sanitize?: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The format for a stream: what is asked for, else `'pretty'` on a terminal, and where `FORCE_COLOR` asks for colours; `'json'`
 * anywhere else.
 * @throws ConfigurationError
 */
export function consoleFormat(
  { format, colors, timeZone, sanitize = true }: ConsoleStyleOptions,
  stream: { readonly isTTY?: boolean | undefined },
  environment: Environment,
): LogRecordFormat {
  if (colors !== undefined && typeof colors !== 'boolean')
    throw new ConfigurationError('colors', colors, 'true or false');
  const zone = timeZone === undefined ? undefined : parseTimeZone(timeZone, 'timeZone');
  if (format !== undefined && format !== 'pretty') {
    if (colors === true)
      throw new ConfigurationError('colors', colors, "the format 'pretty', which alone has colours, or none");
    const given = resolveFormat(format, 'format', sanitize, ['pretty']);
    return zone === undefined ? given : inTimeZone(given, zone);
  }
  if (format === 'pretty' || isForPeople({ colors }, stream, environment)) {
    const isTerminal = stream.isTTY === true;
    return prettyText({ colors: colors ?? hasColors(isTerminal, environment), timeZone: zone ?? 'local', sanitize });
  }
  return flatJson();
}

/** Whether a console for which no format was chosen is looked at by people. */
export function isForPeople(
  { colors }: { readonly colors?: boolean | undefined },
  stream: { readonly isTTY?: boolean | undefined },
  environment: Environment,
): boolean {
  return stream.isTTY === true || colors === true || forcesColors(environment) === true;
}
