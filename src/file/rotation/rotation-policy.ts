// Decides, before each write, whether the active file is rotated first.
import { ask } from '../../foreign/call.ts';
import type { RotationCallback, RotationContext, RotationRule, SingleRotationRule } from '../../spec/rotation.ts';
import { isPossibleStart, nextRotation } from './rotation-schedule.ts';

/** Options of {@link RotationPolicy}. */
export interface RotationPolicyOptions {
  /** When to rotate. */
  readonly rule: RotationRule;
  /** The zone of calendar periods and times of the day, as `parseTimeZone` returns it. */
  readonly timeZone: string;
  /** Called with what a rotation callback threw. What it throws itself goes to the caller of {@link RotationPolicy.isDue}. */
  readonly onCallbackError: (error: unknown) => void;
}

function rulesOf(rule: RotationRule): readonly SingleRotationRule[] {
  if (rule.kind === 'never') return [];
  return rule.kind === 'any' ? rule.rules : [rule];
}

/**
 * Follows one active file and says when it is to be rotated. {@link open} gives it each new file; {@link isDue} is asked before
 * each write, and a timer waits for {@link dueAt}.
 *
 * Empty files are never rotated, so that no empty archives appear. A size rule lets a record that is larger than the limit into
 * an empty file, and rotates it at the next write. An empty file whose time passes begins anew at that moment: its next
 * time is counted from there.
 *
 * Clocks that jump:
 * - The next time is counted from the file's start, and a rotation happens at or after it, so that the new file, started now,
 *   has a later one: each boundary of the calendar rotates once, however often the clock is set back across it a little, and
 *   after a jump forward over several boundaries there is one rotation.
 * - A file that was started in the future, by more than the time it had until its rotation, was started under a wrong
 *   clock. Its start is then taken to be now, or it would stay open until that future.
 */
export class RotationPolicy {
  /** The smallest size limit in bytes; `Infinity` without one. */
  readonly sizeLimit: number;
  readonly #rule: RotationRule;
  readonly #timeZone: string;
  readonly #callbacks: readonly RotationCallback[];
  readonly #onCallbackError: (error: unknown) => void;
  #start = 0;
  #isAsking = false;
  #dueAt = Number.POSITIVE_INFINITY;
  /** Where the clock shows less than this, the file was started under a wrong clock: its start is not waited for. */
  #clockSetBackAt = Number.NEGATIVE_INFINITY;

  constructor({ rule, timeZone, onCallbackError }: RotationPolicyOptions) {
    const rules = rulesOf(rule);
    this.#rule = rule;
    this.#timeZone = timeZone;
    this.#onCallbackError = onCallbackError;
    this.#callbacks = rules.flatMap((member) => (member.kind === 'callback' ? [member.callback] : []));
    this.sizeLimit = Math.min(
      ...rules.map((member) => (member.kind === 'size' ? member.bytes : Number.POSITIVE_INFINITY)),
    );
  }

  /**
   * When the active file is due because of time, in milliseconds since the epoch; `Infinity` if never. In the past, for a file of an
   * earlier run. It may be further away than a timer can wait (2^31 - 1 ms, 24.8 days).
   */
  get dueAt(): number {
    return this.#dueAt;
  }

  /** Whether a callback is being asked right now. */
  get isAsking(): boolean {
    return this.#isAsking;
  }

  /** The start that times are counted from: the file's own, unless that is impossible or the file was empty at its time. */
  get start(): number {
    return this.#start;
  }

  /**
   * Begins to follow a file.
   * @param fileStart when the file was started, in milliseconds since the epoch: now for a new file, the real start of an older one.
   * @param now the time now. Default `fileStart`, which is right for a new file.
   */
  open(fileStart: number, now: number = fileStart): void {
    this.#startAt(isPossibleStart(fileStart) ? fileStart : now);
    if (now < this.#clockSetBackAt) this.#startAt(now);
  }

  #startAt(start: number): void {
    this.#start = start;
    this.#dueAt = nextRotation(this.#rule, start, this.#timeZone);
    this.#clockSetBackAt = start - (this.#dueAt - start);
  }

  /**
   * Says whether the active file is to be rotated before a write. Costs a few comparisons of numbers, ignoring callbacks.
   * @param now the time now, in milliseconds since the epoch.
   * @param size the size of the active file in bytes; 0 while it holds no record.
   * @param nextWriteBytes how many bytes the write would add; 0 to ask without one.
   * @param path the path of the active file, for callbacks.
   * @param asks whether callbacks are asked. Default `true`.
   */
  isDue(now: number, size: number, nextWriteBytes: number, path: string, asks = true): boolean {
    if (now < this.#clockSetBackAt) this.#startAt(now);
    if (size === 0) {
      if (now >= this.#dueAt) this.#startAt(now);
      return false;
    }
    if (size + nextWriteBytes > this.sizeLimit || now >= this.#dueAt) return true;
    if (this.#callbacks.length === 0 || !asks || this.#isAsking) return false;
    const context: RotationContext = { nextWriteBytes, size, start: this.#start, now, path };
    return this.#callbacks.some((callback) => this.#ask(callback, context));
  }

  #ask(callback: RotationCallback, context: RotationContext): boolean {
    this.#isAsking = true;
    try {
      return Boolean(ask('the rotation callback', callback, context));
    } catch (error) {
      this.#onCallbackError(error);
      return false;
    } finally {
      this.#isAsking = false;
    }
  }
}
