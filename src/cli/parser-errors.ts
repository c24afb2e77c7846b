// What the parser says of a command line -> one line for people, with what to write instead.
import type { CommanderError } from 'commander';
import { sanitizeText } from '../format/sanitize-text.ts';
import type { Verb } from './verb.ts';

/** Whether the parser has ended the command: it has printed the help, or what is wrong. */
export function isOfParser(error: unknown): error is CommanderError {
  return String((error as Partial<CommanderError> | null)?.code).startsWith('commander.');
}

/**
 * What is wrong, and where to look.
 * @param name of the command, with its verb where it was found
 * @param verb that was found
 */
export function parserSentence({ code, message }: CommanderError, name: string, verb: Verb | undefined): string {
  const see = `(see ${name} --help)`;
  const [, quoted = ''] = /'([^']*)'/.exec(message) ?? [];
  const [example] = verb?.examples ?? [];
  const such = example === undefined ? '' : `; such as laketrace ${example.line}`;
  switch (code) {
    case 'commander.missingArgument':
      return sanitizeText(`<${quoted}> is missing${such} ${see}`);
    case 'commander.missingMandatoryOptionValue':
      return sanitizeText(`${quoted} is missing${such} ${see}`);
    case 'commander.optionMissingArgument':
      return sanitizeText(`${quoted}: the value is missing ${see}`);
    case 'commander.unknownOption': {
      const hint = hintFor(quoted, verb?.hints ?? {});
      if (hint !== undefined) return sanitizeText(`there is no option ${quoted}: ${hint} ${see}`);
    }
  }
  return `${inOneLine(message)} ${see}`;
}

/** Of several letters behind one dash, which may be options each, that of the first with a hint. */
function hintFor(option: string, hints: Readonly<Record<string, string>>): string | undefined {
  if (!/^-[A-Za-z]+$/.test(option)) return undefined;
  const letter = [...option.slice(1)].find((each) => Object.hasOwn(hints, `-${each}`));
  return letter === undefined ? undefined : hints[`-${letter}`];
}

/** The parser says what is wrong and what may have been meant in two lines. */
function inOneLine(message: string): string {
  const lines = message.replace(/^error: /, '').split('\n');
  const parts = lines.map((line) => line.trim().replace(/^\(Did you mean (.*)\?\)$/, 'did you mean $1?'));
  return sanitizeText(parts.filter((part) => part !== '').join('; ')).replace(/\.$/, '');
}
