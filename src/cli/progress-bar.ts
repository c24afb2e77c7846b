// How far a long work is, on standard error: bytes done, rate, time left.
import type { OutputStream } from './output.ts';

/** Tells how far a work is. */
export interface Progress {
  /**
   * @param done bytes
   * @param total bytes, where they are known; they may become more
   */
  report(done: number, total?: number): void;
  /** Takes the bar away. */
  end(): void;
}

/** Nothing is shown. */
export const NO_PROGRESS: Progress = {
  report: () => undefined,
  end: () => undefined,
};

/** What takes less needs no bar. */
const WORTH_A_BAR = 1000;
/** Milliseconds between two pictures. */
const PICTURE_EVERY = 100;
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
  return {
    report(done, total = 0) {
      const now = performance.now();
      if (now - start < WORTH_A_BAR || now - last < PICTURE_EVERY) return;
      last = now;
      if (shown === undefined) {
        shown = new SingleBar({
          stream: stderr,
          clearOnComplete: true,
          hideCursor: true,
          // It is drawn when something is reported: by timers it would keep the process alive.
          noTTYOutput: false,
          format: (_, { value, total: all }) => picture(what, value, all, performance.now() - start),
        });
        shown.start(total, done);
      }
      if (total > 0) shown.setTotal(Math.max(total, done));
      shown.update(done);
    },
    end: () => shown?.stop(),
  };
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
