// Errors as LakeTrace reports them: without what an application put into them.
import { isError } from '../../foreign/shape.ts';
import type { Redactor } from '../../redaction/index.ts';
import type { ErrorCleaner } from '../../telemetry/error-reporter.ts';

/** What is reported in place of an error that cannot be cleaned. */
const FAILED = '[REDACTION_FAILED]';

/**
 * Cleans errors with a redactor: their messages, stacks, causes and own fields (an HTTP client's error has the request in them).
 * An error that has nothing to be masked stays the same object.
 */
export function redactedErrors(redactor: Redactor): ErrorCleaner {
  return {
    error(error) {
      try {
        const redacted: unknown = redactor.redactValue(error);
        // Of an error that shows something else in place of itself, by its `toJSON`, the texts are reported.
        return isError(redacted) ? redacted : textsOf(error, redactor);
      } catch {
        return new Error(FAILED);
      }
    },
    text(text) {
      try {
        return redactor.redactText(text);
      } catch {
        return FAILED;
      }
    },
  };
}

function textsOf({ name, message, stack }: Error, redactor: Redactor): Error {
  const [cleanName, cleanMessage, cleanStack] = [name, message, stack ?? ''].map((text) =>
    redactor.redactText(String(text)),
  );
  return Object.assign(new Error(cleanMessage), { name: cleanName, stack: cleanStack });
}
