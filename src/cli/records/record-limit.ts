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

/** The numbers that are accepted. */
export interface CountRange {
  readonly least?: number;
  readonly most?: number;
}

/** More records than there are anywhere; the longest number of nines that is exact. */
const MOST = 999_999_999_999_999;

/**
 * A whole number, written in digits: the one form of all options that count.
 * @param range by default from 0 on
 * @throws UsageError naming the option
 */
export function countOf(text: string, option: string, { least = 0, most = MOST }: CountRange = {}): number {
  const isCount = /^\d+$/.test(text) && Number(text) >= least && Number(text) <= most;
  if (isCount) return Number(text);
  const example = Math.max(least, Math.min(most, USUAL));
  throw new UsageError(
    `${option}: "${text}" is not accepted; write a whole number from ${least} to ${most} in digits, such as ${option} ${example}`,
  );
}

const USUAL = 10;

/**
 * Refuses what other programs take for a count: `-5`. A file of that name is `./-5`.
 * @throws UsageError
 */
export function refuseDashCount(args: readonly string[], option: string): void {
  const count = args.find((arg) => /^-\d+$/.test(arg));
  if (count !== undefined) throw new UsageError(`${count} is no option; write ${option} ${count.slice(1)}`);
}
