// The option `levels` and the variable LAKETRACE_LEVELS: what they take, and the levels that come of them.
import { tellDiagAfterwards } from '../../foreign/diagnostics.ts';
import { absolutePath } from '../../spec/absolute-path.ts';
import { ConfigurationError } from '../../spec/configuration-error.ts';
import { checkKeys } from '../../spec/option-checks.ts';
import type { OptionNames } from '../../spec/option-remedy.ts';
import { parseSeverity } from '../../spec/severity.ts';
import type { ErrorReporter } from '../../telemetry/error-reporter.ts';
import {
  EVERY_SCOPE,
  isBadRule,
  type LevelRules,
  levelRulesOf,
  NO_RULES,
  RULE_FORMS,
  readLevelRules,
} from './level-rules.ts';
import { LevelsFile } from './levels-file.ts';
import { LEVEL_SIGNALS, type LevelSignal, onLevelSignal } from './levels-signal.ts';
import { SeverityLevels } from './severity-levels.ts';

/** The `levels` option: minimum severities by instrumentation scope, and how they are changed while the program runs. */
export interface LevelsOptions {
  /**
   * Minimum severities by scope, which is the name that a logger was asked for by: exact names, or patterns in which `*` stands for any
   * characters and `?` for one: `{ 'org.noisy.*': 'ERROR', etl: 'DEBUG' }`. The most specific one counts, else `minimumSeverity`.
   * Default: none.
   */
  readonly scopes?: Readonly<Record<string, string | number>>;
  /**
   * A file of such rules, `org.noisy.*=ERROR`, with commas or line breaks between them; a level alone is for all scopes, and `#` begins a
   * comment. It is read at start, and again within about a second of each change, without keeping the process alive. One that is not
   * there has no rules; of one that cannot be read the former rules stay, which is reported once. Default: none.
   */
  readonly file?: string;
  /**
   * A signal that turns `minimumSeverity` down to DEBUG, and back at the next one: `'SIGUSR2'` (also as `true`), or `'SIGHUP'`. Scopes
   * that have a level of their own keep it. Threads get no signals. After the shutdown of the last processor that listens, the signal has its
   * own effect again, which is to end the process. Default: none.
   */
  readonly signal?: LevelSignal | boolean;
}

/** The names of the options. */
export const LEVELS_OPTIONS: readonly string[] = ['scopes', 'file', 'signal'] satisfies (keyof LevelsOptions)[];

const NAMES: OptionNames = {
  known: LEVELS_OPTIONS,
  synonyms: { scope: 'scopes', loggers: 'scopes', rules: 'scopes', path: 'file', watch: 'file', signals: 'signal' },
};

const VARIABLE = 'LAKETRACE_LEVELS';
/** What the signal turns to. */
const DEBUG = 5;

/** What of the processor's options is about levels. */
interface OptionsOfLevels {
  readonly minimumSeverity?: string | number;
  readonly levels?: LevelsOptions;
}

/**
 * Reads the options and the environment variable.
 * @throws ConfigurationError naming the option or the variable, its value and what is accepted
 */
export function readLevels(
  { minimumSeverity = 'INFO', levels }: OptionsOfLevels,
  variables: Readonly<Record<string, string | undefined>>,
): SeverityLevels {
  if (levels !== undefined) checkLevels(levels);
  const base: LevelRules = new Map([[EVERY_SCOPE, parseSeverity(minimumSeverity, 'minimumSeverity')]]);
  const read = new SeverityLevels(new Map([...base, ...levelRulesOf(levels?.scopes, 'levels.scopes')]));
  read.replace('environment', rulesOfVariable(variables[VARIABLE]));
  return read;
}

function checkLevels(levels: unknown): void {
  checkKeys(levels, 'levels', NAMES);
  const { file, signal } = levels as Readonly<Record<keyof LevelsOptions, unknown>>;
  if (file !== undefined && (typeof file !== 'string' || file.trim() === '' || file.includes('\0'))) {
    throw new ConfigurationError('levels.file', file, "the path of a file, such as 'levels.txt'");
  }
  if (signal !== undefined && typeof signal !== 'boolean' && !LEVEL_SIGNALS.includes(signal as LevelSignal)) {
    throw new ConfigurationError('levels.signal', signal, `true, false, or one of ${LEVEL_SIGNALS.join(', ')}`);
  }
}

function rulesOfVariable(text: string | undefined): LevelRules {
  if (text === undefined) return NO_RULES;
  const rules = readLevelRules(text);
  if (isBadRule(rules)) throw new ConfigurationError(`${VARIABLE}[${rules.index}]`, rules.level, RULE_FORMS);
  return rules;
}

/**
 * Has the levels follow the file and the signal of the options.
 * @returns ends it
 */
export function followLevels(levels: SeverityLevels, options: LevelsOptions = {}, reporter: ErrorReporter): () => void {
  const ends: (() => void)[] = [];
  const { file, signal = false } = options;
  if (file !== undefined) {
    const path = absolutePath(file, 'levels.file');
    const apply = (rules: LevelRules) => levels.replace('file', rules);
    const followed = new LevelsFile({ path, apply, report: (error) => reporter.report(error, 'levels', path) });
    ends.push(() => followed.close());
  }
  if (signal !== false) {
    const turn = (isDebug: boolean) => {
      levels.lowerTo(isDebug ? DEBUG : undefined);
      tellDiagAfterwards('info', `minimumSeverity is ${isDebug ? 'DEBUG' : 'as it was'} by a signal`);
    };
    ends.push(onLevelSignal(signal === true ? 'SIGUSR2' : signal, turn));
  }
  return () => {
    for (const end of ends) end();
  };
}
