// Options that would have no effect are refused: who gives one expects something of it.
import type { Command, Option } from 'commander';
import { UsageError } from './usage-error.ts';
import type { Verb } from './verb.ts';

/**
 * Holds the options of a command line to what a verb says of them.
 * @throws UsageError
 */
export function checkEffects({ needs = {}, clashes = {} }: Verb, command: Command): void {
  const given = command.options.filter((option) => command.getOptionValueSource(option.attributeName()) === 'cli');
  const isGiven = (name: string): boolean => given.some((option) => nameOf(option) === name);
  for (const [name, others] of Object.entries(needs)) {
    if (!isGiven(name) || others.some(isGiven)) continue;
    throw new UsageError(`--${name} has no effect without --${others.join(' or --')}; add it, or leave out --${name}`);
  }
  for (const [name, others] of Object.entries(clashes)) {
    const other = isGiven(name) ? others.find(isGiven) : undefined;
    if (other === undefined) continue;
    throw new UsageError(`--${other} has no effect beside --${name}; leave out one of them`);
  }
}

function nameOf({ long }: Option): string {
  return (long ?? '').replace(/^--/, '');
}
