// Repeats: how often, after how long, and until when. The time is the test's own.
import { expect, test } from 'vitest';
import { UploadError } from '../../src/index.ts';
import { Attempts, asUploadError } from '../../src/upload/attempts.ts';
import { errorOfAnswer, readRetryAfter } from '../../src/upload/http-answers.ts';
import { stopTime, timeUntil } from '../support/driven-time.ts';

const RETRY = { attempts: 5, delay: 1000, longestDelay: 4000, stall: 60_000 };
const busy = (retryAfter?: number) => new UploadError('retryable', 'busy', { retryAfter });

test('waits double up to the longest, less up to a half of each', async () => {
  stopTime();
  const attempts = new Attempts(RETRY, 3_600_000, undefined);
  let tries = 0;
  const tried = attempts.run(() => {
    tries++;
    return Promise.reject(busy());
  });
  const took = await timeUntil(tried);
  expect(await tried).toMatchObject({ attempts: 5, result: { error: { message: 'busy' } } });
  expect(tries).toBe(5);
  const waits = 1000 + 2000 + 4000 + 4000;
  expect(took).toBeGreaterThanOrEqual(waits / 2);
  expect(took).toBeLessThanOrEqual(waits + 5 * 10);
  attempts.close();
});

test('what the service asks one to wait, all wait', async () => {
  stopTime();
  const attempts = new Attempts(RETRY, 3_600_000, undefined);
  const began = performance.now();
  const times: number[] = [];
  let isFirst = true;
  const work = () => {
    times.push(performance.now() - began);
    if (!isFirst) return Promise.resolve('done');
    isFirst = false;
    return Promise.reject(busy(20_000));
  };
  const first = attempts.run(work);
  // Begun while the first one waits.
  await timeUntil(attempts.pause(5000));
  await timeUntil(Promise.all([first, attempts.run(work)]));
  expect(times[0]).toBe(0);
  expect(times).toHaveLength(3);
  for (const time of times.slice(1)) expect(time).toBeGreaterThanOrEqual(20_000);
  attempts.close();
});

test('the deadline is over all of it', async () => {
  stopTime();
  const attempts = new Attempts({ ...RETRY, attempts: 100 }, 10_000, undefined);
  const tried = attempts.run(() => new Promise(() => undefined));
  expect(await timeUntil(tried)).toBeLessThanOrEqual(10_020);
  expect(await tried).toMatchObject({ attempts: 1, result: { error: { name: 'UploadEndedError' } } });
  expect(await attempts.run(() => Promise.resolve())).toMatchObject({ attempts: 0 });
  attempts.close();
});

test('what is alive has all the time that it takes', async () => {
  stopTime();
  const attempts = new Attempts({ ...RETRY, attempts: 1, stall: 5000 }, 3_600_000, undefined);
  const tried = attempts.run(async ({ alive }) => {
    for (let step = 0; step < 30; step++) {
      await attempts.pause(4000);
      alive();
    }
    return 'done';
  });
  await timeUntil(tried);
  expect(await tried).toMatchObject({ result: { value: 'done' } });
  const still = attempts.run(() => new Promise(() => undefined));
  await timeUntil(still);
  expect(await still).toMatchObject({ result: { error: { code: 'STALLED' } } });
  attempts.close();
});

test.each([
  ['120', undefined, 120_000],
  [' 0 ', undefined, 0],
  ['Fri, 31 Jan 2026 12:02:00 GMT', 'Fri, 31 Jan 2026 12:00:00 GMT', 120_000],
  ['Fri, 31 Jan 2026 11:00:00 GMT', 'Fri, 31 Jan 2026 12:00:00 GMT', 0],
  ['soon', undefined, undefined],
  ['', undefined, undefined],
  [undefined, undefined, undefined],
  [null, null, undefined],
  ['-5', 'Fri, 31 Jan 2026 12:00:00 GMT', 0],
])('Retry-After %j with Date %j', (value, date, milliseconds) => {
  // What is no number of seconds is read as a date, as browsers do: of "-5" they make the year 2001.
  expect(readRetryAfter(value, date)).toBe(milliseconds);
});

test('a date of a service without a clock is compared with ours', () => {
  const inAMinute = readRetryAfter(new Date(Date.now() + 60_000).toUTCString());
  expect(inAMinute).toBeGreaterThan(0);
  expect(inAMinute).toBeLessThanOrEqual(60_000);
});

test.each([
  [408, 'retryable'],
  [429, 'retryable'],
  [500, 'retryable'],
  [507, 'refused'],
  [400, 'unsuitable'],
  [413, 'unsuitable'],
  [409, 'exists'],
  [412, 'exists'],
  [401, 'refused'],
  [403, 'refused'],
  [404, 'refused'],
  [302, 'refused'],
])('%i is %s', (status, kind) => {
  const header = () => undefined;
  expect(errorOfAnswer({ status, header, doing: 'put', code: 'Why' })).toMatchObject({
    kind,
    status,
    // What to do follows, where that is the same at every service.
    message: expect.stringContaining(`put: the answer was ${status} (Why)`),
  });
});

test.each([
  [Object.assign(new Error('reset'), { code: 'ECONNRESET' }), 'retryable'],
  [new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code: 'UND_ERR_SOCKET' }) }), 'retryable'],
  [Object.assign(new Error('no certificate'), { code: 'CERT_HAS_EXPIRED' }), 'refused'],
  [new TypeError('a bug'), 'refused'],
  [undefined, 'refused'],
])('%s is %s', (thrown, kind) => {
  expect(asUploadError(thrown).kind).toBe(kind);
});

test('what cannot be looked at is refused, too', () => {
  const hostile = {
    get code() {
      throw new Error('hostile');
    },
    get cause() {
      throw new Error('hostile');
    },
  };
  expect(asUploadError(hostile).kind).toBe('refused');
});
