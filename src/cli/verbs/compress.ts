// `laketrace compress`: the finished files of a directory, as their program would compress them.
import { basename } from 'node:path';
import { Option } from 'commander';
import { atLevel, codecNamed } from '../../archive/codecs.ts';
import type { Codec } from '../../archive/stream/codec.ts';
import {
  type CompressedLeftover,
  type CompressLeftoversOptions,
  compressLeftovers,
} from '../../file/leftovers/compress-leftovers.ts';
import type { LeftoverParts } from '../../file/leftovers/leftover-files.ts';
import { ignore } from '../../foreign/call.ts';
import { counted } from '../../format/counted.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { jsonLine } from '../json-out.ts';
import { leftoverLogs } from '../leftover-logs.ts';
import { LinesOut } from '../lines-out.ts';
import { bytesText } from '../progress-bar.ts';
import { countOf } from '../records/record-limit.ts';
import { collect } from '../records/selection.ts';
import { Table } from '../table.ts';
import type { Verb, VerbCall } from '../verb.ts';

interface Options {
  readonly codec?: string;
  readonly level?: string;
  readonly name?: readonly string[];
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

const PRIVATE = 0o600;

export const compress: Verb<Options> = {
  description:
    'Compresses the finished log files of a directory that their programs left plain, and ends what a crash began: half-written archives, files ' +
    'beside their whole archives, the files of processes that died. Names, locks and the order of the steps are those of the exporter: what a ' +
    'live process has is not touched, and killed at any point nothing is lost. Ends with 1 where a file could not be compressed.',
  examples: [
    { line: 'compress logs', meaning: 'all logs of a directory, by gzip' },
    { line: 'compress logs --name app --codec zstd --level 9', meaning: 'one log, by another codec' },
    { line: 'compress logs --dry-run', meaning: 'only say which files' },
  ],
  configure(command) {
    command
      .argument('<directories...>', 'where log files are')
      .addOption(new Option('--codec <name>', 'how').choices(['gzip', 'zstd', 'bz2', 'zip']).default('gzip'))
      .option('--level <number>', 'how small: 1 to 9, for zstd to 19 (default: that of the exporter)')
      .option('--name <name>', 'only this log: the first part of its file names; again for more', collect)
      .option('--dry-run', 'only say which files would be compressed')
      .option(
        '--json',
        'one JSON object: { files: [{ file, archive, bytesBefore, bytesAfter, outcome, error }] }; outcome is "compressed", "would be compressed" (--dry-run), "in use" or "failed"',
      );
  },
  async run(call: VerbCall<Options>): Promise<ExitCode> {
    const { args, options, output, colors, signal } = call;
    const codec = codecOf(options);
    const isDry = options.dryRun === true;
    const wanted = { directories: args, names: options.name ?? [], isDry, mustBeNamed: false };
    const files: CompressedLeftover[] = [];
    const logs = await leftoverLogs(wanted, call.warn);
    const progress = await call.progress('compressing');
    let [done, total] = [0, 0];
    const onBytes = (bytes: number): void => {
      done += bytes;
      progress.report(done, total);
    };
    const settings = { codec, mode: PRIVATE, signal, onBytes };
    if (!isDry) for (const log of logs) total += await plainBytesOf(log, settings);
    for (const parts of logs) {
      if (signal.aborted) break;
      await compressLeftovers(parts, { ...settings, onFile: (file) => void files.push(file) });
    }
    progress.end();
    const out = new LinesOut(output);
    if (options.json === true) await out.add(jsonLine({ files }, output));
    else await writeTable(out, files, call.output, colors, isDry);
    await out.flush();
    return files.some(({ outcome }) => outcome === 'failed') ? EXIT.no : EXIT.done;
  },
};

function codecOf({ codec: name = 'gzip', level }: Options): Codec {
  const codec = codecNamed(name);
  return level === undefined ? codec : atLevel(codec, countOf(level, '--level', codec.levels));
}

/** How many bytes there are to compress. */
async function plainBytesOf(parts: LeftoverParts, settings: Omit<CompressLeftoversOptions, 'onFile'>): Promise<number> {
  let bytes = 0;
  const onFile = ({ bytesBefore }: CompressedLeftover): void => {
    bytes += bytesBefore;
  };
  // What is left alone is told by the compression itself.
  await compressLeftovers({ ...parts, isDry: true, leftAlone: ignore }, { ...settings, onFile });
  return bytes;
}

async function writeTable(
  out: LinesOut,
  files: readonly CompressedLeftover[],
  output: VerbCall['output'],
  hasColors: boolean,
  isDry: boolean,
): Promise<void> {
  if (files.length > 0) {
    const rows = files.map(({ file, archive = file, bytesBefore, bytesAfter, outcome, error }) => [
      basename(archive),
      bytesText(bytesBefore),
      bytesAfter === undefined ? '' : bytesText(bytesAfter),
      error === undefined ? outcome : `${outcome}: ${error}`,
    ]);
    const columns = [
      { title: 'file' },
      { title: 'before', align: 'right' as const },
      { title: 'after', align: 'right' as const },
      { title: 'outcome' },
    ];
    const table = new Table(columns, rows, output, hasColors);
    await out.add(table.text(rows));
  }
  const chosen = files.filter(({ outcome }) => outcome === (isDry ? 'would be compressed' : 'compressed'));
  const before = chosen.reduce((sum, { bytesBefore }) => sum + bytesBefore, 0);
  const after = chosen.reduce((sum, { bytesAfter = 0 }) => sum + bytesAfter, 0);
  const all = counted(chosen.length, 'file');
  if (isDry) await out.add(`${all} would be compressed: ${bytesText(before)}\n`);
  else await out.add(`${all} compressed: ${bytesText(before)} became ${bytesText(after)}\n`);
}
