// Decimal numbers in specification strings, multiplied exactly: "2.3 s" is 2300 ms, not 2299.9999999999995.

/**
 * The source of a regular expression for an unsigned decimal number: `12`, `1.5`, `.5`, `1e3`, `1.5E-1`. ASCII digits only.
 * Digits are bounded so that no string can make {@link multiplyDecimal} slow.
 */
export const DECIMAL: string = String.raw`(?:[0-9]{1,20}(?:\.[0-9]{1,20})?|\.[0-9]{1,20})(?:[eE][+-]?[0-9]{1,2})?`;

/** Returns a {@link DECIMAL} times a whole factor, rounded down. */
export function multiplyDecimal(decimal: string, factor: bigint): bigint {
  const [mantissa = '', exponent = '0'] = decimal.split(/e/i);
  const [whole = '', fraction = ''] = mantissa.split('.');
  const product = BigInt(whole + fraction) * factor;
  const scale = Number(exponent) - fraction.length;
  return scale >= 0 ? product * 10n ** BigInt(scale) : product / 10n ** BigInt(-scale);
}
