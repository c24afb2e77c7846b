// When what was taken in is handed over: at once, at the end of the turn, or once it is much, old or severe enough.
import { Timer } from '../lifecycle/timeout.ts';
import type { FlushPolicy } from './options/flush-policy.ts';

/** Calls `flush` as the policy says. Its timer keeps no process alive. */
export class FlushSchedule {
  readonly #policy: FlushPolicy;
  readonly #flush: () => void;
  #turn: NodeJS.Immediate | undefined;
  #timer: Timer | undefined;

  constructor(policy: FlushPolicy, flush: () => void) {
    this.#policy = policy;
    this.#flush = flush;
  }

  /** To be called after each record that was taken in. */
  recordTaken(severity: number, bufferedBytes: number): void {
    const policy = this.#policy;
    switch (policy.kind) {
      case 'turn':
        return this.atTurnEnd(this.#flush);
      case 'record':
        return this.#flush();
      case 'buffer':
        if (severity >= policy.severity || bufferedBytes >= policy.bytes) return this.#flush();
        if (this.#timer === undefined) this.#startTimer(policy.interval);
    }
  }

  /** Has some work done at the end of the turn, unless other work is to be done there already. */
  atTurnEnd(work: () => void): void {
    if (this.#turn === undefined) this.#startTurn(work);
  }

  // Apart from what is called for each record: where a function is made, each call makes room for what it refers to, made or not.
  #startTurn(work: () => void): void {
    this.#turn = setImmediate(() => {
      this.#turn = undefined;
      work();
    });
  }

  #startTimer(interval: number): void {
    this.#timer = new Timer(interval, () => this.#elapsed(), { keepsAlive: false });
  }

  /** Calls nothing more until the next record. */
  clear(): void {
    this.#timer?.clear();
    this.#timer = undefined;
    clearImmediate(this.#turn);
    this.#turn = undefined;
  }

  #elapsed(): void {
    this.#timer = undefined;
    this.#flush();
  }
}
