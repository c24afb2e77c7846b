// `laketrace prune`: deletes the finished files of a directory that a retention gives up.
import { basename } from 'node:path';
import { type Pruned, pruneLeftovers } from '../../file/leftovers/prune-leftovers.ts';
import { type ZonedClock, type ZonedTime, zonedClock } from '../../report/zoned-time.ts';
import { parseRetention, type RetentionOption, type RetentionRule } from '../../spec/retention.ts';
import { readSize } from '../../spec/size.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { jsonLine } from '../json-out.ts';
import { leftoverLogs } from '../leftover-logs.ts';
import { LinesOut } from '../lines-out.ts';
import { bytesText } from '../progress-bar.ts';
import { addTimeZone, collect, timeZoneOf } from '../records/selection.ts';
import { Table } from '../table.ts';
import { UsageError } from '../usage-error.ts';
import type { Verb, VerbCall } from '../verb.ts';

interface Options {
  readonly keep?: readonly string[];
  readonly name?: readonly string[];
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly zone?: string;
}

export const prune: Verb<Options> = {
  description:
    'Deletes the finished log files of a directory that a retention gives up, as their program would: a number of files, an age, a size of all ' +
    'together. With several --keep only what all of them keep stays. Only files are deleted whose names are exactly those of the log, which belong to ' +
    'this user, and which no live process has; the active file never. Ends with 1 where a file could not be deleted.',
  examples: [
    { line: "prune logs --keep '7 days' --dry-run", meaning: 'what would be deleted' },
    { line: "prune logs --keep '10 files' --keep '5 GB'", meaning: 'the newest ten, and no more than that' },
    { line: "prune logs --name app --keep '30 days'", meaning: 'of one log where the directory has several' },
  ],
  configure(command) {
    command
      .argument('<directories...>', 'where log files are')
      .requiredOption(
        '--keep <rule>',
        "'10 files' (also 10), '7 days', '5 GB' of all together; again for rules that all apply",
        collect,
      )
      .option('--name <name>', 'the log: the first part of its file names; again for more', collect)
      .option('--dry-run', 'only say which files would be deleted')
      .option(
        '--json',
        'one JSON object: { files: [{ file, bytes, rotated, outcome, error }] }; outcome is "deleted", "would be deleted" (--dry-run), "kept", "in use" or "failed"',
      );
    addTimeZone(command, 'what is shown for people');
  },
  async run({ args, options, output, colors, warn }: VerbCall<Options>): Promise<ExitCode> {
    const rule = retentionOf(options.keep ?? []);
    const isDry = options.dryRun === true;
    const clock = zonedClock(timeZoneOf(options));
    const files: Pruned[] = [];
    const wanted = { directories: args, names: options.name ?? [], isDry, mustBeNamed: true };
    for (const parts of await leftoverLogs(wanted, warn)) {
      await pruneLeftovers(parts, rule, (file) => files.push(file));
    }
    const out = new LinesOut(output);
    if (options.json === true) await out.add(jsonLine({ files }, output));
    else await writeTable(out, files, { output, colors, isDry, clock });
    await out.flush();
    return files.some(({ outcome }) => outcome === 'failed') ? EXIT.no : EXIT.done;
  },
};

const ACCEPTED = "a number of files ('10 files'), an age ('7 days'), or a size of all together ('5 GB')";

function retentionOf(keep: readonly string[]): RetentionRule {
  const rules = keep.map((text): RetentionOption => {
    // As an option of the exporter it would not be clear whether each file or all are meant.
    const isSize = /[a-z]/i.test(text) && readSize(text) !== undefined;
    return isSize ? { size: text } : text;
  });
  for (const [index, rule] of rules.entries()) {
    if (!isRetention(rule)) throw new UsageError(`--keep: "${keep[index]}" is not accepted; write ${ACCEPTED}`);
  }
  return parseRetention(rules);
}

function isRetention(rule: RetentionOption): boolean {
  try {
    return parseRetention(rule).kind !== 'never';
  } catch {
    return false;
  }
}

interface TableParts extends Pick<VerbCall, 'output' | 'colors'> {
  readonly isDry: boolean;
  readonly clock: ZonedClock;
}

/** Characters of a time up to its seconds. */
const SECONDS = 8;

async function writeTable(
  out: LinesOut,
  files: readonly Pruned[],
  { output, colors, isDry, clock }: TableParts,
): Promise<void> {
  if (files.length > 0) {
    const rows = files.map(({ file, bytes, rotated, outcome, error }) => [
      basename(file),
      bytesText(bytes),
      timeText(clock(rotated)),
      error === undefined ? outcome : `${outcome}: ${error}`,
    ]);
    const columns = [
      { title: 'file' },
      { title: 'size', align: 'right' as const },
      { title: 'finished' },
      { title: 'outcome' },
    ];
    const table = new Table(columns, rows, output, colors);
    await out.add(table.text(rows));
  }
  const gone = files.filter(({ outcome }) => outcome === (isDry ? 'would be deleted' : 'deleted'));
  const bytes = gone.reduce((sum, file) => sum + file.bytes, 0);
  const verb = isDry ? 'would be deleted' : 'deleted';
  await out.add(`${gone.length} of ${files.length} files ${verb}: ${bytesText(bytes)}\n`);
}

function timeText({ date, clock }: ZonedTime): string {
  return `${date} ${clock.slice(0, SECONDS)}`.trim();
}
