// The error that every bad configuration value ends in: it names the option, shows the value, and says what is accepted.
import { nameClass } from '../foreign/shape.ts';
import { printValue } from './print-value.ts';

/**
 * A configuration value that is not accepted. It is thrown at once, where the value is given, and never later.
 *
 * Its message reads `rotation: "12 parsecs" is not accepted; accepted is ...`.
 */
export class ConfigurationError extends TypeError {
  static {
    nameClass(ConfigurationError, 'ConfigurationError');
  }

  /** The path of the option, such as `rotation`, `file.rotation[1].size`. */
  readonly option: string;
  /** The value that was given. */
  readonly value: unknown;
  /** What the option accepts, in words and examples. */
  readonly accepted: string;

  /**
   * @param option the option's path as its user wrote it.
   * @param value the value that was given; the message shows it shortened and escaped.
   * @param accepted what is accepted: the end of a sentence that begins with "accepted is".
   */
  constructor(option: string, value: unknown, accepted: string) {
    super(`${option}: ${printValue(value)} is not accepted; accepted is ${accepted}`);
    this.name = 'ConfigurationError';
    this.option = option;
    this.value = value;
    this.accepted = accepted;
  }
}
