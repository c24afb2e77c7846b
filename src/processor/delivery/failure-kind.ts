// Reads from an exporter's error whether to send the same records again.
//
// An exporter answers `{ code, error }` and nothing more, so this is partial knowledge: what it says for certain is acted on, and
// all else is tried again, within the bounds of the delivery.

/**
 * - `refused`: the receiver has looked at the records and does not take them, now or later.
 * - `too large`: it does not take that many at once.
 * - `passing`: everything else. The receiver is not reached, overloaded or restarting, or nobody knows.
 */
export type FailureKind = 'refused' | 'too large' | 'passing';

/**
 * With a status of HTTP from 400 to 499 a sender of OTLP drops the records, except with these, which pass. The specification's address
 * is in docs/collector.md#a-collector-that-reads-the-files.
 */
const PASSING_STATUSES: readonly number[] = [408, 425, 429];
const CONTENT_TOO_LARGE = 413;
/** What the collector's receiver answers over HTTP to a request beyond its limit, 20 MiB by default: then the answer's text says so. */
const BAD_REQUEST = 400;

/**
 * Codes of gRPC that are final for the records by the OTLP specification: INVALID_ARGUMENT, NOT_FOUND, ALREADY_EXISTS,
 * PERMISSION_DENIED, FAILED_PRECONDITION, UNIMPLEMENTED, UNAUTHENTICATED. It counts UNKNOWN and INTERNAL among them, which
 * proxies answer while a receiver restarts, as they do 500: those are tried again.
 */
const FINAL_GRPC_CODES: readonly number[] = [3, 5, 6, 7, 9, 12, 16];
/** What a server answers that is overloaded, and to a message beyond its limit, 4 MiB by default: then it says so. */
const RESOURCE_EXHAUSTED = 8;
const SAYS_TOO_LARGE = /larger than max|exceeds max|too large/i;
/** Of a text of any length, where to look. */
const BEGINNING = 1000;
const LAST_GRPC_CODE = 16;

/** Errors have causes, such as that of `fetch failed`. One may be its own. */
const DEEPEST_CAUSE = 4;

/** Judges an error. Never throws. */
export function kindOfFailure(error: unknown): FailureKind {
  let at = error;
  for (let depth = 0; depth < DEEPEST_CAUSE && typeof at === 'object' && at !== null; depth++) {
    try {
      const { code, status, statusCode, cause, message, data } = at as Record<string, unknown>;
      const number = [code, statusCode, status].find((given) => typeof given === 'number');
      // The OTLP exporters over HTTP have the answer's text as `data`.
      if (number !== undefined) return kindOfCode(number, [message, data]);
      at = cause;
    } catch {
      return 'passing';
    }
  }
  return 'passing';
}

function kindOfCode(code: number, texts: readonly unknown[]): FailureKind {
  if (code === CONTENT_TOO_LARGE) return 'too large';
  if ((code === RESOURCE_EXHAUSTED || code === BAD_REQUEST) && texts.some(saysTooLarge)) return 'too large';
  if (code === RESOURCE_EXHAUSTED) return 'passing';
  if (code <= LAST_GRPC_CODE) return FINAL_GRPC_CODES.includes(code) ? 'refused' : 'passing';
  const isRefusal = code >= 400 && code < 500 && !PASSING_STATUSES.includes(code);
  return isRefusal ? 'refused' : 'passing';
}

function saysTooLarge(text: unknown): boolean {
  return typeof text === 'string' && SAYS_TOO_LARGE.test(text.slice(0, BEGINNING));
}
