// Which of the records taken in are written or lost, and who waits to be told of it.
import { Timer } from '../../lifecycle/timeout.ts';

/** Called when all records up to a certain one are settled, with whether none was lost meanwhile. Does not throw. */
type Settled = (isWhole: boolean) => void;

/** Counts the records that are settled, in the order in which they were taken in: handed to the operating system, or lost. */
export class Settlement {
  readonly #waiting: { readonly upTo: number; readonly lostBefore: number; readonly done: Settled }[] = [];
  readonly #patient = new Set<() => void>();
  #count = 0;
  #lost = 0;

  /** Records that were taken in and are settled. */
  get count(): number {
    return this.#count;
  }

  /** Records that were lost, also of those that were not taken in. */
  get lost(): number {
    return this.#lost;
  }

  /** Settles the oldest records; who waits for them is told at the next {@link tell}. */
  add(records: number): void {
    this.#count += records;
  }

  /** Counts lost records. */
  lose(records: number): void {
    this.#lost += records;
  }

  /** Tells those whose records are settled. */
  tell(): void {
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      if (first.upTo > this.#count) return;
      this.#waiting.shift();
      first.done(first.lostBefore === this.#lost);
    }
  }

  /**
   * Has a function told when so many records are settled; at once where they are.
   * @param lostBefore {@link lost} before the first record that it cares for
   */
  when(upTo: number, lostBefore: number, done: Settled): void {
    this.#waiting.push({ upTo, lostBefore, done });
    this.tell();
  }

  /**
   * Resolves when so many records are settled. Time in which the event loop does not turn does not count.
   * @param isPatient whether the time begins anew while any are, however slowly
   * @param late the error to reject with, given how many records are missing
   */
  within(milliseconds: number, upTo: number, isPatient: boolean, late: (missing: number) => Error): Promise<void> {
    return new Promise((resolve, reject) => {
      let before = this.#count;
      const elapsed = () => {
        if (isPatient && this.#count > before) {
          before = this.#count;
          timer = new Timer(milliseconds, elapsed, { ofTurningLoop: true });
        } else reject(late(upTo - this.#count));
      };
      let timer = new Timer(milliseconds, elapsed, { ofTurningLoop: true });
      const giveUp = () => {
        timer.clear();
        reject(late(upTo - this.#count));
      };
      if (isPatient) this.#patient.add(giveUp);
      this.when(upTo, this.#lost, () => {
        timer.clear();
        this.#patient.delete(giveUp);
        resolve();
      });
    });
  }

  /** Has those who are patient wait no longer: what they wait for will not come. */
  giveUp(): void {
    for (const giveUp of this.#patient) giveUp();
    this.#patient.clear();
  }
}
