// Files that share a worker leave it as it was: what one of them forgot would fail another, or hide what that one should have shown.
import { afterAll, expect } from 'vitest';

/** What a test may change in its process, and has to set back. Hooks of the exit stay with what is never closed, and disturb nobody. */
function state(): Record<string, unknown> {
  const { version: _, ...registered } = Object(Reflect.get(globalThis, Symbol.for('opentelemetry.js.api.1'))) as Record<
    string,
    unknown
  >;
  const names = process.eventNames().filter((name) => name !== 'exit' && name !== 'beforeExit');
  return {
    directory: process.cwd(),
    environment: { ...process.env },
    listeners: Object.fromEntries(names.map((name) => [String(name), process.listenerCount(name)])),
    registered: Object.keys(registered),
  };
}

const before = state();
// Registered first, and so called last.
afterAll(() => expect(state()).toEqual(before));
