// How long rotated files stay uncompressed: a number of files, or a time.
import { ConfigurationError } from './configuration-error.ts';
import { DURATION_FORMS, readDuration } from './duration.ts';
import { readFileCount } from './file-count.ts';

/** How long rotated files stay uncompressed, parsed. */
export type CompressAfterRule =
  /** The newest `count` rotated files stay as they are; 0: every file is compressed at once. */
  | { readonly kind: 'count'; readonly count: number }
  /** A file stays as it is for this many milliseconds after its rotation. */
  | { readonly kind: 'age'; readonly milliseconds: number };

/**
 * Parses the option `compressAfter`: `2` and `'2 files'` keep the two newest rotated files uncompressed, `'1 hour'` keeps each
 * of them uncompressed for an hour after its rotation, and `0` compresses at once.
 *
 * @param value a number of files, a string with a number of files, or a duration as `parseDuration` takes it.
 * @param option the option's path for the error message. Default `compressAfter`.
 * @throws {ConfigurationError} naming the option, the value and what is accepted.
 */
export function parseCompressAfter(value: string | number, option = 'compressAfter'): CompressAfterRule {
  const count = readFileCount(value, 0);
  if (count !== undefined) return { kind: 'count', count };
  const milliseconds = typeof value === 'string' ? readDuration(value) : undefined;
  if (milliseconds !== undefined) return { kind: 'age', milliseconds };
  throw new ConfigurationError(
    option,
    value,
    `a whole number of files such as 0, 2 or "2 files"; or ${DURATION_FORMS}`,
  );
}
