// The error that every bad configuration ends in: it names the option, shows the value, and says what is accepted.
import { printValue, printWithoutText } from '../foreign/print-value.ts';
import { nameClass } from '../foreign/shape.ts';
import { type OptionNames, remedyFor } from './option-remedy.ts';

/**
 * A configuration value that is not accepted. It is thrown at once, where the value is given, and never later.
 *
 * Its message reads `rotation: "12 parsecs" is not accepted; accepted is ...`. Of a value that could be a secret it says only what
 * it is: `batch.exporter: an object is not accepted; ...`.
 */
export class ConfigurationError extends TypeError {
  static {
    nameClass(ConfigurationError, 'ConfigurationError');
  }

  /** The path of the option, such as `rotation`, `file.rotation[1].size`; empty for the options as a whole. */
  readonly option: string;
  /** What the option accepts, in words and examples. */
  readonly accepted: string;
  /**
   * The value that was given; `undefined` where it may be a secret. It is not enumerable: printing the error shows no more of it than
   * the message does.
   */
  declare readonly value: unknown;
  readonly #shown: string;

  /**
   * @param option the option's path as its user wrote it.
   * @param value the value that was given; the message shows what of it can be no secret.
   * @param accepted what is accepted: the end of a sentence that begins with "accepted is".
   * @param shown the value as the message shows it.
   */
  constructor(option: string, value: unknown, accepted: string, shown: string = printValue(value)) {
    super(`${option === '' ? 'options' : option}: ${shown} is not accepted; accepted is ${accepted}`);
    this.name = 'ConfigurationError';
    this.option = option;
    this.accepted = accepted;
    Object.defineProperty(this, 'value', { value });
    this.#shown = shown;
  }

  /**
   * For where an object is wanted, in whose place a text may be a secret: no text is shown, and the error does not keep it.
   * @internal
   */
  static ofKind(option: string, value: unknown, accepted: string): ConfigurationError {
    return new ConfigurationError(option, undefined, accepted, printWithoutText(value));
  }

  /**
   * The same error of the option as it stands within others, such as `file.rotation` for `rotation` within `file`.
   * @internal
   */
  within(path: string): ConfigurationError {
    return new ConfigurationError(joinedPath(path, this.option), this.value, this.accepted, this.#shown);
  }

  /**
   * The same error of something that goes by another name, such as the environment variable that has set the option.
   * @internal
   */
  renamed(name: string): ConfigurationError {
    return new ConfigurationError(name, this.value, this.accepted, this.#shown);
  }

  /**
   * The same error, where one of the options beside the object that it was given in may have been meant.
   * @internal
   */
  beside(_options: readonly string[]): ConfigurationError {
    return this;
  }
}

/**
 * An option that does not exist. Its value is not shown: it may be a secret under a misspelt name.
 *
 * Its message reads `rotatoin: there is no such option; did you mean rotation?`.
 */
export class UnknownOptionError extends ConfigurationError {
  readonly #path: string;
  readonly #key: string;
  readonly #names: OptionNames;

  /**
   * @param path of the object that the option was given in; empty for the outermost one
   * @param key the name that does not exist
   * @param names the names that there are
   */
  constructor(path: string, key: string, names: OptionNames) {
    const remedy = remedyFor(key, names);
    super(joinedPath(path, printKey(key)), undefined, remedy);
    this.message = `${this.option}: there is no such ${names.noun ?? 'option'}; ${remedy}`;
    this.#path = path;
    this.#key = key;
    this.#names = names;
  }

  override within(path: string): UnknownOptionError {
    return new UnknownOptionError(joinedPath(path, this.#path), this.#key, this.#names);
  }

  override renamed(option: string): UnknownOptionError {
    const ending = `.${printKey(this.#key)}`;
    return new UnknownOptionError(
      option.endsWith(ending) ? option.slice(0, -ending.length) : '',
      this.#key,
      this.#names,
    );
  }

  override beside(options: readonly string[]): UnknownOptionError {
    // Of an object deeper within they do not stand beside.
    if (/[.[]/.test(this.#path)) return this;
    const above = { name: this.#path, options };
    return new UnknownOptionError(this.#path, this.#key, { ...this.#names, above });
  }
}

/** The path of an option within others. */
export function joinedPath(path: string, option: string): string {
  return path === '' || option === '' ? path + option : `${path}.${option}`;
}

const LONGEST_KEY = 60;

/** A name that somebody gave an option, on one line, quoted where it is not a plain one. */
function printKey(key: string): string {
  const short = key.length <= LONGEST_KEY ? key : `${key.slice(0, LONGEST_KEY)}…`;
  return /^[\w$.-]+$/.test(key) && short === key ? key : printValue(short);
}
