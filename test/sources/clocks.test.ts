// Durations are measured by a clock that is never set, and waited for by timers that no number upsets.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Node, parseSync, Visitor } from 'oxc-parser';
import { expect, test } from 'vitest';
import { sourceFiles } from '../expressions/source-expressions.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Who reads the wall clock, and for which time of the calendar. A duration does not belong here. */
const WALL_CLOCK = {
  'src/cli/verbs/report.ts': 'when a report was made, which it says',
  'src/cli/records/selection.ts': 'from when `--since 2h` counts back',
  'src/file/writer/active-name.ts': 'the name of what was torn off',
  'src/file/system/file-environment.ts': 'the one place that asks the system',
  'src/file/finished/housekeeping.ts': 'the age of finished files, over restarts',
  'src/file/leftovers/leftover-files.ts': 'the modification time of a lock, by which its owner is seen to live',
  'src/file/leftovers/prune-leftovers.ts': 'the age of finished files',
  'src/file/log-files.ts': 'when a calendar says that a file is due, and the age of finished files',
  'src/file/naming/rotated-names.ts': 'how far the wall clock was set, by the difference to the monotonic one',
  'src/file/record-intake.ts': 'the times in the record that gives notice of lost ones',
  'src/file/writer/active-file.ts': 'when a file began, when a calendar says that it is due, and rotated names',
  'src/file/writer/side-file.ts': 'when a file began, and rotated names',
  'src/lifecycle/moment.ts': 'when something was that `stats()` shows, beside how long ago',
  'src/processor/record/ulid.ts': 'the time in the id of a record',
  'src/read/read-log-records.ts': 'what a time such as two hours ago is counted from',
  'src/read/stream-records.ts': 'the year of times without one, in what has no time of its last change',
  'src/integrity/verify/file-owners.ts': 'the modification time of a lock, by which its owner is seen to live',
  'src/upload/directory-lock.ts': 'the modification time of a lock, by which its owner is seen to live',
  'src/upload/http-answers.ts': 'a date in `Retry-After`, of a service that does not say its own time',
  'src/upload/left-files.ts': 'the modification time of a lock, by which its owner is seen to live',
  'src/upload/targets/request-authorization.ts': 'until when a token may be used, as its issuer says it',
  'src/upload/file-uploader.ts': 'when a file was uploaded, for people who read the journal',
  'src/upload/upload-run.ts': 'the age of what the journal says',
} as const;

/** Who may use the timers of the system. */
const TIMERS = ['src/lifecycle/timeout.ts'];

function readsWallClock({ type, callee, arguments: args }: Node & { callee: Node; arguments: Node[] }): boolean {
  if (callee.type === 'Identifier' && callee.name === 'Date') return type === 'CallExpression' || args.length === 0;
  if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return false;
  const isPerformance = callee.object.type === 'Identifier' && callee.object.name === 'performance';
  return callee.property.name === 'now' && !isPerformance;
}

/** The files in which something is found. */
function filesWith(find: (visit: (name: 'clock' | 'timer') => void, program: Node) => void, what: string): string[] {
  return sourceFiles().filter((file) => {
    let isFound = false;
    const visit = (name: string) => {
      isFound ||= name === what;
    };
    find(visit, parseSync(file, readFileSync(join(ROOT, file), 'utf8')).program as unknown as Node);
    return isFound;
  });
}

function look(visit: (name: 'clock' | 'timer') => void, program: Node): void {
  const note = (node: Node) => {
    if (readsWallClock(node as never)) visit('clock');
  };
  new Visitor({
    NewExpression: note,
    CallExpression: note,
    MemberExpression(node) {
      // As a value: `now = Date.now`.
      const { object, property } = node;
      if (object.type === 'Identifier' && object.name === 'Date' && 'name' in property && property.name === 'now')
        visit('clock');
    },
    Identifier({ name }) {
      if (name === 'setTimeout' || name === 'setInterval') visit('timer');
    },
  }).visit(program as never);
}

test('only calendars, names and what other processes read ask the wall clock', () => {
  expect(filesWith(look, 'clock')).toEqual(Object.keys(WALL_CLOCK).sort());
});

test('only one file uses the timers of the system, which take a time above 2^31 - 1 for 1 ms', () => {
  expect(filesWith(look, 'timer')).toEqual(TIMERS);
});

test.each([
  ['Date.now()', 'clock'],
  ['const now = Date.now', 'clock'],
  ['new Date()', 'clock'],
  ['Date()', 'clock'],
  ['environment.now() - since', 'clock'],
  ['this.#parts.environment.now()', 'clock'],
  ['setTimeout(work, 5)', 'timer'],
  ['globalThis.setInterval(work, 5)', 'timer'],
  ["import { setTimeout } from 'node:timers'", 'timer'],
])('%s is seen', (code, what) => {
  const found: string[] = [];
  look((name) => found.push(name), parseSync('a.ts', code).program as unknown as Node);
  expect(found).toContain(what);
});

test.each(['performance.now()', 'new Date(0)', 'environment.monotonic()', 'clearTimeout(timer)'])(
  '%s may be',
  (code) => {
    const found: string[] = [];
    look((name) => found.push(name), parseSync('a.ts', code).program as unknown as Node);
    expect(found).toEqual([]);
  },
);
