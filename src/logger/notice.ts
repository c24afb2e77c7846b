// Tells the user of a logger what no record says, once.
import { notify } from '../telemetry/warning.ts';

/** As many things are said once: a program may make up names without end. */
const MOST_SAID = 1000;
const said = new Set<string>();

/**
 * Tells of something once in the life of the process.
 * @param subject what it is about
 */
export function notifyOnce(subject: string, text: string): void {
  if (said.has(subject) || said.size >= MOST_SAID) return;
  said.add(subject);
  notify(text);
}
