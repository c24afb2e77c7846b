import { describe, expect, test } from 'vitest';
import { parseTimeZone } from '../../src/spec/time-zone.ts';
import { expectRejected, NEVER_ACCEPTED } from './rejects.ts';

describe('parseTimeZone accepts', () => {
  test.each([
    ['UTC', 'UTC'],
    ['utc', 'UTC'],
    [' Utc ', 'UTC'],
    ['local', 'local'],
    ['Local', 'local'],
    ['Europe/Berlin', 'Europe/Berlin'],
    [' Europe/Berlin\n', 'Europe/Berlin'],
    ['europe/berlin', 'europe/berlin'],
    ['America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
    ['America/Port-au-Prince', 'America/Port-au-Prince'],
    ['Asia/Calcutta', 'Asia/Calcutta'],
    ['Asia/Kolkata', 'Asia/Kolkata'],
    ['Etc/GMT+5', 'Etc/GMT+5'],
    ['Etc/UTC', 'Etc/UTC'],
    ['US/Pacific', 'US/Pacific'],
    ['EST5EDT', 'EST5EDT'],
    ['GMT', 'GMT'],
    ['EST', 'EST'],
    ['CET', 'CET'],
    ['GB', 'GB'],
  ])('%j as %j', (value, expected) => {
    expect(parseTimeZone(value)).toBe(expected);
  });

  test('every zone that the runtime knows', () => {
    for (const zone of Intl.supportedValuesOf('timeZone')) expect(parseTimeZone(zone)).toBe(zone);
  });
});

describe('parseTimeZone refuses', () => {
  test.each([
    ...NEVER_ACCEPTED,
    null,
    false,
    '',
    ' ',
    'Mars/Olympus_Mons',
    'Europe/Berlin2',
    'Europe',
    'Europe/',
    'Europe Berlin',
    'Europe/Berlin, Europe/Paris',
    '+02:00',
    '-0500',
    '+00',
    'GMT+2',
    'UTC+1',
    'Z',
    'CEST',
    'PST',
    'pst',
    'BST',
    'IST',
    'localtime',
    'system',
    '../../etc/localtime',
    ':/etc/localtime',
    'Europe/Berlin\u0000',
    'Еurope/Berlin',
    'x'.repeat(1e6),
  ])('%o', (value) => {
    expectRejected(() => parseTimeZone(value as string), 'timeZone', value, /"Europe\/Berlin", "UTC", or "local"/);
  });

  test('under the path of the option that it was given', () => {
    expectRejected(() => parseTimeZone('x', 'file.timeZone'), 'file.timeZone', 'x', /IANA/);
  });
});
