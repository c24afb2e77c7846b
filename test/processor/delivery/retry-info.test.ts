// For how long a receiver asks to be left alone, in what gRPC's errors carry, and in what nobody should send.
import { expect, test } from 'vitest';
import { askedPause } from '../../../src/processor/delivery/retry-info.ts';
import { anyOf, field, retryInfo, statusWith, throttled, withDetails } from './throttled.ts';

/** As many bytes as the number -1 has. */
const MINUS_ONE = Buffer.from([0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]);
const whole = statusWith(retryInfo(3, 0));

test.each<[string, unknown, number | undefined]>([
  ['three seconds', throttled(3000), 3000],
  ['half a second', throttled(500), 500],
  ['an hour', throttled(3_600_000), 3_600_000],
  [
    'after another detail',
    withDetails([statusWith(anyOf('ErrorInfo', field(1, Buffer.from('why'))), retryInfo(2, 0))]),
    2000,
  ],
  ['no time at all', throttled(0), undefined],
  ['a time that is over', withDetails([statusWith(anyOf('RetryInfo', field(1, MINUS_ONE)))]), undefined],
  ['RetryInfo without a time', withDetails([statusWith(anyOf('RetryInfo', Buffer.alloc(0)))]), undefined],
  ['other details alone', withDetails([statusWith(anyOf('ErrorInfo', field(1, Buffer.from('why'))))]), undefined],
  ['no details', withDetails([]), undefined],
  ['a text as details', withDetails(['CAgS']), undefined],
  ['details that are no list', withDetails(whole), undefined],
  ['bytes that are no protobuf', withDetails([Buffer.alloc(2000, 0xff)]), undefined],
  ['metadata without a way in', { metadata: {} }, undefined],
  ['an error without metadata', new Error('refused'), undefined],
  ['nothing', undefined, undefined],
])('%s', (_, error, expected) => {
  expect(askedPause(error)).toBe(expected);
});

test.each(Array.from({ length: whole.length }, (_, length) => length))('cut off after %d bytes', (length) => {
  expect(askedPause(withDetails([whole.subarray(0, length)]))).toBeUndefined();
});

test('metadata that gives a promise, which nobody waits for', () => {
  const get = () => Promise.reject(new Error('later'));
  expect(askedPause({ metadata: { get } })).toBeUndefined();
});

test('an error that cannot be read', () => {
  const get = () => {
    throw new Error('no');
  };
  expect(askedPause(new Proxy({}, { get }))).toBeUndefined();
  expect(askedPause({ metadata: { get } })).toBeUndefined();
});
