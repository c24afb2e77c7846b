// Which severity a scope must have: the most specific rule counts, and of those who have said something the one with the last word.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isBadRule, type LevelRules, readLevelRules } from '../../../src/processor/levels/level-rules.ts';
import { SeverityLevels } from '../../../src/processor/levels/severity-levels.ts';
import { severityName } from '../../../src/spec/severity.ts';

function rules(text: string): LevelRules {
  const read = readLevelRules(text);
  if (isBadRule(read)) throw new Error(`rule ${read.index}`);
  return read;
}

const levelsOf = (text: string) => new SeverityLevels(rules(text));
const nameOf = (levels: SeverityLevels, scope?: string) => severityName(levels.ofName(scope));

describe('the most specific rule counts', () => {
  const levels = levelsOf(
    '*=WARN, org.*=INFO, org.noisy.*=ERROR, org.noisy.fine=TRACE, *.http=DEBUG, org.n?isy.x=FATAL, *=WARN',
  );
  test.each([
    ['app', 'WARN'],
    ['', 'WARN'],
    ['org', 'WARN'],
    ['org.calm', 'INFO'],
    ['org.noisy', 'INFO'],
    ['org.noisy.db', 'ERROR'],
    ['org.noisy.fine', 'TRACE'],
    ['org.noisy.fine.more', 'ERROR'],
    ['my.http', 'DEBUG'],
    // Five characters of `*.http` against four of `org.*`.
    ['org.http', 'DEBUG'],
    ['org.noisy.http', 'ERROR'],
    // Ten characters each: `?` stands for one character, `*` for any.
    ['org.noisy.x', 'FATAL'],
    ['ORG.calm', 'WARN'],
    ['constructor', 'WARN'],
    ['__proto__', 'WARN'],
  ])('%s: %s', (scope, level) => {
    expect(nameOf(levels, scope)).toBe(level);
    expect(severityName(levels.of({ name: scope }))).toBe(level);
    // Once more, from what is remembered.
    expect(nameOf(levels, scope)).toBe(level);
  });

  test('a scope without a name has the level of all', () => {
    expect([levels.of(undefined), levels.of({ name: undefined as never }), levels.of({ name: 7 as never })]).toEqual([
      13, 13, 13,
    ]);
  });

  test('of two patterns alike the one that was given last counts', () => {
    expect(nameOf(levelsOf('a*=ERROR,*a=TRACE'), 'a-a')).toBe('TRACE');
    const changed = levelsOf('a*=ERROR,*a=TRACE');
    changed.set('a*', 9);
    expect(nameOf(changed, 'a-a')).toBe('INFO');
  });
});

test('the last word has the file, then the program, then the environment, then the options', () => {
  const levels = levelsOf('INFO, a=INFO, b=INFO, c=INFO, d=INFO');
  levels.replace('file', rules('d=FATAL'));
  levels.set('c', 17);
  levels.set('d', 17);
  levels.replace('environment', rules('b=WARN, c=WARN, d=WARN'));
  expect(['a', 'b', 'c', 'd'].map((scope) => nameOf(levels, scope))).toEqual(['INFO', 'WARN', 'ERROR', 'FATAL']);
  levels.replace('file', rules(''));
  levels.set('c', undefined);
  expect(['a', 'b', 'c', 'd'].map((scope) => nameOf(levels, scope))).toEqual(['INFO', 'WARN', 'WARN', 'ERROR']);
});

test('a change shows in the next answer, also of a scope that was just asked for', () => {
  const levels = levelsOf('INFO, a=ERROR');
  const scope = { name: 'b.c' };
  expect(levels.of(scope)).toBe(9);
  levels.set('b.*', 5);
  expect(levels.of(scope)).toBe(5);
  levels.set('b.*', undefined);
  expect(levels.of(scope)).toBe(9);
});

test('lowered levels are those without a rule of their own, and none is raised by it', () => {
  const levels = levelsOf('WARN, quiet=ERROR, fine=TRACE');
  levels.lowerTo(5);
  expect(['app', 'quiet', 'fine'].map((scope) => nameOf(levels, scope))).toEqual(['DEBUG', 'ERROR', 'TRACE']);
  levels.set('*', 1);
  expect(nameOf(levels, 'app')).toBe('TRACE');
  levels.lowerTo(undefined);
  levels.set('*', undefined);
  expect(nameOf(levels, 'app')).toBe('WARN');
});

test('names without end are answered, and do not stay in memory', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const heap = () => {
    collect();
    return process.memoryUsage().heapUsed;
  };
  const levels = levelsOf('INFO, a*=ERROR');
  const before = heap();
  for (let i = 0; i < 300_000; i++) levels.ofName(`a-scope-that-nobody-has-heard-of-${i}`);
  // All of them would take 30 MB.
  expect(heap() - before).toBeLessThan(10_000_000);
  expect(levels.ofName('ab')).toBe(17);
});

describe('a text of rules', () => {
  test.each<[string, [string, number][]]>([
    ['', []],
    [' , ,\n\n', []],
    ['DEBUG', [['*', 5]]],
    ['etl=debug', [['etl', 5]]],
    [
      'org.noisy.*=ERROR,etl=DEBUG',
      [
        ['org.noisy.*', 17],
        ['etl', 5],
      ],
    ],
    [
      '# all\n  WARNING # but\r\n etl = 9 ,x=SUCCESS\n',
      [
        ['*', 13],
        ['etl', 9],
        ['x', 10],
      ],
    ],
    ['@scope/name=INFO2', [['@scope/name', 10]]],
    ['a=b=ERROR', [['a=b', 17]]],
    ['a=ERROR,a=INFO', [['a', 9]]],
    [
      'a=INFO;b=WARN',
      [
        ['a', 9],
        ['b', 13],
      ],
    ],
  ])('%j', (text, read) => {
    expect([...rules(text)]).toEqual(read);
  });

  test.each([
    ['LOUD', 1, 0, 'LOUD'],
    ['a=', 1, 0, ''],
    ['=INFO', 1, 0, 'INFO'],
    ['a=INFO\n\nb=25', 3, 1, '25'],
    ['a=INFO,b', 1, 1, 'b'],
    ['a=INFO b=WARN=', 1, 0, ''],
  ])('%j is refused at line %i', (text, line, index, level) => {
    expect(readLevelRules(text)).toEqual({ line, index, level });
  });

  test('rules that are written are read again', () => {
    const scope = fc.stringMatching(/^[\w.@/*?-]{1,20}$/);
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(scope, fc.integer({ min: 1, max: 24 })), { selector: ([name]) => name }),
        (given) => {
          const text = given.map(([name, severity]) => `${name}=${severityName(severity)}`).join(',\n');
          expect([...rules(text)]).toEqual(given);
        },
      ),
    );
  });
});
