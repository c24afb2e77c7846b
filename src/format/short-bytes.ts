// Few bytes, one by one: a call of the engine takes longer.

/** Of more bytes it does not. */
const MANY = 200;

/** Copies bytes; returns where they end. */
export function copyBytes(from: Buffer, start: number, end: number, target: Buffer, at: number): number {
  if (end - start > MANY) return at + from.copy(target, at, start, end);
  let to = at;
  for (let i = start; i < end; i++) target[to++] = from[i] as number;
  return to;
}

/** Whether some bytes stand among others at an index, before an end. */
export function bytesStandAt(bytes: Buffer, at: number, end: number, wanted: Uint8Array): boolean {
  const { length } = wanted;
  if (end - at < length) return false;
  for (let i = 0; i < length; i++) if (bytes[at + i] !== wanted[i]) return false;
  return true;
}
