// `laketrace cat`: the records of files.
import { createReadStream } from 'node:fs';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { Verb, VerbCall } from '../verb.ts';

export const cat: Verb = {
  isPaged: true,
  examples: [{ line: 'cat logs', meaning: 'all records of a directory' }],
  configure(command) {
    command.argument('[paths...]', 'files');
  },
  async run({ args, output }: VerbCall): Promise<ExitCode> {
    for (const path of args) {
      for await (const chunk of createReadStream(path)) {
        if (output.isClosed) return EXIT.done;
        await output.write(chunk);
      }
    }
    return EXIT.done;
  },
};
