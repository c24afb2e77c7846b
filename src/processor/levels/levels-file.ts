// Follows a file that says levels, for a process that must not be restarted.
//
// It is read each second. That works as well where no system tells of changes: on network mounts, on volumes of Kubernetes, whose files
// are links that are exchanged, and for a file that is not there yet.

import {
  attempt,
  call,
  readWhole,
  realFileSystem,
  runAsync,
  runSync,
  type Steps,
} from '../../file/system/file-system.ts';
import { READ_GIVEN } from '../../file/system/open-flags.ts';
import { isErrno } from '../../foreign/shape.ts';
import { every, Timer } from '../../lifecycle/timeout.ts';
import { isBadRule, type LevelRules, RULE_FORMS, readLevelRules } from './level-rules.ts';

/** Milliseconds between two looks at the file. */
const INTERVAL = 1000;
/** Milliseconds for which a change must stay as it is: the file may be in the middle of being written. */
const CALM = 100;
/** Rules are few. What is larger is some other file. */
const MOST_BYTES = 64 * 1024;

/** What a {@link LevelsFile} works with. */
export interface LevelsFileParts {
  /** Absolute. */
  readonly path: string;
  /** Takes the rules of the file as it is now. */
  readonly apply: (rules: LevelRules) => void;
  /** Hears once of what is in the way of reading the file. The rules that were applied stay. */
  readonly report: (error: Error) => void;
  /** Milliseconds between two looks at the file. Default 1,000. */
  readonly interval?: number;
}

/** What was found: the text of the file, or what is in the way. */
interface Finding {
  readonly text: string;
  readonly problem: string;
}

/** The file, read at once and then as often as it changes. One that is not there has no rules. */
export class LevelsFile {
  readonly #parts: LevelsFileParts;
  readonly #stop: () => void;
  #taken: Finding;
  #seen: Finding;
  #isLooking = false;
  #isClosed = false;
  #again: Timer | undefined;

  constructor(parts: LevelsFileParts) {
    this.#parts = parts;
    // Waited for this once: the first records of the program are to be judged by it.
    this.#taken = runSync(realFileSystem, contentOf(parts.path));
    this.#seen = this.#taken;
    this.#take(this.#taken);
    this.#stop = every(parts.interval ?? INTERVAL, () => void this.#look());
  }

  /** Follows the file no longer. */
  close(): void {
    this.#isClosed = true;
    this.#stop();
    this.#again?.clear();
  }

  async #look(): Promise<void> {
    // A disk that does not answer is not asked again.
    if (this.#isLooking) return;
    this.#isLooking = true;
    const found = await runAsync(realFileSystem, contentOf(this.#parts.path));
    this.#isLooking = false;
    if (this.#isClosed) return;
    const isCalm = isSame(found, this.#seen);
    this.#seen = found;
    if (isSame(found, this.#taken)) return;
    if (isCalm) this.#take(found);
    else this.#again = new Timer(CALM, () => void this.#look(), { keepsAlive: false });
  }

  #take(found: Finding): void {
    this.#taken = found;
    const { path, apply, report } = this.#parts;
    const rules = found.problem === '' ? readLevelRules(found.text) : undefined;
    if (rules !== undefined && !isBadRule(rules)) return apply(rules);
    // What the file holds is not repeated: it may have been named by mistake.
    const problem = rules === undefined ? found.problem : `line ${rules.line} is no rule; accepted is ${RULE_FORMS}`;
    report(new Error(`the levels stay as they were, since ${path} cannot be taken: ${problem}`));
  }
}

function isSame(one: Finding, other: Finding): boolean {
  return one.text === other.text && one.problem === other.problem;
}

/** Reads the file. Never throws. */
function* contentOf(path: string): Steps<Finding> {
  const opened = yield* attempt(call('open', path, READ_GIVEN, 0));
  if ('error' in opened) return isErrno(opened.error, 'ENOENT') ? foundText('') : foundProblem(opened.error.message);
  const read = yield* attempt(textOf(opened.value));
  yield* attempt(call('close', opened.value));
  return 'error' in read ? foundProblem(read.error.message) : foundText(read.value);
}

function* textOf(descriptor: number): Steps<string> {
  const stats = yield* call('fstat', descriptor);
  if (!stats.isFile()) throw new Error('it is no regular file');
  // Its size is not asked: files of the system, such as those of /proc, say 0.
  const buffer = Buffer.alloc(MOST_BYTES + 1);
  const length = yield* readWhole(descriptor, buffer, 0, buffer.length);
  if (length > MOST_BYTES) throw new Error(`it is larger than ${MOST_BYTES} bytes`);
  return buffer.toString('utf8', 0, length);
}

function foundText(text: string): Finding {
  return { text, problem: '' };
}

function foundProblem(problem: string): Finding {
  return { text: '', problem };
}
