// Reads allowed keys of `key=value` and `key value` files without ever making a string of any other key's value.
import { isUsableValue } from './attribute-value.ts';

const LINE_FEED = 0x0a;
const HASH = 0x23;

/** Longer keys are on no list: they are not even decoded. */
const KEY_LIMIT = 64;

const isBlank = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x09 || byte === 0x0d;
const isAssignment = (byte: number | undefined): boolean => byte === 0x3d || byte === 0x3a;

/**
 * Reads the values of allowed keys from the bytes of a properties file.
 *
 * Key and value are separated by `=`, `:` or blanks (Fabric's context file uses the first, `spark-defaults.conf` the last); a
 * line that starts with `#` is a comment; the last of several equal keys counts; a value that is unfit for an attribute is left
 * out. Works on bytes, since the same files hold
 * session tokens: a value becomes a string only after its key was found on the list.
 *
 * @param whole false when the bytes are only the beginning of the file: the last line may then be cut and is not taken.
 */
export function readProperties(bytes: Buffer, whole: boolean, allowedKeys: ReadonlySet<string>): Map<string, string> {
  const values = new Map<string, string>();
  let start = 0;
  while (start < bytes.length) {
    let end = bytes.indexOf(LINE_FEED, start);
    if (end === -1) {
      if (!whole) break;
      end = bytes.length;
    }
    readLine(bytes, start, end, allowedKeys, values);
    start = end + 1;
  }
  return values;
}

function readLine(
  bytes: Buffer,
  start: number,
  end: number,
  allowedKeys: ReadonlySet<string>,
  values: Map<string, string>,
): void {
  const keyStart = skipBlanks(bytes, start, end);
  if (keyStart === end || bytes[keyStart] === HASH) return;
  let keyEnd = keyStart;
  while (keyEnd < end && !isBlank(bytes[keyEnd]) && !isAssignment(bytes[keyEnd])) keyEnd++;
  if (keyEnd - keyStart > KEY_LIMIT) return;
  const key = bytes.toString('latin1', keyStart, keyEnd);
  if (!allowedKeys.has(key)) return;
  let valueStart = skipBlanks(bytes, keyEnd, end);
  if (valueStart < end && isAssignment(bytes[valueStart])) valueStart = skipBlanks(bytes, valueStart + 1, end);
  const value = bytes.toString('utf8', valueStart, end).trim();
  if (isUsableValue(value)) values.set(key, value);
}

function skipBlanks(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && isBlank(bytes[at])) at++;
  return at;
}
