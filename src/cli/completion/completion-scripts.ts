// The command as a shell completes it -> a script for the shell. It is whole in itself: pressing Tab starts no program, and what stands on
// the line is never evaluated.
import type { CompletedCommand, CompletedOption, CompletedVerb } from './completed-command.ts';

/** The shells that there are scripts for. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** One of {@link SHELLS}. */
export type Shell = (typeof SHELLS)[number];

/** The script for a shell. */
export function completionScript(shell: Shell, command: CompletedCommand): string {
  const lines = { bash: bashLines, zsh: zshLines, fish: fishLines }[shell](command);
  return `${lines.join('\n')}\n`;
}

/** A text in single quotes, in which sh, bash and zsh leave everything as it is. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

const namesOf = (options: readonly CompletedOption[]): string[] => options.flatMap(({ names }) => names);

function bashLines({ name, verbs, options }: CompletedCommand): string[] {
  const known = verbs.map((verb) => verb.name);
  return [
    `# bash completion of ${name}: source it, or put it into /etc/bash_completion.d`,
    `_${name}() {`,
    `  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} verb= i`,
    '  # bash takes the = of --option=value for a word.',
    `  if [[ $cur == '=' ]]; then cur=; elif [[ $prev == '=' ]]; then prev=\${COMP_WORDS[COMP_CWORD-2]}; fi`,
    '  for ((i = 1; i < COMP_CWORD; i++)); do',
    `    case \${COMP_WORDS[i]} in ${known.join('|')}) verb=\${COMP_WORDS[i]}; break ;; esac`,
    '  done',
    '  COMPREPLY=()',
    '  case "$verb $prev" in',
    ...verbs.flatMap((verb) => verb.options.flatMap((option) => bashValues([verb.name], option))),
    ...options.flatMap((option) => bashValues(['', ...known], option)),
    '  esac',
    `  local names=${quoted(namesOf(options).join(' '))} values=`,
    '  case $verb in',
    ...verbs.flatMap((verb) => [
      `    ${verb.name})`,
      `      names+=${quoted(` ${namesOf(verb.options).join(' ')}`)}`,
      ...(verb.values.length > 0 ? [`      values=${quoted(verb.values.join(' '))}`] : []),
      '      ;;',
    ]),
    `    '') values=${quoted(known.join(' '))} ;;`,
    '  esac',
    '  if [[ $cur == -* ]]; then COMPREPLY=($(compgen -W "$names" -- "$cur"))',
    '  elif [[ -n $values ]]; then COMPREPLY=($(compgen -W "$values" -- "$cur")); compopt +o default',
    '  fi',
    '}',
    '# Where nothing else is known, names of files.',
    `complete -o default -F _${name} ${name}`,
  ];
}

/** What stands after an option that takes a value. */
function bashValues(verbs: readonly string[], { names, takesValue, values, isPath }: CompletedOption): string[] {
  if (!takesValue) return [];
  const places = verbs.flatMap((verb) => names.map((name) => `"${verb} ${name}"`)).join('|');
  if (isPath) return [`    ${places}) return ;;`];
  const give = values.length > 0 ? `COMPREPLY=($(compgen -W ${quoted(values.join(' '))} -- "$cur")); ` : '';
  return [`    ${places}) ${give}compopt +o default; return ;;`];
}

function zshLines({ name, verbs, options }: CompletedCommand): string[] {
  return [
    `#compdef ${name}`,
    `# zsh completion of ${name}: put it into a directory of $fpath as _${name}, or source it after compinit`,
    `_${name}() {`,
    '  local curcontext=$curcontext state line',
    '  local -a verbs',
    '  verbs=(',
    ...verbs.map((verb) => `    ${quoted(`${verb.name}:${verb.summary}`)}`),
    '  )',
    '  _arguments -C \\',
    ...zshOptions(options).map((option) => `    ${option} \\`),
    "    '1: :->verb' '*:: :->rest'",
    '  case $state in',
    '    verb) _describe -t verbs verb verbs ;;',
    '    rest)',
    '      case $words[1] in',
    ...verbs.flatMap((verb) => [
      `        ${verb.name})`,
      '          _arguments \\',
      ...zshOptions([...verb.options, ...options.filter((option) => !isTwice(option, verb))]).map(
        (option) => `            ${option} \\`,
      ),
      `            ${zshArguments(verb)} ;;`,
    ]),
    '      esac ;;',
    '  esac',
    '}',
    `if [[ $funcstack[1] == _${name} ]]; then _${name} "$@"; else compdef _${name} ${name}; fi`,
  ];
}

function isTwice({ names }: CompletedOption, verb: CompletedVerb): boolean {
  return namesOf(verb.options).some((name) => names.includes(name));
}

function zshOptions(options: readonly CompletedOption[]): string[] {
  return options.flatMap(({ names, description, takesValue, values, isPath }) => {
    const action = isPath ? '_files' : values.length > 0 ? `(${values.map(zshWord).join(' ')})` : ' ';
    const value = takesValue ? `:${zshText(names.at(-1) ?? '').replace(/^--/, '')}:${action}` : '';
    // The * lets it be given again.
    return names.map((name) => quoted(`*${name}[${zshText(description)}]${value}`));
  });
}

function zshArguments({ takesPaths, values }: CompletedVerb): string {
  if (values.length > 0) return quoted(`*: :(${values.map(zshWord).join(' ')})`);
  return takesPaths ? "'*:file:_files'" : "'*: : '";
}

/** What `_arguments` takes for its own. */
function zshText(text: string): string {
  return text.replace(/[\\[\]:]/g, '\\$&');
}

function zshWord(text: string): string {
  return text.replace(/[\\:()' ]/g, '\\$&');
}

function fishLines({ name, verbs, options }: CompletedCommand): string[] {
  const known = verbs.map((verb) => verb.name).join(' ');
  const none = `not __fish_seen_subcommand_from ${known}`;
  return [
    `# fish completion of ${name}: put it into ~/.config/fish/completions/${name}.fish`,
    `complete -c ${name} -n ${fishQuoted(none)} -f`,
    ...verbs.map((verb) => `complete -c ${name} -n ${fishQuoted(none)} -a ${verb.name} -d ${fishQuoted(verb.summary)}`),
    ...options.map((option) => `complete -c ${name}${fishOption(option)}`),
    ...verbs.flatMap((verb) => {
      const here = `complete -c ${name} -n ${fishQuoted(`__fish_seen_subcommand_from ${verb.name}`)}`;
      const values = verb.values.length > 0 ? [`${here} -f -a ${fishQuoted(verb.values.join(' '))}`] : [];
      return [...values, ...verb.options.map((option) => `${here}${fishOption(option)}`)];
    }),
  ];
}

function fishOption({ names, description, takesValue, values, isPath }: CompletedOption): string {
  const flags = names.map((name) => (name.startsWith('--') ? ` -l ${name.slice(2)}` : ` -s ${name.slice(1)}`)).join('');
  // A value that is no path, of which it knows none.
  const value = !takesValue ? '' : isPath ? ' -r' : ' -x';
  const listed = values.length > 0 ? ` -a ${fishQuoted(values.join(' '))}` : '';
  return `${flags}${value}${listed} -d ${fishQuoted(description)}`;
}

/** In single quotes fish takes the backslash and the quote for its own. */
function fishQuoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
