// What a shell can complete: verbs, their options, and the values of those that have some.
import type { Command, Option } from 'commander';
import { FORMAT_NAMES } from '../../format/named-formats.ts';

/** An option as a shell completes it. */
export interface CompletedOption {
  /** With their hyphens: `-n`, `--limit`. */
  readonly names: readonly string[];
  readonly description: string;
  readonly takesValue: boolean;
  /** The values that there are, where they can be listed. */
  readonly values: readonly string[];
  readonly isPath: boolean;
}

/** A verb as a shell completes it. */
export interface CompletedVerb {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly CompletedOption[];
  readonly takesPaths: boolean;
  /** The values of its argument, where they can be listed. */
  readonly values: readonly string[];
}

/** All of it. */
export interface CompletedCommand {
  readonly name: string;
  readonly verbs: readonly CompletedVerb[];
  /** The options that go before a verb, and after it. */
  readonly options: readonly CompletedOption[];
}

/** Values of options that take others besides. */
const USUAL_VALUES: Readonly<Record<string, readonly string[]>> = {
  '--format': ['pretty', 'flat', 'full', ...FORMAT_NAMES.filter((name) => name !== 'json'), 'template:'],
  '--level': ['trace', 'debug', 'info', 'warn', 'error', 'fatal'],
  '--zone': ['UTC', 'local'],
};

/** @param program with all its verbs loaded */
export function completedCommand(program: Command): CompletedCommand {
  return {
    name: program.name(),
    verbs: program.commands.map((verb) => ({
      name: verb.name(),
      summary: verb.summary(),
      options: optionsOf(verb),
      takesPaths: verb.registeredArguments.some((argument) => isPathName(argument.name())),
      values: verb.registeredArguments.flatMap((argument) => argument.argChoices ?? []),
    })),
    options: optionsOf(program),
  };
}

function optionsOf(command: Command): CompletedOption[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .map((option) => ({
      names: [option.short, option.long].filter((name) => name !== undefined),
      description: option.description,
      takesValue: option.required || option.optional,
      values: option.argChoices ?? USUAL_VALUES[option.long ?? ''] ?? [],
      isPath: isPathName(valueName(option)),
    }));
}

/** The name that stands for the value: `file` of `--output <file>`. */
function valueName({ flags }: Option): string {
  return /[<[]([\w-]+)/.exec(flags)?.[1] ?? '';
}

function isPathName(name: string): boolean {
  return /^(?:path|file|director(?:y|ie)|dir)s?$/.test(name);
}
