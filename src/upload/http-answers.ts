// What an answer over HTTP that is no success means for an upload.
import { UploadError } from './upload-error.ts';

/** An answer of a service that is no success. */
export interface RefusedAnswer {
  readonly status: number;
  /** A header by its name in lower case, such as `retry-after`; nothing where it is missing. */
  header(name: string): string | null | undefined;
  /** What was done, for the message, such as `OneLake: put service=etl/…/a.jsonl`. Without secrets. */
  readonly doing: string;
  /** The service's own code of the error, such as `AuthorizationPermissionMismatch`, where the answer has one. */
  readonly code?: string | undefined;
  /** What is to be done, by status: for 401, 403 and 404 above all. */
  readonly remedies?: Readonly<Record<number, string>>;
}

/** What is to be done, wherever it is. */
const REMEDIES: Readonly<Record<number, string>> = {
  413: 'Rotate at a smaller size',
  507: 'The place is full: make room, or choose another one',
};
/** Those that may pass by themselves, beside 500 and above. */
const PASSING: ReadonlySet<number> = new Set([408, 425, 429]);
/** Those of 500 and above that do not pass: nobody implements it, and nothing more fits in. */
const LASTING: ReadonlySet<number> = new Set([501, 505, 507]);
/** Those that are about the one file: it has a name, or a size, that is not taken. */
const OF_FILE: ReadonlySet<number> = new Set([400, 411, 413, 414, 422]);
/** A name that is taken: conflict, and a condition such as `If-None-Match: *` that does not hold. */
const TAKEN: ReadonlySet<number> = new Set([409, 412]);

/**
 * The error for an answer: 408, 425, 429 and 5xx are retryable, but for 501, 505 and 507, 409 and 412 mean that the name is taken, 400, 411, 413, 414 and 422 are about the
 * one file, and all else is refused.
 */
export function errorOfAnswer({ status, header, doing, code, remedies = {} }: RefusedAnswer): UploadError {
  const said = code === undefined ? `${status}` : `${status} (${code})`;
  const remedy = remedies[status] ?? REMEDIES[status];
  const details = { status, code, remedy };
  const message = `${doing}: the answer was ${said}`;
  if ((status >= 500 && !LASTING.has(status)) || PASSING.has(status)) {
    const retryAfter = readRetryAfter(header('retry-after'), header('date'));
    return new UploadError('retryable', message, { ...details, retryAfter });
  }
  if (TAKEN.has(status)) return new UploadError('exists', message, details);
  return new UploadError(OF_FILE.has(status) ? 'unsuitable' : 'refused', message, details);
}

/**
 * The milliseconds of a `Retry-After` header: a number of seconds, or a date (RFC 9110, 10.2.3). A date is compared with the
 * service's own clock where the answer has one (`Date`): ours may be off by more than the wait.
 */
export function readRetryAfter(value: string | null | undefined, date?: string | null): number | undefined {
  const text = value?.trim() ?? '';
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const until = Date.parse(text);
  if (Number.isNaN(until)) return undefined;
  const present = Date.parse(date ?? '');
  return Math.max(0, until - (Number.isNaN(present) ? Date.now() : present));
}
