// How many records: an option of several verbs.
import type { Command } from 'commander';
import { UsageError } from '../usage-error.ts';

/** What {@link addLimit} declares. */
export interface LimitOptions {
  readonly limit?: number;
}

/** Declares `--limit`. */
export function addLimit(command: Command): void {
  command.option('-n, --limit <count>', 'no more than so many', (text) => countOf(text, '--limit'));
}

/**
 * A whole number from 0 on.
 * @throws UsageError naming the option
 */
export function countOf(text: string, option: string): number {
  if (!/^\d{1,15}$/.test(text)) {
    throw new UsageError(`${option}: "${text}" is no whole number; write one, such as ${option} 10`);
  }
  return Number(text);
}
