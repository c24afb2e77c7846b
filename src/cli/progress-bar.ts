// How far a long work is, on standard error: bytes done, rate, time left.
import { ignore } from '../foreign/call.ts';
import { onExit } from '../lifecycle/exit-hook.ts';
import { every } from '../lifecycle/timeout.ts';
import type { OutputStream } from './output.ts';

/** Tells how far a work is. */
export interface Progress {
  /**
   * @param done bytes
   * @param total bytes, where they are known; they may become more
   */
  report(done: number, total?: number): void;
  /** From now on shows how long it has taken, of a work that does not say how far it is. */
  wait(): void;
  /** Takes the bar away. What is told after that is not shown. */
  end(): void;
}

/** Nothing is shown. */
export const NO_PROGRESS: Progress = {
  report: () => undefined,
  wait: () => undefined,
  end: () => undefined,
};

/** What takes less needs no bar. */
const WORTH_A_BAR = 1000;
/** Milliseconds between two pictures. */
const PICTURE_EVERY = 100;
/** The same where nothing but the time changes. */
const WAITING_EVERY = 500;
const BAR = 24;

/**
 * A bar on a terminal.
 * @param what is done, such as `reading`
 */
export async function startProgress(what: string, stderr: OutputStream): Promise<Progress> {
  const { SingleBar } = (await import('cli-progress')).default;
  const start = performance.now();
  let shown: InstanceType<typeof SingleBar> | undefined;
  let last = 0;
  let stopWaiting: (() => void) | undefined;
  let hasEnded = false;
  let forget: () => void = ignore;
  const report = (done: number, total = 0): void => {
    const now = performance.now();
    if (hasEnded || now - start < WORTH_A_BAR || now - last < PICTURE_EVERY) return;
    last = now;
    if (shown === undefined) {
      shown = new SingleBar({
        stream: stderr,
        clearOnComplete: true,
        hideCursor: true,
        // It is drawn when something is reported: by timers of its own it would keep the process alive.
        noTTYOutput: false,
        format: (_, { value, total: all }) =>
          stopWaiting === undefined
            ? picture(what, value, all, performance.now() - start)
            : waitingPicture(what, performance.now() - start),
      });
      // The cursor is hidden: who ends the process at once gets it back.
      forget = onExit(() => shown?.stop());
      shown.start(total, done);
    }
    if (total > 0) shown.setTotal(Math.max(total, done));
    shown.update(done);
  };
  return {
    report,
    wait() {
      if (!hasEnded) stopWaiting ??= every(WAITING_EVERY, () => report(0));
    },
    end() {
      hasEnded = true;
      stopWaiting?.();
      forget();
      shown?.stop();
    },
  };
}

/** The picture of a work of which nobody knows how far it is. */
export function waitingPicture(what: string, milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  return `${what}  ${secondsText(seconds)}`;
}

/** One picture of it. */
export function picture(what: string, done: number, total: number, milliseconds: number): string {
  const rate = done / Math.max(1, milliseconds);
  const parts = [what];
  if (total > 0) {
    const filled = Math.round(Math.min(1, done / total) * BAR);
    parts.push(`${'█'.repeat(filled)}${'░'.repeat(BAR - filled)}`);
    parts.push(`${Math.floor(Math.min(1, done / total) * 100)} %`, `${bytesText(done)} of ${bytesText(total)}`);
  } else parts.push(bytesText(done));
  parts.push(`${bytesText(rate * 1000)}/s`);
  if (total > done && rate > 0) parts.push(`${secondsText((total - done) / rate / 1000)} left`);
  return parts.join('  ');
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** Bytes for people, in powers of 1024: `1.4 GiB`. */
export function bytesText(bytes: number): string {
  let [amount, unit] = [bytes, 0];
  while (amount >= 1024 && unit < UNITS.length - 1) {
    amount /= 1024;
    unit++;
  }
  return `${unit > 0 && amount < 10 ? amount.toFixed(1) : Math.round(amount)} ${UNITS[unit]}`;
}

function secondsText(seconds: number): string {
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
