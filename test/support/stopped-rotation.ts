// A rotation that stands still on the thread pool while a test continues: what is written meanwhile goes to a side file.
import type { Verdict } from './failing-file-system.ts';

/** What {@link stoppedRotation} gives. */
export interface StoppedRotation {
  /** Part of the verdict on each call: holds the link to a rotated name until the release. */
  readonly hold: Verdict;
  /** Resolves when the rotation stands still. */
  readonly stopped: Promise<void>;
  release(): void;
}

/** @param onStop called as the rotation stops */
export function stoppedRotation(onStop: () => void = () => undefined): StoppedRotation {
  const stopped = Promise.withResolvers<void>();
  const released = Promise.withResolvers<undefined>();
  return {
    stopped: stopped.promise,
    hold: (name, [, target]) => {
      if (name !== 'link' || !/Z\.jsonl$/.test(String(target))) return undefined;
      onStop();
      stopped.resolve();
      return released.promise;
    },
    release: () => released.resolve(undefined),
  };
}
