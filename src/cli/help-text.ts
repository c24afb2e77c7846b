// How the help looks: titles, examples, exit codes.
import { styleText } from 'node:util';
import type { HelpConfiguration } from 'commander';
import { EXIT_CODES } from './exit-code.ts';
import type { Example } from './verb.ts';

const GAP = 2;

/** Styles of the parser's help; it takes them away where there are no colours. */
export const helpStyle: HelpConfiguration = {
  showGlobalOptions: true,
  styleTitle: (title) => bold(title),
  styleCommandText: (text) => styleText('cyan', text, { validateStream: false }),
  styleOptionText: (text) => styleText('cyan', text, { validateStream: false }),
  styleArgumentText: (text) => styleText('cyan', text, { validateStream: false }),
};

/** The examples of a verb. */
export function exampleText(examples: readonly Example[]): string {
  const lines = examples.map(({ line, meaning }) => [`laketrace ${line}`, meaning] as const);
  return section('Examples', lines);
}

/** What the exit codes mean. */
export function exitCodeText(): string {
  return section(
    'Exit codes',
    EXIT_CODES.map(([code, meaning]) => [String(code), meaning] as const),
  );
}

function section(title: string, rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([term]) => term.length)) + GAP;
  const lines = rows.map(([term, meaning]) => `  ${term.padEnd(width)}${meaning}`);
  return `${bold(`${title}:`)}\n${lines.join('\n')}`;
}

function bold(text: string): string {
  return styleText('bold', text, { validateStream: false });
}
