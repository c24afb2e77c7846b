// What the parser says of a command line -> one line for people, with what to write instead.
import type { Command, CommanderError } from 'commander';
import { sanitizeText } from '../format/sanitize-text.ts';
import { nearestName, suggestionFor } from '../spec/option-remedy.ts';
import type { Verb } from './verb.ts';

/** A command line that the parser did not take. */
export interface ParsedLine {
  /** What was written after the name of the command. */
  readonly args: readonly string[];
  /** The command, or the verb where it was found, with its options. */
  readonly command: Command;
  readonly verb: Verb | undefined;
  /** Where the parser came to no verb: all of them, with their options. */
  readonly verbs?: readonly Command[];
}

/** Whether the parser has ended the command: it has printed the help, or what is wrong. */
export function isOfParser(error: unknown): error is CommanderError {
  return String((error as Partial<CommanderError> | null)?.code).startsWith('commander.');
}

/** What is wrong, and where to look. */
export function parserSentence({ code, message }: CommanderError, line: ParsedLine): string {
  return sanitizeText(`${whatIsWrong(code, message, line)} (see ${nameOf(line)} --help)`);
}

/** The name by which a line calls the command: with its verb where it was found. */
export function nameOf({ command, verb }: Pick<ParsedLine, 'command' | 'verb'>): string {
  return verb === undefined ? 'laketrace' : `laketrace ${command.name()}`;
}

function whatIsWrong(code: string, message: string, line: ParsedLine): string {
  const { verb } = line;
  const [, quoted = ''] = /'([^']*)'/.exec(message) ?? [];
  const [example] = verb?.examples ?? [];
  const such = example === undefined ? '' : `; such as laketrace ${example.line}`;
  switch (code) {
    case 'commander.missingArgument':
      return `<${quoted}> is missing${such}`;
    case 'commander.missingMandatoryOptionValue':
      return misspelt(line) ?? `${quoted} is missing${such}`;
    case 'commander.optionMissingArgument':
      return `${quoted}: the value is missing`;
    case 'commander.invalidArgument':
      return wrongChoice(message) ?? inOneLine(message);
    case 'commander.unknownOption':
      return misplaced(nameIn(quoted), line) ?? hintFor(quoted, verb?.hints ?? {}) ?? unknown(nameIn(quoted), line);
    case 'commander.unknownCommand':
      // Without a verb that is near it may be the path of a log.
      if (!message.includes('Did you mean') && isPlain(quoted))
        return `there is no verb ${quoted}; write one first, such as laketrace cat ${quoted}`;
  }
  return inOneLine(message);
}

/** An option that there is not, where one is missing, which the parser looks for first: it may be that one. */
function misspelt(line: ParsedLine): string | undefined {
  const end = line.args.indexOf('--');
  const given = line.args.slice(0, end < 0 ? line.args.length : end).filter((arg) => arg.startsWith('--'));
  const found = given.map(nameIn).find((name) => !optionsOf(line).includes(name));
  return found === undefined ? undefined : unknown(found, line);
}

function unknown(option: string, line: ParsedLine): string {
  return `unknown option '${option}'${suggestionFor(option, optionsOf(line))}`;
}

/** The names that options may have there, those of all verbs too. */
function optionsOf({ command }: ParsedLine): string[] {
  const help = command.createHelp();
  return [...help.visibleOptions(command), ...help.visibleGlobalOptions(command)].flatMap(({ long }) => long ?? []);
}

/** `--name` of `--name=value`. */
function nameIn(option: string): string {
  return option.startsWith('--') ? (option.split('=', 1)[0] as string) : option;
}

/** What a shell does not take for its own, so that it can be repeated. */
function isPlain(arg: string): boolean {
  return /^[\w./:=,@%+-]+$/.test(arg);
}

/** An option of a verb that stands before it, or without one. */
function misplaced(option: string, parsed: ParsedLine): string | undefined {
  const { args, verb, verbs = [] } = parsed;
  if (verb !== undefined) return undefined;
  const [later] = args.flatMap((arg) => verbs.find((each) => each.name() === arg) ?? []);
  const owners = verbs.filter(({ options }) => options.some(({ short, long }) => short === option || long === option));
  if (later !== undefined && owners.includes(later)) {
    const others = args.toSpliced(args.indexOf(later.name()), 1);
    const line = others.every(isPlain) ? others.join(' ') : `${option} …`;
    return `${option} is an option of ${later.name()}, and stands behind it: laketrace ${later.name()} ${line}`;
  }
  const [first] = owners;
  if (first !== undefined) {
    const names = owners.map((each) => each.name()).join(', ');
    return `${option} is an option of ${names}, and stands behind the verb: laketrace ${first.name()} ${option} …`;
  }
  const among = later === undefined ? verbs : [later];
  const nearest = nearestName(
    option,
    among.flatMap(({ options }) => options.flatMap(({ long }) => long ?? [])),
  );
  if (nearest === undefined || nearestName(option, optionsOf(parsed)) !== undefined) return undefined;
  return `unknown option '${option}'; did you mean ${nearest}, which stands behind ${later?.name() ?? 'a verb'}?`;
}

/** A value of which there is a list: `option '--to <format>' argument 'x' is invalid`, or `value 'x' is invalid for argument 'shell'`. */
function wrongChoice(message: string): string | undefined {
  const at = message.lastIndexOf(CHOICES);
  if (at < 0) return undefined;
  const said = message.slice(0, at);
  const choices = message.slice(at + CHOICES.length).replace(/\.$/, '');
  const option = /^error: option '(?:-\w, )?(--[\w-]+)/.exec(said)?.[1];
  const name = option ?? `<${said.slice(said.lastIndexOf(OF_ARGUMENT) + OF_ARGUMENT.length, -1)}>`;
  const begin = option === undefined ? "value '" : "argument '";
  const value = said.slice(said.indexOf(begin) + begin.length, said.lastIndexOf("' is invalid"));
  return `${name}: "${value}" is not accepted; there are ${choices}${suggestionFor(value, choices.split(', '))}`;
}

const CHOICES = '. Allowed choices are ';
const OF_ARGUMENT = "for argument '";

/** Of several letters behind one dash, which may be options each, that of the first with a hint. */
function hintFor(option: string, hints: Readonly<Record<string, string>>): string | undefined {
  if (!/^-[A-Za-z]+$/.test(option)) return undefined;
  const letter = [...option.slice(1)].find((each) => Object.hasOwn(hints, `-${each}`));
  return letter === undefined ? undefined : `there is no option ${option}: ${hints[`-${letter}`]}`;
}

/** The parser says what is wrong and what may have been meant in two lines. */
function inOneLine(message: string): string {
  const lines = message.replace(/^error: /, '').split('\n');
  const parts = lines.map((line) => line.trim().replace(/^\(Did you mean (.*)\?\)$/, 'did you mean $1?'));
  return parts
    .filter((part) => part !== '')
    .join('; ')
    .replace(/\.$/, '');
}
