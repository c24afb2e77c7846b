// Tells from an exporter's error whether to send the same records again.
//
// An exporter answers `{ code, error }` and nothing more, so this is partial knowledge: what it says for certain is acted on, and
// all else is tried again, within the bounds of the delivery.

/**
 * - `refused`: the receiver has looked at the records and does not take them, now or later.
 * - `too large`: it does not take so many at once.
 * - `passing`: everything else. The receiver is not reached, overloaded or restarting, or nobody knows.
 */
export type FailureKind = 'refused' | 'too large' | 'passing';

/** Statuses of HTTP in which the OTLP specification has a sender drop the records: all of 4xx but these, which pass. */
const PASSING_STATUSES: readonly number[] = [408, 425, 429];
const CONTENT_TOO_LARGE = 413;

/**
 * Codes of gRPC that are final for the records by the OTLP specification: INVALID_ARGUMENT, NOT_FOUND, ALREADY_EXISTS,
 * PERMISSION_DENIED, FAILED_PRECONDITION, UNIMPLEMENTED, UNAUTHENTICATED. It counts UNKNOWN and INTERNAL among them, which
 * proxies answer while a receiver restarts, as they do 500: those are tried again.
 */
const FINAL_GRPC_CODES: readonly number[] = [3, 5, 6, 7, 9, 12, 16];
/** RESOURCE_EXHAUSTED: also what a server answers to a message beyond its limit, 4 MiB by default. */
const RESOURCE_EXHAUSTED = 8;
const LAST_GRPC_CODE = 16;

/** Errors have causes, such as that of `fetch failed`. One may be its own. */
const DEEPEST_CAUSE = 4;

/** Judges an error. Never throws. */
export function kindOfFailure(error: unknown): FailureKind {
  let at = error;
  for (let depth = 0; depth < DEEPEST_CAUSE && typeof at === 'object' && at !== null; depth++) {
    try {
      const { code, status, statusCode, cause } = at as Record<string, unknown>;
      for (const number of [code, statusCode, status]) if (typeof number === 'number') return kindOfCode(number);
      at = cause;
    } catch {
      return 'passing';
    }
  }
  return 'passing';
}

function kindOfCode(code: number): FailureKind {
  if (code === CONTENT_TOO_LARGE || code === RESOURCE_EXHAUSTED) return 'too large';
  if (code <= LAST_GRPC_CODE) return FINAL_GRPC_CODES.includes(code) ? 'refused' : 'passing';
  const isRefusal = code >= 400 && code < 500 && !PASSING_STATUSES.includes(code);
  return isRefusal ? 'refused' : 'passing';
}
