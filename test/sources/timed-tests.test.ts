// Tests do not depend on the speed of the machine: who reads a clock says why, and nobody waits for less time than a slow machine needs.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Node, parseSync, Visitor } from 'oxc-parser';
import { expect, test } from 'vitest';
import { repositoryFiles } from '../docs/pages.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Who reads a clock, and what for. That something took less than so many milliseconds is no reason: count, or see `test/support`. */
const CLOCKS: Readonly<Record<string, string>> = {
  'test/archive/bzip2/bzip2-process.test.ts': 'an end within 20 s, where the work that is not waited for takes minutes',
  'test/e2e/tests/collector.test.ts': 'an end within 20 s, where each batch for itself would take 100 s',
  'test/e2e/tests/platform-programs.test.ts': 'an end within 11 s, where what hangs is left after 12 s',
  'test/file/lock/take-lock.test.ts': 'modification times',
  'test/foreign/expression.test.ts': 'that a rest of one second may be over',
  'test/lifecycle/termination.test.ts': 'that something took so long at least',
  'test/lifecycle/timeout.test.ts': 'to keep the thread busy',
  'test/processor/delivery/failures.test.ts': 'that something took so long at least',
  'test/processor/processor-metrics.test.ts': 'how many tenths of a second there were',
  'test/support/driven-time.ts': 'time that stands still, but for the test',
  'test/support/processor-time.ts': 'the time of the processor, and the least of many short times',
  'test/upload/attempts.test.ts': 'when something is tried, by time that stands still',
};

/** Milliseconds below which a limit is one of a test's speed. Where it is meant to elapse it is an option of the code under test. */
const LEAST_LIMIT = 60_000;

interface Found {
  readonly clocks: boolean;
  /** Lines of limits that are too low, and of waits that have none of their own. */
  readonly hasty: readonly number[];
}

const CLOCK = /^(?:performance\.now|process\.(?:cpuUsage|threadCpuUsage|hrtime(?:\.bigint)?))$/;
const STARTS = /^(?:promisify\(execFile\)|execFile|execFileSync|spawn|spawnSync)$/;

/** What a test file does with time, by the places in its own code; programs within texts are not looked into. */
function look(path: string, code: string): Found {
  let clocks = false;
  const hasty: number[] = [];
  const textOf = ({ start, end }: Node): string => code.slice(start, end);
  const lineOf = ({ start }: Node): number => code.slice(0, start).split('\n').length;
  const limitsIn = (node: Node): Node[] =>
    node.type === 'ObjectExpression'
      ? node.properties.flatMap((property) =>
          property.type === 'Property' && textOf(property.key) === 'timeout' ? [property.value] : [],
        )
      : [node];
  const isLow = (node: Node): boolean => node.type === 'Literal' && Number(node.value) < LEAST_LIMIT;
  new Visitor({
    MemberExpression(node) {
      if (CLOCK.test(textOf(node).replaceAll('?', ''))) clocks = true;
    },
    BinaryExpression({ operator, left, right }) {
      // A time of a fixed age is a value that a test needs, and no duration.
      if (operator === '-' && textOf(left) === 'Date.now()' && right.type !== 'Literal') clocks = true;
    },
    CallExpression(node) {
      const name = textOf(node.callee).replace(/\s/g, '');
      if (name === 'vi.waitFor' || name === 'expect.poll') {
        const limits = node.arguments.slice(1).flatMap(limitsIn);
        if (limits.length === 0 || limits.some(isLow)) hasty.push(lineOf(node));
      } else if (STARTS.test(name)) {
        const options = node.arguments.filter(({ type }) => type === 'ObjectExpression');
        if (options.flatMap(limitsIn).some(isLow)) hasty.push(lineOf(node));
      } else if (/^(?:test|describe)\b/.test(name)) {
        const limits = node.arguments.filter(({ type }) => type === 'ObjectExpression' || type === 'Literal').slice(1);
        if (limits.flatMap(limitsIn).some(isLow)) hasty.push(lineOf(node));
      }
    },
  }).visit(parseSync(path, code).program);
  return { clocks, hasty };
}

// A collector, and Spark, are waited for in real time.
const files = repositoryFiles().filter((path) => /^test\/(?!collector\/|engines\/|sources\/).*\.ts$/.test(path));
const found = new Map(files.map((path) => [path, look(path, readFileSync(join(ROOT, path), 'utf8'))]));

test('who reads a clock is named above, and nobody else', () => {
  expect(files.filter((path) => found.get(path)?.clocks).sort()).toEqual(Object.keys(CLOCKS).sort());
});

test('nobody waits for less than a minute for what is to come, nor for the one second of `vi.waitFor`', () => {
  expect([...found].flatMap(([path, { hasty }]) => hasty.map((line) => `${path}:${line}`))).toEqual([]);
});

test.each([
  ['const start = performance.now();', true, 0],
  ['const took = Date.now() - start', true, 0],
  ['const yesterday = Date.now() - 3_600_000', false, 0],
  ['process.hrtime.bigint()', true, 0],
  ['process.threadCpuUsage?.()', true, 0],
  ['vi.waitFor(() => expect(a).toBe(1))', false, 1],
  ['vi.waitFor(work, 5000)', false, 1],
  ['vi.waitFor(work, { timeout: 5000 })', false, 1],
  ['vi.waitFor(work, PATIENT)', false, 0],
  ['expect\n  .poll(work)\n  .toBe(1)', false, 1],
  ['expect.poll(work, { timeout: 100_000 }).toBe(1)', false, 0],
  ["spawnSync('node', args, { timeout: 8000 })", false, 1],
  ["spawnSync('node', args, { timeout: LONGEST_RUN })", false, 0],
  ["test('a', { timeout: 30_000 }, work)", false, 1],
  ["test('a', work, 30_000)", false, 1],
  ["test('a', work)", false, 0],
])('%s is seen', (code, clocks, hasty) => {
  const { clocks: isRead, hasty: places } = look('a.ts', code);
  expect([isRead, places.length]).toEqual([clocks, hasty]);
});
