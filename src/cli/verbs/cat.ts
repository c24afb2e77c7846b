// `laketrace cat`: the records of files, in the order of time.
import { EXIT, type ExitCode } from '../exit-code.ts';
import { CONDITION_GRAMMAR } from '../records/condition.ts';
import { PATHS } from '../records/log-input.ts';
import { addLimit, type LimitOptions, refuseDashCount } from '../records/record-limit.ts';
import { addRecordOutput, type RecordOutputOptions, recordOutputOf } from '../records/record-output.ts';
import { RecordPrinter } from '../records/record-printer.ts';
import { RecordSource } from '../records/record-source.ts';
import { addSelection, type SelectionOptions, selectionOf } from '../records/selection.ts';
import type { Verb, VerbCall } from '../verb.ts';

type CatOptions = SelectionOptions & RecordOutputOptions & LimitOptions;

export const cat: Verb<CatOptions> = {
  isPaged: true,
  description:
    'Shows the records of files, those of several files in the order of their times. Archives are read as they are (gzip, zstd, ' +
    'bzip2, zip), and so is every format of LakeTrace, OTLP/JSON of other SDKs and of the collector, and plain text, also between lines of JSON.',
  examples: [
    { line: 'cat logs', meaning: 'all records of a directory' },
    { line: 'cat logs --since 2h --level warn', meaning: 'what went wrong lately' },
    { line: "cat logs --where stage=load 'rows>1000'", meaning: 'by fields' },
    { line: 'cat logs --match timeout --match /user=\\d+/', meaning: 'by texts and expressions' },
    { line: 'cat logs --json | jq .message', meaning: 'for other programs' },
    { line: "cat logs --format template:'{time:HH:mm} {message}'", meaning: 'in a form of your own' },
    { line: 'cat - < app.jsonl.gz', meaning: 'from standard input, as it comes' },
  ],
  notes: CONDITION_GRAMMAR,
  configure(command) {
    command.argument('[paths...]', PATHS);
    addSelection(command);
    addLimit(command);
    addRecordOutput(command);
  },
  async run(call: VerbCall<CatOptions>): Promise<ExitCode> {
    const { args, options } = call;
    refuseDashCount(args, '-n');
    const { paths, reading } = selectionOf(args, call);
    const printer = new RecordPrinter(recordOutputOf(call), call.output);
    const source = new RecordSource(call, paths, 'cat logs');
    if (source.isStdin) printer.showAsTheyCome();
    const records = await source.all({ ...reading, limit: options.limit }, { isPassing: true });
    await records.each((record) => printer.print(record));
    await printer.flush();
    return source.end(EXIT.done, true);
  },
};
