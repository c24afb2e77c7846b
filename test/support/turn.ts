// The end of the current turn of the event loop: by then the application's callbacks have been called for what came up in it.
import { setImmediate } from 'node:timers/promises';

export async function turn(): Promise<void> {
  await setImmediate();
}
