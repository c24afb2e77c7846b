// Reads an IPv4 address, and tells those of a network's own.
import { DOT, ZERO } from '../scan/ascii.ts';

/** The parts of the address that was read last. One scan runs at a time. */
export const V4_PARTS: Uint8Array = new Uint8Array(4);

/** The end of four parts of at most 255 from an index on; -1 where there are none. */
export function readV4(bytes: Uint8Array, start: number): number {
  let at = start;
  for (let part = 0; part < 4; part++) {
    if (part > 0 && bytes[at++] !== DOT) return -1;
    let value = 0;
    const from = at;
    while (((bytes[at] as number) - ZERO) >>> 0 < 10 && at < from + 4)
      value = value * 10 + (bytes[at++] as number) - ZERO;
    if (at === from || at > from + 3 || value > 255) return -1;
    V4_PARTS[part] = value;
  }
  return at;
}

/** RFC 1918, RFC 6598, RFC 3927, RFC 1122, by the first two parts as one number. */
export function isInternalV4(head: number): boolean {
  const first = head >> 8;
  const second = head & 255;
  if (first === 10 || first === 127 || first === 0) return true;
  if (first === 172) return second >= 16 && second < 32;
  if (first === 192) return second === 168;
  if (first === 169) return second === 254;
  return first === 100 && second >= 64 && second < 128;
}
