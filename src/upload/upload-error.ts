// The error by which a target says what is to be done about it.
import { isOf, nameClass } from '../foreign/shape.ts';

/**
 * What follows from an error of a target:
 *
 * - `'retryable'`: the same may work later: 408, 429, 5xx, a broken connection. It is tried again, within bounds.
 * - `'refused'`: nothing can be uploaded here until somebody changes something: 401, 403, 404 of the place, wrong settings. Everything ends at once.
 * - `'unsuitable'`: this one file cannot be stored there, such as a name or a size that the service does not take. The others are uploaded all the same.
 * - `'exists'`: the name is taken. What is there is compared with the file.
 */
export type UploadErrorKind = 'retryable' | 'refused' | 'unsuitable' | 'exists';

/** More on an {@link UploadError}. */
export interface UploadErrorDetails {
  /** After how many milliseconds it may be tried again, where the service says so (`Retry-After`). */
  readonly retryAfter?: number | undefined;
  /** What somebody has to do, such as which permission is to be granted to whom, and where. A sentence; it ends the message. */
  readonly remedy?: string | undefined;
  /** The status of the answer of a service over HTTP. */
  readonly status?: number | undefined;
  /** The code of the error, such as `ECONNRESET` or `AuthorizationFailure`. */
  readonly code?: string | undefined;
}

/** Something went wrong at a target. Its message has no secret in it. */
export class UploadError extends Error {
  static {
    nameClass(UploadError, 'UploadError');
  }

  readonly kind: UploadErrorKind;
  readonly retryAfter: number | undefined;
  readonly remedy: string | undefined;
  readonly status: number | undefined;
  readonly code: string | undefined;

  /**
   * @param kind what follows from it
   * @param message what went wrong, such as `OneLake answered 403 (AuthorizationPermissionMismatch)`; without secrets
   */
  constructor(kind: UploadErrorKind, message: string, details: UploadErrorDetails = {}) {
    const { retryAfter, remedy, status, code } = details;
    super(remedy === undefined ? message : `${message}. ${remedy}`);
    this.name = 'UploadError';
    this.kind = kind;
    this.retryAfter = retryAfter;
    this.remedy = remedy;
    this.status = status;
    this.code = code;
  }
}

/** For a file that says that it has more bytes than it gives. */
export function endsTooEarly(remote: string): UploadError {
  return new UploadError('unsuitable', `${remote}: the file ends too early`);
}

/** Whether something thrown is an {@link UploadError}, of whichever copy of this package. */
export function isUploadError(thrown: unknown): thrown is UploadError {
  return isOf<UploadError>(thrown, 'UploadError');
}
