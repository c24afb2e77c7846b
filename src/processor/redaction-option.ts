// The `redaction` option of the processor, read: its checks, and the redactor that it asks for.
import { createRedactor, type Redactor, type RedactorOptions } from '../redaction/index.ts';
import { ConfigurationError } from '../spec/configuration-error.ts';
import { isObject, requireOptions, under } from '../spec/option-checks.ts';
import type { ErrorPolicy } from './errors/error-policy.ts';
import { PROCESSOR_OPTIONS } from './processor-option-names.ts';
import type { RedactionOptions } from './processor-options.ts';

/** The `redaction` option, read. */
export interface ConfiguredRedaction {
  readonly redactor: Redactor;
  readonly isMarking: boolean;
  /** The names whose values are masked in the resource as well. */
  readonly keys: NonNullable<RedactorOptions['keys']>;
}

/**
 * Reads the `redaction` option.
 * @returns nothing where it is switched off
 * @throws ConfigurationError naming the option, its value and what is accepted
 */
export function readRedactionOption(
  option: boolean | RedactionOptions | Redactor | undefined,
  errors: ErrorPolicy,
): ConfiguredRedaction | undefined {
  if (option === false) return undefined;
  if (option !== undefined && option !== true && !isObject(option)) {
    throw ConfigurationError.ofKind('redaction', option, 'true, false, options of the redactor, or a redactor');
  }
  if (isRedactor(option)) return { redactor: option, isMarking: false, keys: [] };
  if (isObject(option)) requireOptions(option, 'redaction');
  const { mark = false, ...options } = option === undefined || option === true ? {} : (option as RedactionOptions);
  if (typeof mark !== 'boolean') throw new ConfigurationError('redaction.mark', mark, 'true or false');
  const redactor = under(
    'redaction',
    () => createRedactor({ onError: (error: unknown) => errors.report(error, 'redaction'), ...options }),
    PROCESSOR_OPTIONS.known,
  );
  return { redactor, isMarking: mark, keys: options.keys ?? [] };
}

function isRedactor(option: unknown): option is Redactor {
  return isObject(option) && typeof option['redactRecord'] === 'function';
}
