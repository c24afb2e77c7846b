// Which of the records taken in are acknowledged: handed to the operating system, or lost; and who waits for that.
import { Progress } from '../../lifecycle/progress.ts';
import { Timer } from '../../lifecycle/timeout.ts';

/** Somebody who waits for records to be acknowledged. */
interface Waiting {
  /** Waits no longer, or not for long. */
  giveUp(): void;
  /** Has the time begin anew, for who waits as long as any are acknowledged, however slowly. */
  beginAnew(): void;
}

/** How long a refusal that lasts is waited for by who has a time of its own, in milliseconds. */
const PASSING = 2_000;

/** Counts the acknowledged records, in the order in which they were taken in. */
export class Acknowledgements {
  readonly #progress = new Progress();
  readonly #waiting = new Set<Waiting>();
  #lost = 0;

  /** Records that were taken in and are acknowledged. */
  get count(): number {
    return this.#progress.count;
  }

  /** Records that were lost, also of those that were not taken in. */
  get lost(): number {
    return this.#lost;
  }

  /** Acknowledges the oldest records; who waits for them is called by the next {@link notify}. */
  acknowledge(records: number): void {
    this.#progress.add(records);
    if (records > 0) for (const { beginAnew } of this.#waiting) beginAnew();
  }

  /** Counts lost records. */
  lose(records: number): void {
    this.#lost += records;
  }

  /** Calls those whose records are acknowledged. */
  notify(): void {
    this.#progress.notify();
  }

  /**
   * Has a function called when N records are acknowledged; at once where they are.
   * @param upTo N, counted from the first record ever taken in
   * @param lostBefore {@link lost} before the first record that the caller cares for
   * @param acknowledged called with whether none was lost meanwhile; does not throw
   */
  when(upTo: number, lostBefore: number, acknowledged: (isWhole: boolean) => void): void {
    this.#progress.when(upTo, () => acknowledged(lostBefore === this.#lost));
    this.notify();
  }

  /**
   * Resolves when N records are acknowledged. Only time in which the event loop turns is counted.
   * @param upTo N, counted from the first record ever taken in
   * @param isPatient whether the time begins anew while any are acknowledged, however slowly, and ends where they are refused for good
   * @param late the error to reject with, given how many records are missing, and whether that is for good and not for want of time
   */
  within(
    milliseconds: number,
    upTo: number,
    isPatient: boolean,
    late: (missing: number, isForGood: boolean) => Error,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      const elapsed = () => {
        this.#waiting.delete(waiting);
        reject(late(upTo - this.count, isGivenUp));
      };
      const begin = (time: number) => new Timer(time, elapsed, { ofTurningLoop: true });
      let isGivenUp = false;
      let timer = begin(milliseconds);
      const waiting: Waiting = {
        giveUp: () => {
          if (isGivenUp || (!isPatient && milliseconds <= PASSING)) return;
          isGivenUp = true;
          timer.clear();
          if (isPatient) elapsed();
          else timer = begin(PASSING);
        },
        beginAnew: () => {
          if (!isPatient) return;
          timer.clear();
          timer = begin(milliseconds);
        },
      };
      this.#waiting.add(waiting);
      this.when(upTo, this.#lost, () => {
        timer.clear();
        this.#waiting.delete(waiting);
        resolve();
      });
    });
  }

  /** Has who is patient wait no longer, and others not for long: what they wait for will hardly come. */
  giveUp(): void {
    for (const { giveUp } of this.#waiting) giveUp();
  }
}
