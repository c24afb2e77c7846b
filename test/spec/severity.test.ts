import { describe, expect, test } from 'vitest';
import { parseSeverity, severityName } from '../../src/spec/severity.ts';
import { expectRejected, NEVER_ACCEPTED } from './rejects.ts';

// SeverityNumber and its short name, from the OpenTelemetry logs data model.
const SHORT_NAMES: readonly [string, number][] = [
  ['TRACE', 1],
  ['TRACE2', 2],
  ['TRACE3', 3],
  ['TRACE4', 4],
  ['DEBUG', 5],
  ['DEBUG2', 6],
  ['DEBUG3', 7],
  ['DEBUG4', 8],
  ['INFO', 9],
  ['INFO2', 10],
  ['INFO3', 11],
  ['INFO4', 12],
  ['WARN', 13],
  ['WARN2', 14],
  ['WARN3', 15],
  ['WARN4', 16],
  ['ERROR', 17],
  ['ERROR2', 18],
  ['ERROR3', 19],
  ['ERROR4', 20],
  ['FATAL', 21],
  ['FATAL2', 22],
  ['FATAL3', 23],
  ['FATAL4', 24],
];

describe('parseSeverity accepts', () => {
  test.each<[string, number]>([...SHORT_NAMES, ['UNSPECIFIED', 0], ['SUCCESS', 10], ['WARNING', 13], ['CRITICAL', 21]])(
    '%s as %i, in any case, and its number as it is',
    (name, number) => {
      expect(parseSeverity(name)).toBe(number);
      expect(parseSeverity(name.toLowerCase())).toBe(number);
      expect(parseSeverity(` ${name[0]}${name.slice(1).toLowerCase()}\t`)).toBe(number);
      expect(parseSeverity(number)).toBe(number);
      expect(parseSeverity(` ${number} `)).toBe(number);
    },
  );
});

describe('parseSeverity refuses', () => {
  test.each([
    ...NEVER_ACCEPTED.filter((value) => value !== 0 && !Object.is(value, -0)),
    null,
    false,
    25,
    9.5,
    '',
    ' ',
    '25',
    '-1',
    '9.5',
    '9a',
    '1e1',
    '９',
    'INFO1',
    'INFO5',
    'INFO22',
    'INFO 2',
    'SUCCESS2',
    'WARNING2',
    'CRITICAL4',
    'UNSPECIFIED2',
    'LOUD',
    'INF0',
    'ıNFO',
    'ＩＮＦＯ',
    'SUCCE\u017f\u017f',
    'INFO,DEBUG',
    'constructor',
    '__proto__',
    ['INFO'],
    { severity: 'INFO' },
    () => 9,
  ])('%o', (value) => {
    expectRejected(() => parseSeverity(value as string), 'severity', value, /TRACE, DEBUG, INFO, SUCCESS.* 0 to 24/);
  });

  test('under the path of the option that it was given', () => {
    expectRejected(() => parseSeverity('loud', 'minimumSeverity'), 'minimumSeverity', 'loud', /INFO/);
  });
});

describe('severityName', () => {
  test.each(SHORT_NAMES)('gives %s for %i', (name, number) => {
    expect(severityName(number)).toBe(name);
  });

  test.each([undefined, 0, -1, 25, 9.5, Number.NaN])('gives UNSPECIFIED for %s', (number) => {
    expect(severityName(number)).toBe('UNSPECIFIED');
  });
});
