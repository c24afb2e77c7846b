// Runs the application's code once what is being done now is complete: it may log, and so come back into the middle of it.
import { ignore, tell } from './call.ts';
import { asOwnWork } from './own-work.ts';

let waiting: (() => unknown)[] = [];
let isExiting = false;

/**
 * Calls code when what it is called in is over, before the event loop does anything else, in order. Nothing that it does can
 * then meet a state that is half changed. When the process exits, where nothing comes afterwards, it is called at once.
 */
export function afterwards(code: () => unknown): void {
  if (isExiting) return asOwnWork(() => tell(ignore, code));
  if (waiting.length === 0) {
    // Nothing that waits runs any more after `process.exit`, which may be called before this turn of the loop is over.
    process.once('exit', atExit);
    void Promise.resolve().then(callWaiting);
  }
  // Last: where this is stopped before (see `time-limit.ts`), the next one is not taken for one of several.
  waiting.push(code);
}

/** Has what waits called now, and what comes later at once: the process exits. */
export function atExit(): void {
  isExiting = true;
  callWaiting();
}

function callWaiting(): void {
  process.off('exit', atExit);
  const due = waiting;
  // What they bring about is called after others that may wait for the end of this turn.
  waiting = [];
  asOwnWork(() => {
    for (const code of due) tell(ignore, code);
  });
}
