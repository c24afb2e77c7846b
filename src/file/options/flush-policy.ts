// When encoded records are handed to the operating system.
import { ConfigurationError } from '../../spec/configuration-error.ts';
import { parseDuration } from '../../spec/duration.ts';
import { checkKeys, isObject } from '../../spec/option-checks.ts';
import { parseSeverity } from '../../spec/severity.ts';
import { parseSize } from '../../spec/size.ts';

/** The forms of the `flush` option. */
export type FlushOption =
  | 'record'
  | 'turn'
  | {
      /** Longest time that a record is buffered: milliseconds, or a duration such as `'2 s'`. Default 1 s. */
      readonly interval?: number | string;
      /** Buffered bytes that are written at once: a number, or a size such as `'256 KB'`. Default 64 KiB. */
      readonly bytes?: number | string;
      /** A record of this severity or a higher one is written at once, with all before it. Default: none is. */
      readonly severity?: number | string;
    };

/** When to flush. */
export type FlushPolicy =
  | { readonly kind: 'record' }
  | { readonly kind: 'turn' }
  | { readonly kind: 'buffer'; readonly interval: number; readonly bytes: number; readonly severity: number };

const ACCEPTED = "'record', 'turn', or { interval?, bytes?, severity? }";

/** Reads the `flush` option. */
export function parseFlush(option: FlushOption, path = 'flush'): FlushPolicy {
  if (option === 'record' || option === 'turn') return { kind: option };
  if (!isObject(option)) throw new ConfigurationError(path, option, ACCEPTED);
  checkKeys(option, path, ['interval', 'bytes', 'severity']);
  const { interval = 1000, bytes = 64 * 1024, severity } = option;
  return {
    kind: 'buffer',
    interval: parseDuration(interval, `${path}.interval`),
    bytes: parseSize(bytes, `${path}.bytes`),
    severity: severity === undefined ? Number.POSITIVE_INFINITY : parseSeverity(severity, `${path}.severity`),
  };
}
