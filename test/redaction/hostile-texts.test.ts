// No text stops a program: the words of all rules, with runs of each kind of byte before, between and after them, in every way that a
// text comes in. `npm run bench -- hostile` is the long form, and measures against the promised times.
import { describe, expect, test } from 'vitest';
import { broken, REPEATED_UNITS } from '../../bench/redaction/hostile.ts';
import { type HostileText, HostileTexts } from '../../bench/redaction/hostile-texts.ts';
import { SeededRandom } from '../../bench/redaction/seeded-random.ts';
import { createRedactor, type Redactor } from '../../src/redaction/index.ts';
import { EXCEPTIONS } from '../expressions/exceptions.ts';
import { setUp } from '../processor/provider.ts';
import { runsOf } from '../support/long-form.ts';
import { clockTime, processorTime } from '../support/processor-time.ts';
import { SEED } from '../support/seed.ts';

const KB = 1024;
/** The promise, in milliseconds, and what is left to a slow machine that does other things as well. */
const MOST_FOR_SHORT = 5;
const MOST_FOR_MEGABYTE = 50;
const SLACK = 20;
const MOST_GROWTH = 6;
/** What is faster is not measured well enough to tell how it grows. */
const LEAST_MEASURED = 0.5;

/** Ways in which a text gets to the rules. */
type Way = (text: string) => unknown;

function waysOf(redactor: Redactor): readonly (readonly [name: string, way: Way])[] {
  return [
    ['redactText', (text) => redactor.redactText(text)],
    ['redactValue', (text) => redactor.redactValue({ note: text })],
    ['redactValue under the name of a secret', (text) => redactor.redactValue({ password: text, token: text })],
    ['explain', (text) => redactor.explain(text)],
  ];
}

/** A processor's way, with a text as body, attribute and name of one. */
function emitted(entities: 'default' | 'all'): Way {
  const { logger } = setUp({ redaction: { entities }, sinks: [() => undefined] });
  return (text) =>
    logger.emit({
      severityNumber: 9,
      body: text,
      attributes: { header: text, [text || 'empty']: 1 },
    });
}

/**
 * No more than a text takes: others on the machine lengthen what the clock shows, and the processor's time is brought up to date by the
 * ticks of the scheduler, so that it shows now nothing and now several milliseconds.
 */
function milliseconds(way: Way, text: string): number {
  let processor = 0;
  const clock = clockTime(() => {
    processor = processorTime(() => way(text));
  });
  return Math.min(clock, processor);
}

/** The best of some times, as far as it has to be known: others on the machine lengthen some. */
function best(way: Way, text: string, enough: number, most = 12): number {
  let time = Number.POSITIVE_INFINITY;
  for (let i = 0; i < most && time > enough; i++) time = Math.min(time, milliseconds(way, text));
  return time;
}

/** At least what a text takes: with what it is compared must not be too little. */
function atLeast(way: Way, text: string, tries: number): number {
  const times = Array.from({ length: tries }, () => clockTime(() => way(text)));
  return Math.max(LEAST_MEASURED, Math.min(...times));
}

/** Of some texts the ones that take too long, with their times. */
function slow(way: Way, texts: Iterable<string>, most: number): { readonly text: string; readonly ms: number }[] {
  const found: { text: string; ms: number }[] = [];
  for (const text of texts) {
    const ms = best(way, text, most);
    // Enough of it to be found again: no log has room for a megabyte.
    if (ms > most) found.push({ text: text.slice(0, 400), ms });
    // What stops a program stops a test: one is enough.
    if (ms > 5 * most) break;
  }
  return found;
}

const TOKEN = `${'a'.repeat(40)}ABCD`;
const FORMATS = `${'%00s'.repeat(60)}A`;

test.each(
  ['Authorization: Bearer ', 'Authorization: Foo ', 'api key ', 'the password is ', 'password ', 'password='].flatMap(
    (before) => [before + TOKEN, before + FORMATS],
  ),
)('a text from outside: %s', (text) => {
  for (const [, way] of waysOf(createRedactor()))
    expect(best(way, text, MOST_FOR_SHORT)).toBeLessThan(MOST_FOR_SHORT * SLACK);
  expect(best(emitted('default'), text, MOST_FOR_SHORT)).toBeLessThan(MOST_FOR_SHORT * SLACK);
});

