// `laketrace tail`: the last records, and with -f those that are being written.
import { EXIT, type ExitCode } from '../exit-code.ts';
import { CONDITION_GRAMMAR } from '../records/condition.ts';
import { PATHS } from '../records/log-input.ts';
import { countOf, refuseDashCount } from '../records/record-limit.ts';
import { addRecordOutput, type RecordOutputOptions, recordOutputOf } from '../records/record-output.ts';
import { RecordPrinter } from '../records/record-printer.ts';
import { RecordSource } from '../records/record-source.ts';
import { addSelection, type SelectionOptions, selectionOf } from '../records/selection.ts';
import { UsageError } from '../usage-error.ts';
import type { Verb, VerbCall } from '../verb.ts';

interface TailOptions extends SelectionOptions, RecordOutputOptions {
  readonly lines?: number;
  readonly follow?: boolean;
}

export const tail: Verb<TailOptions> = {
  description:
    'Shows the last records of files, over rotated and compressed ones. With -f it goes on with what is being written, over ' +
    'rotations and by several processes, until Ctrl-C; of a pipe it shows all that comes.',
  examples: [
    { line: 'tail logs', meaning: 'the last 10 records' },
    { line: 'tail -f logs', meaning: 'and all that come' },
    { line: 'tail -n 0 -f logs --level warn', meaning: 'only new ones, and only grave ones' },
    { line: 'tail -n 100 logs --json', meaning: 'for other programs' },
  ],
  notes: CONDITION_GRAMMAR,
  hints: {
    '-F': '-f follows over rotations, and waits for files that are not there',
    '-c': 'records are counted by -n, not bytes',
  },
  configure(command) {
    command.argument('[paths...]', PATHS);
    addSelection(command);
    command
      .option('-n, --lines <count>', 'how many of those that are there (default: 10)', (text) =>
        countOf(text, '--lines'),
      )
      .option('-f, --follow', 'go on with those that are written from now on');
    addRecordOutput(command);
  },
  async run(call: VerbCall<TailOptions>): Promise<ExitCode> {
    const { args, options } = call;
    refuseDashCount(args, '-n');
    const { paths, reading } = selectionOf(args, call);
    const printer = new RecordPrinter(recordOutputOf(call), call.output);
    const source = new RecordSource(call, paths, 'tail logs');
    const { lines, follow = false } = options;
    if (source.isStdin && follow && lines !== undefined)
      throw new UsageError(
        '-n: which records of a pipe are the last is known at its end; leave out -f for them, or -n for all that come',
      );
    // Whoever watches sees each record when it comes.
    if (follow) printer.showAsTheyCome();
    for await (const record of await source.last({ ...reading, lines, follow })) await printer.print(record);
    await printer.flush();
    return source.end(EXIT.done, true);
  },
};
