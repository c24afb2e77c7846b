// How much of a value is written, and what stands for what is not: the same in every format.

/** Maps and lists within each other. A level takes four of OTLP/JSON; Jackson, which Spark reads with, refuses more than 1,000. */
export const MAX_DEPTH = 128;
/** Entries of all maps and lists of one record: what is shared within a value, or made up by a proxy, can grow without end. */
export const MAX_ENTRIES = 1_000_000;
export const CIRCULAR = '[Circular]';
export const TOO_DEEP = '[Too deep]';
export const TRUNCATED = '[Truncated]';

export const MIN_INT64: bigint = -(2n ** 63n);
export const MAX_INT64: bigint = 2n ** 63n - 1n;
