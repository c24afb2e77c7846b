// `laketrace stats`: what is in files, at a glance.
import { EXIT, type ExitCode } from '../exit-code.ts';
import { jsonLine } from '../json-out.ts';
import { CONDITION_GRAMMAR } from '../records/condition.ts';
import { PATHS } from '../records/log-input.ts';
import { RecordSource } from '../records/record-source.ts';
import { addSelection, addTimeZone, type SelectionOptions, selectionOf, timeZoneOf } from '../records/selection.ts';
import { FileSizes } from '../stats/file-sizes.ts';
import { RecordStats } from '../stats/record-stats.ts';
import { summaryOf } from '../stats/stats-summary.ts';
import { barsFor, statsText } from '../stats/stats-text.ts';
import type { Verb, VerbCall } from '../verb.ts';

interface StatsOptions extends SelectionOptions {
  readonly json?: boolean;
  readonly zone?: string;
}

export const stats: Verb<StatsOptions> = {
  isPaged: true,
  description:
    'Shows what is in files, at a glance: records by level and logger over time, the most frequent messages with their numbers ' +
    'folded, exceptions, fields that hold durations, what was redacted, gaps in time, and how well each file is compressed.',
  examples: [
    { line: 'stats logs', meaning: 'of all records' },
    { line: 'stats logs --since 1d --level warn', meaning: 'of what went wrong lately' },
    { line: "stats logs --json | jq '.messages[0]'", meaning: 'for other programs' },
  ],
  notes: CONDITION_GRAMMAR,
  configure(command) {
    command.argument('[paths...]', PATHS);
    addSelection(command);
    command.optionsGroup('How it is printed:').option('--json', 'one JSON object');
    addTimeZone(command);
  },
  async run(call: VerbCall<StatsOptions>): Promise<ExitCode> {
    const { args, options, output, colors } = call;
    const { paths, reading } = selectionOf(args, call);
    const timeZone = timeZoneOf(options);
    const source = new RecordSource(call, paths, 'stats logs');
    const gathered = new RecordStats();
    const files = new FileSizes();
    const onPlainBytes = (file: string, bytes: number) => files.addBytes(file, bytes);
    const records = await source.all(reading, { onPlainBytes });
    await records.each((record) => {
      gathered.add(record);
      files.addRecord(record.source.file);
      return undefined;
    });
    const code = await source.end(EXIT.done);
    const sizes = await files.all();
    // Nothing could be read.
    if (sizes.length === 0 && code === EXIT.failed) return code;
    if (options.json) await output.write(jsonLine(summaryOf(gathered, sizes), output));
    else {
      await output.write(statsText(summaryOf(gathered, sizes, barsFor(output)), { colors, output, timeZone }));
    }
    return code;
  },
};
