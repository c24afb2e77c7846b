// What an exporter answers when it has done with a batch: an `ExportResult`, or whatever its author calls back with.
import { follow, ignore } from './call.ts';
import { asError } from './shape.ts';

/** `ExportResultCode` of @opentelemetry/core, which is no peer of ours. */
const SUCCESS = 0;

/**
 * Reads an exporter's answer. Never throws: no answer, `null`, and an object that throws when it is read are failures, too.
 * @returns why it failed; nothing where it did not
 */
export function failureOf(answer: unknown): Error | undefined {
  // A promise is no answer, but one that is rejected must not end the process.
  follow(answer, ignore);
  try {
    const { code, error } = (answer ?? {}) as { code?: unknown; error?: unknown };
    if (code === SUCCESS) return undefined;
    if (error !== undefined && error !== null) return asError(error);
    return new Error(code === undefined ? 'the exporter answered without a result' : 'the exporter gave no reason');
  } catch (error) {
    return asError(error);
  }
}
