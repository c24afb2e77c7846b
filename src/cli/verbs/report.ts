// `laketrace report`: one HTML file that shows what logs hold, or a picture of it.
import { Option } from 'commander';
import { sanitizeText } from '../../format/sanitize-text.ts';
import { readLogRecords } from '../../read/read-log-records.ts';
import { ReportCollector } from '../../report/collect-report.ts';
import { pageParts } from '../../report/page-parts.ts';
import { countOf } from '../../report/quantity-text.ts';
import { reportPage } from '../../report/report-page.ts';
import { reportSvg } from '../../report/report-svg.ts';
import { writeWhole } from '../../report/write-whole.ts';
import { EXIT } from '../exit-code.ts';
import { bytesText } from '../progress-bar.ts';
import { UsageError } from '../usage-error.ts';
import type { Verb, VerbCall } from '../verb.ts';

interface ReportOptions {
  readonly output?: string;
  readonly svg?: string;
  readonly title?: string;
  readonly limit: number;
}

const FILE = 'report.html';
const STANDARD_OUTPUT = '-';
const USUAL_LIMIT = 200_000;
/** Browsers draw no page that is higher than some ten million pixels. */
const MOST_RECORDS = 500_000;

export const report: Verb = {
  description:
    'Makes one HTML file of logs that needs nothing else: a timeline by severity, kinds of errors with their stacks, stages and how long they took, what was masked, and a table to search and filter. It holds what the logs hold: share it as you would share them.',
  examples: [
    { line: 'report logs', meaning: `writes ${FILE}` },
    { line: 'report -o monday.html logs/*.jsonl.gz', meaning: 'of some files, under another name' },
    { line: 'report --svg timeline.svg logs', meaning: 'a picture for a README' },
  ],
  configure(command) {
    command
      .argument('<paths...>', 'files, directories and patterns')
      .option('-o, --output <file>', `where to write it, - for standard output (default: ${FILE})`)
      .option('--svg <file>', 'write the timeline and the counts as an SVG, and no page unless -o is there too')
      .option('--title <text>', 'what stands above it (default: the names of the services)')
      .addOption(
        new Option('--limit <records>', 'most records of the table; all are counted')
          .default(USUAL_LIMIT)
          .argParser(parseLimit),
      );
  },
  async run(call) {
    const { args, output, signal } = call;
    const options = call.options as unknown as ReportOptions;
    const { output: page = options.svg === undefined ? FILE : undefined, svg } = options;
    const collector = await collect(call, options);
    const made = await collector.finish();
    signal.throwIfAborted();
    const { summary } = made;
    const written: string[] = [];
    if (page === STANDARD_OUTPUT) {
      for (const text of reportPage(made, await pageParts())) await output.write(text);
    } else if (page !== undefined) {
      const bytes = await writeWhole(page, reportPage(made, await pageParts()));
      written.push(`${page} (${bytesText(bytes)})`);
    }
    if (svg === STANDARD_OUTPUT) await output.write(reportSvg(summary));
    else if (svg !== undefined) {
      await writeWhole(svg, [reportSvg(summary)]);
      written.push(svg);
    }
    if (summary.records === 0) call.warn(`no records in ${args.join(', ')}`);
    const counted = `${countOf(summary.records, 'record')} of ${countOf(summary.files, 'file')}`;
    if (written.length > 0) await output.write(sanitizeText(`${written.join(', ')}: ${counted}`) + '\n');
    return summary.records === 0 ? EXIT.no : EXIT.done;
  },
};

async function collect(
  { args, signal, version, progress, warn }: VerbCall,
  { title, limit }: ReportOptions,
): Promise<ReportCollector> {
  const collector = new ReportCollector({
    ...{ title, limit, paths: args, conditions: [] },
    ...{ madeBy: `laketrace ${version}`, madeAt: Date.now() },
  });
  const bar = await progress('reading');
  const records = readLogRecords(args, {
    signal,
    onProgress: ({ bytes, totalBytes }) => bar.report(bytes, totalBytes),
    onProblem: (problem) => {
      collector.addProblem(problem);
      if (problem.line === 0) warn(`${problem.file}: ${problem.message}`);
    },
  });
  for await (const record of records) {
    const wait = collector.add(record);
    if (wait !== undefined) await wait;
  }
  bar.end();
  return collector;
}

function parseLimit(text: string): number {
  const limit = Number(text);
  if (/^\d+$/.test(text) && limit >= 1 && limit <= MOST_RECORDS) return limit;
  throw new UsageError(`--limit: "${text}" is not accepted; write a whole number from 1 to ${MOST_RECORDS}`);
}
