// Decides, before each write, whether the active file is finished first.
import type { RotationCallback, RotationRule, SingleRotationRule } from '../spec/rotation.ts';
import { nextRotation } from './rotation-schedule.ts';

/**
 * A rotation rule applied to one active file after another.
 *
 * The instant at which time rotates a file is computed once, from the file's start. A clock that is set back makes that instant
 * come later, never twice: the file after the rotation starts at the clock's new time and gets an instant of its own behind it.
 */
export class RotationPolicy {
  /** The smallest size rule in bytes; `Infinity` where there is none. */
  readonly sizeLimit: number;
  readonly #rule: RotationRule;
  readonly #timeZone: string;
  readonly #callbacks: readonly RotationCallback[];
  readonly #onCallbackError: (error: unknown) => void;
  #dueAt = Number.POSITIVE_INFINITY;
  #start = 0;

  /**
   * @param timeZone a name that `parseTimeZone` returned
   * @param onCallbackError told what a rotation callback throws, which counts as `false`
   */
  constructor(rule: RotationRule, timeZone: string, onCallbackError: (error: unknown) => void = () => undefined) {
    const rules = singleRules(rule);
    this.#rule = rule;
    this.#timeZone = timeZone;
    this.#onCallbackError = onCallbackError;
    this.sizeLimit = Math.min(
      ...rules.map((single) => (single.kind === 'size' ? single.bytes : Number.POSITIVE_INFINITY)),
    );
    this.#callbacks = rules.flatMap((single) => (single.kind === 'callback' ? [single.callback] : []));
  }

  /** When time rotates the file that was opened last, in milliseconds since the epoch; nothing where it never does. */
  get dueAt(): number | undefined {
    return this.#dueAt === Number.POSITIVE_INFINITY ? undefined : this.#dueAt;
  }

  /** Begins with a file that started at a time: for a file that an earlier process left, when that one began it. */
  open(start: number): void {
    this.#start = start;
    this.#dueAt = nextRotation(this.#rule, start, this.#timeZone);
  }

  /**
   * Whether the file is finished before the next write. An empty file never is: a record that is larger than the limit gets a
   * file of its own, and no empty file is left behind.
   */
  isDue(now: number, size: number, nextWriteBytes: number, path: string): boolean {
    if (size === 0) return false;
    if (size + nextWriteBytes > this.sizeLimit || now >= this.#dueAt) return true;
    return this.#callbacks.length > 0 && this.#isCalledFor(now, size, nextWriteBytes, path);
  }

  #isCalledFor(now: number, size: number, nextWriteBytes: number, path: string): boolean {
    return this.#callbacks.some((callback) => {
      try {
        return callback({ nextWriteBytes, size, start: this.#start, now, path }) === true;
      } catch (error) {
        this.#onCallbackError(error);
        return false;
      }
    });
  }
}

function singleRules(rule: RotationRule): readonly SingleRotationRule[] {
  if (rule.kind === 'any') return rule.rules;
  return rule.kind === 'never' ? [] : [rule];
}
