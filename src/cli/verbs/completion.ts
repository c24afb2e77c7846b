// `laketrace completion`: a script by which a shell completes verbs, options and their values.
import { Argument } from 'commander';
import { completedCommand } from '../completion/completed-command.ts';
import { completionScript, SHELLS, type Shell } from '../completion/completion-scripts.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { Verb, VerbCall } from '../verb.ts';

export const completion: Verb = {
  description:
    'Prints a script by which a shell completes verbs, options and their values. It is whole in itself: Tab starts no program.',
  examples: [
    { line: 'completion bash > ~/.local/share/bash-completion/completions/laketrace', meaning: 'bash' },
    { line: 'completion zsh > ~/.zfunc/_laketrace', meaning: 'zsh, with ~/.zfunc in $fpath' },
    { line: 'completion fish > ~/.config/fish/completions/laketrace.fish', meaning: 'fish' },
  ],
  configure(command) {
    command.addArgument(new Argument('<shell>', 'which one').choices(SHELLS));
  },
  async run({ args, output, wholeProgram }: VerbCall): Promise<ExitCode> {
    await output.write(completionScript(args[0] as Shell, completedCommand(await wholeProgram())));
    return EXIT.done;
  },
};