describe.each(['default', 'all'] as const)('under %s entities', (entities) => {
  const redactor = createRedactor({ entities });

  /** The same texts for each way. */
  function* shortTexts(count: number): Generator<string> {
    const texts = new HostileTexts(new SeededRandom(SEED));
    for (let i = 0; i < count; i++) yield texts.short();
  }

  test.each(waysOf(redactor))('no text of 300 characters takes long: %s', (_, way) => {
    expect(slow(way, shortTexts(runsOf(1200, 4000)), MOST_FOR_SHORT * SLACK)).toEqual([]);
  });

  test('no text of 300 characters takes long: emit', () => {
    expect(slow(emitted(entities), shortTexts(runsOf(600, 2000)), MOST_FOR_SHORT * SLACK)).toEqual([]);
  });

  function longTexts(count: number): readonly HostileText[] {
    const texts = new HostileTexts(new SeededRandom(SEED));
    return Array.from({ length: count }, () => texts.long());
  }

  test.each([...waysOf(redactor), ['emit', undefined]] as const)(
    'time grows as the text does, from 16 to 64 KB: %s',
    (_, way = emitted(entities)) => {
      const grown: { name: string; small: number; large: number }[] = [];
      for (const { name, make } of longTexts(runsOf(8, 25))) {
        const large = make(64 * KB);
        // Measured again where it seems to grow, as a pause of the machine is no growth.
        for (let attempt = 1; ; attempt++) {
          const small = atLeast(way, make(16 * KB), attempt);
          const time = best(way, large, MOST_GROWTH * small, 4 * attempt);
          if (time <= MOST_GROWTH * small) break;
          if (attempt < 5) continue;
          // What grows by more than the text does so from 64 to 256 KB as well, where a pause is a smaller part of the time.
          const most = MOST_GROWTH * atLeast(way, large, 3);
          if (best(way, make(256 * KB), most, 12) <= most) break;
          grown.push({ name, small, large: time });
          break;
        }
      }
      expect(grown).toEqual([]);
    },
  );

  test('no text of 1 MB takes long', () => {
    const way: Way = (text) => redactor.redactText(text);
    const slowest = longTexts(runsOf(60, 200))
      .map(({ name, make }) => ({ name, text: make(KB * KB), ms: milliseconds(way, make(16 * KB)) }))
      .sort((a, b) => b.ms - a.ms)
      .slice(0, 8);
    expect(
      slow(
        way,
        slowest.map(({ text }) => text),
        MOST_FOR_MEGABYTE * SLACK,
      ),
    ).toEqual([]);
  });
});

// All entities have the rules of the default as well.
describe('under all entities', () => {
  const redactor = createRedactor({ entities: 'all' });

  test.each([...Object.values(REPEATED_UNITS), 'http://a:', 'a://', '::.', '(', 'GB22 ', 'subscription '])(
    'no text of half a megabyte of nothing but %s takes long',
    (unit) => {
      const text = unit.repeat(Math.ceil((KB * KB) / 2 / unit.length));
      const most = (MOST_FOR_MEGABYTE * SLACK) / 2;
      expect(slow((each) => redactor.redactText(each), [text, broken(text)], most)).toEqual([]);
    },
  );
});

test('the expressions that are not linear are given no longer texts than their reviewed bound says', () => {
  const longest = new Map<string, number>();
  const original = RegExp.prototype.exec;
  RegExp.prototype.exec = function (this: RegExp, text: string): RegExpExecArray | null {
    if (EXCEPTIONS.some(({ source }) => source === this.source))
      longest.set(this.source, Math.max(longest.get(this.source) ?? 0, text.length));
    return original.call(this, text);
  };
  try {
    const redactor = createRedactor({ entities: 'all' });
    const texts = new HostileTexts(new SeededRandom(SEED));
    for (let i = 0; i < 4000; i++) redactor.redactText(texts.short());
    for (let i = 0; i < 40; i++) redactor.redactText(texts.long().make(16 * KB));
    redactor.redactText(`${'user: app, '.repeat(100)}pass: hunter2`);
  } finally {
    RegExp.prototype.exec = original;
  }
  expect(Object.fromEntries(longest)).toEqual(
    Object.fromEntries(EXCEPTIONS.map((each) => [each.source, each.longest])),
  );
});

test.each<[name: string, value: (name: string) => unknown]>([
  ['strings', (name) => ({ [name]: Array.from({ length: 10_000 }, (_, i) => `v${i}`) })],
  ['numbers like cards', (name) => ({ [name]: Array.from({ length: 10_000 }, (_, i) => 4_111_111_111_111_111 + i) })],
  ['objects', (name) => ({ [name]: Array.from({ length: 5000 }, (_, i) => [{ [name.slice(-400)]: i }]) })],
])('a name is looked at once, however long it is and whatever stands under it: %s', (_, value) => {
  const redactor = createRedactor({ entities: 'all' });
  for (const name of [`${'x'.repeat(100_000)}card`, 'card.'.repeat(20_000), 'aB_'.repeat(30_000)]) {
    const made = value(name);
    const way: Way = () => redactor.redactRecord({ body: made, attributes: {} });
    expect(best(way, '', MOST_FOR_MEGABYTE)).toBeLessThan(MOST_FOR_MEGABYTE * SLACK);
  }
});
