// An exception as people read it: the stack, with its causes, or what is known where there is none.
import type { RecordException } from './record-view.ts';

/** The traceback, headed by type and message where it does not say them itself. */
export function exceptionText({ type, value, traceback }: RecordException): string {
  const head = [type, value].filter((part) => part !== '').join(': ');
  if (traceback === '') return head;
  return value === '' || traceback.includes(value) ? traceback : `${head}\n${traceback}`;
}
