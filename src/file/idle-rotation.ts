// Rotates a file whose time comes while nothing is written to it.
import { Timer } from '../lifecycle/timeout.ts';
import type { RotationPolicy } from './rotation/rotation-policy.ts';

/** What {@link IdleRotation} is made of. */
export interface IdleRotationParts {
  readonly policy: Pick<RotationPolicy, 'dueAt'>;
  /** The present, in milliseconds since the epoch. */
  now(): number;
  /** Called when the time has come. */
  rotate(): void;
}

/** The timer of the active file's rotation. It keeps no process alive. */
export class IdleRotation {
  readonly #parts: IdleRotationParts;
  #timer: Timer | undefined;

  constructor(parts: IdleRotationParts) {
    this.#parts = parts;
  }

  /**
   * Waits for the time of the file that the policy follows now.
   * @param shortest how many milliseconds are waited at least
   */
  wait(shortest = 0): void {
    this.clear();
    const { policy, now, rotate } = this.#parts;
    const { dueAt } = policy;
    if (dueAt === Number.POSITIVE_INFINITY) return;
    const elapsed = () => {
      // The clock may have been set back.
      if (now() < dueAt) this.wait();
      else rotate();
    };
    this.#timer = new Timer(Math.max(shortest, dueAt - now()), elapsed, { keepsAlive: false });
  }

  /** Waits no longer. */
  clear(): void {
    this.#timer?.clear();
  }
}
