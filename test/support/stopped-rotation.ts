// A rotation that stands still on the thread pool while a test continues: what is written meanwhile goes to a side file.
import { once } from 'node:events';
import type { Verdict } from './failing-file-system.ts';

/** What {@link stoppedRotation} gives. */
export interface StoppedRotation {
  /** Part of the verdict on each call: holds the link to a rotated name until the release. */
  readonly hold: Verdict;
  /** Resolves when the rotation stands still. */
  readonly stopped: Promise<unknown>;
  release(): void;
}

/** @param onStop called as the rotation stops */
export function stoppedRotation(onStop: () => void = () => undefined): StoppedRotation {
  const signals = new EventTarget();
  const stopped = once(signals, 'stopped');
  return {
    stopped,
    hold: (name, [, target]) => {
      if (name !== 'link' || !/Z\.jsonl$/.test(String(target))) return undefined;
      onStop();
      signals.dispatchEvent(new Event('stopped'));
      return once(signals, 'released').then(() => undefined);
    },
    release: () => void signals.dispatchEvent(new Event('released')),
  };
}
