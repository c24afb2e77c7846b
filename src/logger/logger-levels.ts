// The levels of the logger: their names, and what of OpenTelemetry each is.
import { ConfigurationError } from '../spec/configuration-error.ts';
import { parseSeverity, severityName } from '../spec/severity.ts';

/** A level: the severity of its records (OpenTelemetry's logs data model, "Severity Fields"). */
export interface LoggerLevel {
  readonly severityNumber: number;
  readonly severityText: string;
}

type OwnLevelName = 'TRACE' | 'DEBUG' | 'INFO' | 'SUCCESS' | 'WARNING' | 'ERROR' | 'CRITICAL';

/** The levels by name. SUCCESS has no place of its own in OpenTelemetry: it is INFO2. */
export const LEVELS: Readonly<Record<OwnLevelName, LoggerLevel>> = {
  TRACE: { severityNumber: 1, severityText: 'TRACE' },
  DEBUG: { severityNumber: 5, severityText: 'DEBUG' },
  INFO: { severityNumber: 9, severityText: 'INFO' },
  SUCCESS: { severityNumber: 10, severityText: 'SUCCESS' },
  WARNING: { severityNumber: 13, severityText: 'WARNING' },
  ERROR: { severityNumber: 17, severityText: 'ERROR' },
  CRITICAL: { severityNumber: 21, severityText: 'CRITICAL' },
};

/** The name of a level, in any case, also one of OpenTelemetry such as `INFO3`; these are what TypeScript suggests. */
export type LevelName = OwnLevelName | 'WARN' | 'FATAL' | (string & {});

/** Python's numbers, as far as a SeverityNumber of OpenTelemetry could be meant by them as well, and its names for them. */
const NUMBERS_OF_PYTHON: ReadonlyMap<unknown, string> = new Map([
  [10, 'DEBUG'],
  [20, 'INFO'],
]);

/**
 * Reads a level of the configuration: a name, or a `SeverityNumber`. Numbers that are another level in Python are refused.
 * @throws ConfigurationError naming the option, the value, what is accepted, and the nearest name
 */
export function readLevel(value: unknown, option: string): number {
  const inPython = levelInPython(value);
  if (inPython !== undefined) {
    const accepted = `a name, for ${value} is ${inPython} in Python and another level in OpenTelemetry`;
    throw new ConfigurationError(option, value, accepted);
  }
  return parseSeverity(value as string | number, option);
}

/** The level that a number is in Python, where another one of OpenTelemetry could be meant by it as well. */
function levelInPython(value: unknown): string | undefined {
  return NUMBERS_OF_PYTHON.get(typeof value === 'string' ? Number(value) : value);
}

/** What is logged under a level that is given with a call. */
export interface CalledLevel extends LoggerLevel {
  /** Whether the level was none, or a number of Python's: the record is then kept at INFO. */
  readonly isUnknown: boolean;
}

/** Reads the level of one call. Never throws: a record is not lost because nobody knows its level. */
export function calledLevel(value: unknown): CalledLevel {
  if (typeof value === 'string') {
    const name = value.trim().toUpperCase();
    if (Object.hasOwn(LEVELS, name)) return { ...LEVELS[name as OwnLevelName], isUnknown: false };
    if (name === 'WARN') return { ...LEVELS.WARNING, isUnknown: false };
    if (name === 'FATAL') return { ...LEVELS.CRITICAL, severityText: name, isUnknown: false };
  }
  try {
    const severityNumber = parseSeverity(value as string | number);
    if (severityNumber > 0 && levelInPython(value) === undefined)
      return { severityNumber, severityText: nameOf(severityNumber), isUnknown: false };
  } catch {
    // Said by `isUnknown`.
  }
  return { ...LEVELS.INFO, isUnknown: true };
}

/** The name of a severity number: the logger's own where it has one, else OpenTelemetry's, such as `INFO3`. */
export function nameOf(severityNumber: number): string {
  const own = Object.values(LEVELS).find((level) => level.severityNumber === severityNumber);
  return own?.severityText ?? severityName(severityNumber);
}
