// The entities that are off by default: addresses of networks in every spelling, and numbers that are no phone.
import { describe, expect, test } from 'vitest';
import { createRedactor } from '../../../src/redaction/index.ts';

const redactor = createRedactor({ entities: 'all' });

describe('addresses of networks', () => {
  test.each([
    ['::1', '[INTERNAL_IP]'],
    ['listening on ::1, [::1]:8080', 'listening on [INTERNAL_IP], [[INTERNAL_IP]]:8080'],
    ['peer 10.0.0.1:8080 up', 'peer [INTERNAL_IP]:8080 up'],
    ['8.8.8.8:53', '[IP_ADDRESS]:53'],
    ['fe80::1%eth0', '[INTERNAL_IP]%eth0'],
    ['fec0::7 fd12:3456:789a::1', '[INTERNAL_IP] [INTERNAL_IP]'],
    ['::ffff:10.0.0.1', '[INTERNAL_IP]'],
    ['::ffff:10.0.0.1:443', '[INTERNAL_IP]:443'],
    ['::FFFF:a00:1', '[INTERNAL_IP]'],
    ['0:0:0:0:0:ffff:192.168.1.1', '[INTERNAL_IP]'],
    ['64:ff9b::10.0.0.1', '[INTERNAL_IP]'],
    ['::ffff:8.8.8.8', '[IP_ADDRESS]'],
    ['2001:db8:1:2:3:4:5:6:8080', '[IP_ADDRESS]:8080'],
    ['from 2001:db8::1.', 'from [IP_ADDRESS].'],
    ['2001:db8::/32', '[IP_ADDRESS]/32'],
    ['1:2:3:4:5:6:7:8', '[IP_ADDRESS]'],
    ['device 60-88-98-01-93-A7 joined', 'device [MAC_ADDRESS] joined'],
  ])('%s', (text, masked) => expect(redactor.redactText(text)).toBe(masked));

  test.each([
    'std::a, a::b, java::net::Socket',
    'at 17:00:01 and 12::30',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1::2::3',
    'v1.2.3.4 and 1.2.3.4.5',
    '256.1.1.1',
    ':: is any',
  ])('stays: %s', (text) => expect(redactor.redactText(text)).toBe(text));
});

describe('phones', () => {
  test.each([
    ['0049 30 1234567', '[PHONE]'],
    ['00 44 20 7946 0958', '[PHONE]'],
    ['001 212 555 0134', '[PHONE]'],
    ['tel 0049301234567', 'tel [PHONE]'],
    ['+49 30 1234567, +1 (212) 555-0134', '[PHONE], [PHONE]'],
    ['1 212 555 0134 or 1 (212) 555-0134', '[PHONE] or [PHONE]'],
    ['01 23 45 67 89', '[PHONE]'],
    ['212-555-0134', '[PHONE]'],
  ])('%s', (text, masked) => expect(redactor.redactText(text)).toBe(masked));

  test.each([
    '00123456789',
    '{"org_id":"0053014621201241"}',
    'job_id=0013972623678535 run 004626807912077 offset 0062392744524',
    'request 00771146-bf8b-4de0-95db-54d0ec3ee619',
    '00008430: 0000 0000 2887 0000 3878 8901 0000 0000',
    'cpu 9523 8015 9615 0044 0567 0 0',
    'dump 00 15 32 11 05 00 11',
    'DE89 3704 0044 0532 0130 01 has a wrong checksum',
    'FR14 2004 1010 0505 0001 3902 607',
    'avg=0.0968686401039151 sms latency 0.123456 at +0.123456789',
    'performance: 0.020726652 s',
    '30.69141667,-88.24283333',
    'parse("+02016-11-01")',
    '2026-11-29 17:00:01, 29.11.2026, 2026/11/29 17',
  ])('stays: %s', (text) => expect(redactor.redactText(text)).toBe(text));
});

test('insurance numbers, in any case and with blanks', () => {
  expect(redactor.redactText('AB123456C ab123456c AB 12 34 56 C')).toBe('[UK_NINO] [UK_NINO] [UK_NINO]');
  expect(redactor.redactText('GB123456C DA123456C AB123456E AB12345C is 12 34')).toBe(
    'GB123456C DA123456C AB123456E AB12345C is 12 34',
  );
});
