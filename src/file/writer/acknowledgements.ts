// Which of the records taken in are acknowledged: handed to the operating system, or lost; and who waits for that.
import { Progress } from '../../lifecycle/progress.ts';
import { Timer } from '../../lifecycle/timeout.ts';

/** Somebody who waits for as long as records are acknowledged, however slowly. */
interface Patient {
  /** Waits no longer. */
  giveUp(): void;
  /** Has the time begin anew. */
  beginAnew(): void;
}

/** Counts the acknowledged records, in the order in which they were taken in. */
export class Acknowledgements {
  readonly #progress = new Progress();
  readonly #patient = new Set<Patient>();
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
    if (records > 0) for (const { beginAnew } of this.#patient) beginAnew();
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
   * @param isPatient whether the time begins anew while any are acknowledged, however slowly
   * @param late the error to reject with, given how many records are missing
   */
  within(milliseconds: number, upTo: number, isPatient: boolean, late: (missing: number) => Error): Promise<void> {
    return new Promise((resolve, reject) => {
      const elapsed = () => {
        this.#patient.delete(patient);
        reject(late(upTo - this.count));
      };
      const begin = () => new Timer(milliseconds, elapsed, { ofTurningLoop: true });
      let timer = begin();
      const patient: Patient = {
        giveUp: () => {
          timer.clear();
          elapsed();
        },
        beginAnew: () => {
          timer.clear();
          timer = begin();
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
