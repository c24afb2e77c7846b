// Which names an exporter takes for its own.
import { describe, expect, test } from 'vitest';
import { FileNames } from '../../../src/file/naming/file-names.ts';

const names = new FileNames('a+p.p', '.jsonl');
const TIME = Date.UTC(2026, 0, 31, 12, 0, 0, 123);
const STEM = 'a+p.p.2026-01-31T12-00-00.123Z.jsonl';

test('makes the names that it parses', () => {
  expect(names.active()).toBe('a+p.p.jsonl');
  expect(names.active('12-3.2')).toBe('a+p.p.12-3.2.jsonl');
  expect(names.rotated(TIME)).toBe(STEM);
  expect(names.archives(STEM)).toEqual(['.gz', '.zst', '.bz2', '.zip'].map((suffix) => STEM + suffix));
});

describe('parses', () => {
  test.each([
    ['a+p.p.jsonl', { kind: 'active', owner: undefined }],
    ['a+p.p.12.jsonl', { kind: 'active', owner: '12' }],
    ['a+p.p.12-3.2.jsonl', { kind: 'active', owner: '12-3.2' }],
    [STEM, { kind: 'rotated', time: TIME, stem: STEM, suffix: '' }],
    [`${STEM}.gz`, { kind: 'rotated', time: TIME, stem: STEM, suffix: '.gz' }],
    [`${STEM}.zip`, { kind: 'rotated', time: TIME, stem: STEM, suffix: '.zip' }],
    [`${STEM}.torn`, { kind: 'torn', time: TIME, stem: STEM }],
    [`${STEM}.12.torn`, { kind: 'torn', time: TIME, stem: STEM }],
    [`${STEM}.tmp`, { kind: 'temporary', stem: STEM }],
    [`${STEM}.bz2.tmp`, { kind: 'temporary', stem: STEM }],
  ])('%s', (name, parsed) => expect(names.parse(name)).toEqual(parsed));
});

test('tells a number before the extension from an extension that begins as a number', () => {
  const ofNumber = new FileNames('app', '.1');
  const stem = 'app.2026-01-31T12-00-00.123Z.1';
  expect(ofNumber.parse(stem)).toEqual({ kind: 'rotated', time: TIME, stem, suffix: '' });
  expect(ofNumber.parse(`${stem}.gz`)).toEqual({ kind: 'rotated', time: TIME, stem, suffix: '.gz' });
  expect(ofNumber.parse(`${stem}.1`)).toEqual({ kind: 'rotated', time: TIME, stem: `${stem}.1`, suffix: '' });
  expect(ofNumber.parse('app.12.1')).toEqual({ kind: 'active', owner: '12' });
});

describe('does not take for its own', () => {
  test.each([
    'xa+p.p.jsonl',
    'a+p.p.jsonl.bak',
    'a+p.p.jsonlx',
    'aap.p.jsonl',
    'a+pxp.jsonl',
    'A+P.P.jsonl',
    'a+p.p.log',
    'a+p.p.x.jsonl',
    'a+p.p.1.2.3.jsonl',
    'a+p.p..jsonl',
    `x${STEM}`,
    `${STEM}.bak`,
    `${STEM}.xz`,
    `${STEM}.gz.gz`,
    `${STEM}.torn.gz`,
    `${STEM}.gz.torn`,
    `${STEM}.x.torn`,
    `${STEM}.gz.bak`,
    'a+p.p.2026-13-01T00-00-00.000Z.jsonl',
    'a+p.p.2026-02-30T00-00-00.000Z.jsonl',
    'a+p.p.2026-01-31T24-00-00.000Z.jsonl',
    'a+p.p.2026-01-31T12:00:00.123Z.jsonl',
    'a+p.p.2026-01-31T12-00-00Z.jsonl',
    '.a+p.p.jsonl.1.lock',
  ])('%s', (name) => expect(names.parse(name)).toBeUndefined());
});

test('finds the latest time in names, whatever their order', () => {
  const [first, second] = ['a+p.p.2026-01-31T12-00-00.123Z.jsonl.gz', 'a+p.p.2026-02-01T00-00-00.000Z.jsonl'];
  const others = [
    'a+p.p.2026-03-01T00-00-00.000Z.jsonl.b-k',
    'a+p.p.2026-13-01T00-00-00.000Z.jsonl',
    'b+p.p.2026-03-01T00-00-00.000Z.jsonl',
    'a+p.p.9999-01-01T00-00-00.000Z.jsonl',
    'a+p.p.jsonl',
  ];
  const bound = Date.UTC(9000, 0, 1);
  for (const listing of [[first, second, ...others], [...others, second, first].reverse()]) {
    expect(names.latestTime(listing, 0, bound)).toBe(Date.UTC(2026, 1, 1));
    expect(names.latestTime(listing, Date.UTC(2026, 1, 2), bound)).toBe(Date.UTC(2026, 1, 2));
  }
  expect(names.latestTime([`${STEM}.torn`], 0, bound)).toBe(TIME);
});

test("learns the suffix of a user's own compression", () => {
  const own = new FileNames('app', '.jsonl');
  const archive = 'app.2026-01-31T12-00-00.123Z.jsonl.xz';
  expect(own.parse(archive)).toBeUndefined();
  own.learnSuffix('.xz');
  expect(own.parse(archive)).toMatchObject({ kind: 'rotated', suffix: '.xz' });
});
