// Asserts what every parser promises of its errors: they name the option, show the value, and say what is accepted.
import { expect } from 'vitest';
import { printValue } from '../../src/foreign/print-value.ts';
import { ConfigurationError, UnknownOptionError } from '../../src/spec/configuration-error.ts';

/** Runs a parser on a bad value, asserts that its error is complete, and returns the error. */
export function expectRejected(
  parse: () => unknown,
  option: string,
  value: unknown,
  accepted: RegExp,
): ConfigurationError {
  let thrown: unknown;
  try {
    const result = parse();
    expect.fail(`${printValue(value)} was accepted as ${printValue(result)}`);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(ConfigurationError);
  expect(thrown).toBeInstanceOf(TypeError);
  const error = thrown as ConfigurationError;
  expect(error.name).toBe('ConfigurationError');
  expect(error.option).toBe(option);
  if (error instanceof UnknownOptionError) {
    expect(error.message).toBe(`${option}: there is no such option; ${error.accepted}`);
    return error;
  }
  expect(error.value).toBe(value);
  expect(error.message.startsWith(`${option}: ${printValue(value)} is not accepted; accepted is `)).toBe(true);
  expect(error.message).not.toContain('\n');
  expect(error.accepted).toMatch(accepted);
  return error;
}

/** Values of every type that no specification accepts. */
export const NEVER_ACCEPTED: readonly unknown[] = [
  undefined,
  true,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  0,
  -0,
  -1,
  -0.5,
  2 ** 53,
  Number.MAX_VALUE,
  Number.MIN_VALUE,
  10n,
  Symbol('10 MB'),
  {},
  [],
  new Date(0),
  /10 MB/,
  new Map([['size', '10 MB']]),
  Promise.resolve('10 MB'),
  Buffer.from('10 MB'),
  new String('10 MB'),
  new Number(10),
];

/** Strings that no specification accepts. */
export const NEVER_ACCEPTED_STRINGS: readonly string[] = [
  '',
  ' ',
  '\n',
  'foobar',
  'NaN',
  'Infinity',
  '-Infinity',
  'null',
  'undefined',
  'true',
  '__proto__',
  'constructor',
  '__dict__',
  '-5',
  '- 5 MB',
  '-5 MB',
  '-1 day',
  '+5 MB',
  '+5 days',
  '0 MB',
  '0.0 GB',
  '0 days',
  '0s',
  '00:00:00:00',
  '1,5 MB',
  '1,000 MB',
  '1_000 MB',
  '1 000 MB',
  '1.5.2 MB',
  '111.111.111 kb',
  '. MB',
  '5. MB',
  '.',
  '1e MB',
  '1e400 MB',
  '1e-400 MB',
  '1e999 days',
  '0x10 MB',
  '0b10 KB',
  '٥ MB',
  '５ MB',
  '५ days',
  '５',
  '1২ h',
  '¹0 MB',
  '½ GB',
  '10 МB',
  '10 \u212aB',
  '10 MB\u0000',
  '10\u200bMB',
  '10 m\u017f',
  '10 \u017f',
  'MB',
  'days',
  'M',
  'h',
  'd',
  'H',
  'K',
  'w',
  'www',
  'tufy MB',
  'e days',
  '3 Ki',
  '3 Mi',
  '3 iB',
  '5 KK',
  '5 MBps',
  '5 MB/s',
  '5 MBs',
  '5 bits',
  '10 M',
  '10M',
  '10k',
  '10g',
  '10 QB',
  '9007199254740992',
  '8192 TB',
  '8 PB',
  '1 EB',
  '1 ZB',
  '1 YB',
  '99999999999999999999 MB',
  '100000000000000000000 B',
  '999999 years',
  '99999999999999999999 weeks',
  '3 hours 2 dayz',
  '2 days 8 pouooi',
  '1h 30',
  '30 1h',
  '1h, ',
  '1h and',
  'and 1h',
  '1h,,2h',
  '1h and and 2h',
  '1h & 2h',
  '1h; 2h',
  '1h - 30min',
  '1h -30min',
  '1 M',
  '2 Mo 1 M',
  '1 mon',
  '1 fortnight',
  '1 century',
  'PT1H',
  'P1D',
  '1 day ago',
  'in 5 days',
  '10 MB or 1 day',
  '10 MB, 1 day',
  '10 MB 20 KB',
];
