// Secret-shaped strings for tests, assembled at run time so that no scanner takes this repository for a leak.

/** Joins parts; a vendor's prefix and the body stand apart in the source. */
export function assemble(...parts: readonly string[]): string {
  return parts.join('');
}

/** The first `length` characters of an alphabet repeated. */
export function filled(alphabet: string, length: number): string {
  return alphabet.repeat(Math.ceil(length / alphabet.length)).slice(0, length);
}

export const MIXED = 'aB3dE6gH9jK2mN5pQ8sT1vW4x';
export const HEXADECIMAL = '0123456789abcdef';

const DASHES = '-'.repeat(5);

/** A PEM block with a body of `lines` lines. */
export function pemBlock(label: string, lines = 3, lineEnd = '\n'): string {
  const body = Array.from({ length: lines }, (_, n) => `MIIE${n}${filled(MIXED, 60)}`);
  return [`${DASHES}BEGIN ${label}${DASHES}`, ...body, `${DASHES}END ${label}${DASHES}`].join(lineEnd);
}

/** A signed token with the given header. */
export function jsonWebToken(header: object = { alg: 'HS256', typ: 'JWT' }, payload: object = { sub: '1' }): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part(header)}.${part(payload)}.${filled(MIXED, 43)}`;
}
