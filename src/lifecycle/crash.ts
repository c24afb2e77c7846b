// Has work done when the program fails: by an error that nobody has caught, or by an exit with a code other than 0.
import { ignore, tell } from '../foreign/call.ts';
import { onExit } from './exit-hook.ts';

const works = new Set<() => void>();
let leaveExit: (() => void) | undefined;

/**
 * Has a function called when the program fails. It changes nothing about how the program ends. It is called while the error is on its way to
 * the application's own handlers, where there are some, and so may be called several times. It can only do what blocks. One listener
 * serves all functions, and goes with the last of them.
 * @returns a function that takes the function out again
 */
export function onCrash(work: () => void): () => void {
  if (works.size === 0) {
    // Unhandled rejections come here too, unless the program has Node only warn of them.
    process.on('uncaughtExceptionMonitor', callAll);
    leaveExit = onExit(() => {
      if (Number(process.exitCode ?? 0) !== 0) callAll();
    });
  }
  works.add(work);
  return () => {
    works.delete(work);
    if (works.size > 0) return;
    process.off('uncaughtExceptionMonitor', callAll);
    leaveExit?.();
  };
}

function callAll(): void {
  for (const work of works) tell(ignore, work);
}
