// Which of the records taken in are acknowledged: handed to the operating system, or lost; and who waits for that.
import { Timer } from '../../lifecycle/timeout.ts';

/** Called when all records up to a certain one are acknowledged, with whether none was lost meanwhile. Does not throw. */
type Acknowledged = (isWhole: boolean) => void;

/** Somebody who waits for as long as records are acknowledged, however slowly. */
interface Patient {
  /** Waits no longer. */
  giveUp(): void;
  /** Has the time begin anew. */
  beginAnew(): void;
}

/** Counts the acknowledged records, in the order in which they were taken in. */
export class Acknowledgements {
  readonly #waiting: { readonly upTo: number; readonly lostBefore: number; readonly done: Acknowledged }[] = [];
  readonly #patient = new Set<Patient>();
  #count = 0;
  #lost = 0;

  /** Records that were taken in and are acknowledged. */
  get count(): number {
    return this.#count;
  }

  /** Records that were lost, also of those that were not taken in. */
  get lost(): number {
    return this.#lost;
  }

  /** Acknowledges the oldest records; who waits for them is called by the next {@link notify}. */
  acknowledge(records: number): void {
    this.#count += records;
    if (records > 0) for (const { beginAnew } of this.#patient) beginAnew();
  }

  /** Counts lost records. */
  lose(records: number): void {
    this.#lost += records;
  }

  /** Calls those whose records are acknowledged. */
  notify(): void {
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      if (first.upTo > this.#count) return;
      this.#waiting.shift();
      first.done(first.lostBefore === this.#lost);
    }
  }

  /**
   * Has a function called when N records are acknowledged; at once where they are.
   * @param upTo N, counted from the first record ever taken in
   * @param lostBefore {@link lost} before the first record that the caller cares for
   */
  when(upTo: number, lostBefore: number, done: Acknowledged): void {
    this.#waiting.push({ upTo, lostBefore, done });
    this.notify();
  }

  /**
   * Resolves when N records are acknowledged. Only time in which the event loop turns is counted.
   * @param upTo N, counted from the first record ever taken in
   * @param isPatient whether the time begins anew while any are acknowledged, however slowly
   * @param late the error to reject with, given how many records are missing
   */
  within(milliseconds: number, upTo: number, isPatient: boolean, late: (missing: number) => Error): Promise<void> {
    return new Promise((resolve, reject) => {
      const elapsed = () => {
        this.#patient.delete(patient);
        reject(late(upTo - this.#count));
      };
      let timer = new Timer(milliseconds, elapsed, { ofTurningLoop: true });
      const patient: Patient = {
        giveUp: () => {
          timer.clear();
          elapsed();
        },
        beginAnew: () => {
          timer.clear();
          timer = new Timer(milliseconds, elapsed, { ofTurningLoop: true });
        },
      };
      if (isPatient) this.#patient.add(patient);
      this.when(upTo, this.#lost, () => {
        timer.clear();
        this.#patient.delete(patient);
        resolve();
      });
    });
  }

  /** Has those who are patient wait no longer: what they wait for will not come. */
  giveUp(): void {
    for (const { giveUp } of this.#patient) giveUp();
    this.#patient.clear();
  }
}
