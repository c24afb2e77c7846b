// Tables whose entries are bytes say so when there are more rules than a byte can count, rather than run other rules.
import { globSync, readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { parseSync, Visitor } from 'oxc-parser';
import { describe, expect, it } from 'vitest';
import { type Detector, pairsOf } from '../../../src/redaction/scan/detector.ts';
import { ENTITY_NAMES } from '../../../src/redaction/scan/entities.ts';
import { PairLists } from '../../../src/redaction/scan/pair-lists.ts';
import { Scanner } from '../../../src/redaction/scan/scanner.ts';
import { buildTriggers } from '../../../src/redaction/scan/trigger-table.ts';
import { WordSet } from '../../../src/redaction/scan/word-set.ts';

/** The lists of all sets of the source. */
function wordLists(): { readonly file: string; readonly list: string }[] {
  const lists: { file: string; list: string }[] = [];
  for (const file of globSync('src/**/*.ts')) {
    const text = readFileSync(file, 'utf8');
    if (!text.includes('new WordSet(')) continue;
    new Visitor({
      NewExpression({ callee, arguments: [list] }) {
        if (callee.type !== 'Identifier' || callee.name !== 'WordSet' || list === undefined) return;
        lists.push({ file, list: runInNewContext(text.slice(list.start, list.end)) as string });
      },
    }).visit(parseSync(file, text).program);
  }
  return lists;
}

const everything = new Set(ENTITY_NAMES);

/** `count` rules with a pair of bytes each, which note what they are asked about. */
function detectorsFor(count: number, asked: number[]): Detector[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `rule ${index}`,
    entities: ['EMAIL'],
    pairs: [0x2100 + index],
    find(_scan, at) {
      asked.push(index);
      return at + 1;
    },
  }));
}

describe('the trigger table', () => {
  it('runs the rule of a pair where each of 255 pairs has its own', () => {
    const asked: number[] = [];
    const scanner = new Scanner(buildTriggers(detectorsFor(255, asked), everything), everything);
    scanner.run('!\u00fe');
    expect(asked).toEqual([254]);
  });

  it('refuses more lists of rules than its bytes can tell apart', () => {
    expect(() => buildTriggers(detectorsFor(256, []), everything)).toThrow('the trigger table');
  });
});

describe('pairs of bytes', () => {
  it('are not made of a character that is no byte, which would be another pair', () => {
    expect(pairsOf('\u00ff', '=')).toEqual([0xff3d]);
    expect(() => pairsOf('\u0178', '=')).toThrow('pair of bytes');
    expect(() => pairsOf('=', '\u0178')).toThrow('pair of bytes');
  });
});

describe('lists by pairs of bytes', () => {
  const lists = (count: number): [number, readonly number[]][] =>
    Array.from({ length: count }, (_, index) => [index, [index]]);

  it('has a list for each of 65,535 pairs, and an empty one for the last', () => {
    const found = new PairLists('numbers', lists(65_535));
    expect(found.at(65_534)).toEqual([65_534]);
    expect(found.at(65_535)).toEqual([]);
  });

  it('refuses a list that has no place', () => {
    expect(() => new PairLists('numbers', lists(65_536))).toThrow('numbers');
  });
});

describe('a word set', () => {
  // They are made when they are first asked, which is too late to find that a list is wrong.
  it.each(wordLists())('has a place for every word of a list of $file', ({ list }) => {
    const set = new WordSet(list);
    expect(list.split(' ').filter((word) => !set.has(word.toUpperCase()) && !set.has(word))).toEqual([]);
  });

  it('has words of 31 characters', () => {
    expect(new WordSet(`ab ${'x'.repeat(31)}`).has('X'.repeat(31))).toBe(true);
  });

  it.each([['x'.repeat(32)], ['\u043f\u0430\u0440\u043e\u043b\u044c'], ['\u00ffs'], ['']])(
    'refuses %j, which it would never find',
    (word) => {
      expect(() => new WordSet(`ab ${word}`).has('ab')).toThrow('word set');
    },
  );
});
