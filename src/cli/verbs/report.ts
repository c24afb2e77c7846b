// `laketrace report`: one HTML file that shows what logs hold, or a picture of it.
import { open, stat, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { READ_GIVEN } from '../../file/system/open-flags.ts';
import { counted } from '../../format/counted.ts';
import { sanitizeText } from '../../format/sanitize-text.ts';
import { type Report, ReportCollector } from '../../report/collect-report.ts';
import { pageParts } from '../../report/page-parts.ts';
import { reportPage } from '../../report/report-page.ts';
import { reportSvg } from '../../report/report-svg.ts';
import { EXIT } from '../exit-code.ts';
import { refuseInput } from '../input-file.ts';
import { writeNewFile } from '../new-file.ts';
import { bytesText } from '../progress-bar.ts';
import { CONDITION_GRAMMAR } from '../records/condition.ts';
import { PATHS, STDIN_NAME } from '../records/log-input.ts';
import { countOf } from '../records/record-limit.ts';
import { RecordSource } from '../records/record-source.ts';
import { addSelection, addTimeZone, type SelectionOptions, selectionOf, timeZoneOf } from '../records/selection.ts';
import { UsageError } from '../usage-error.ts';
import type { Verb, VerbCall } from '../verb.ts';

interface ReportOptions extends SelectionOptions {
  readonly output?: string;
  readonly svg?: string;
  readonly title?: string;
  readonly limit?: number;
}

const FILE = 'report.html';
const STANDARD_OUTPUT = '-';
const USUAL_LIMIT = 200_000;
/** What every page and every picture begins with, in small letters. */
const PAGE_HEAD = '<!doctype html>';
const PICTURE_HEAD = '<svg ';
/** Browsers draw no page that is higher than some ten million pixels. */
const MOST_RECORDS = 500_000;

export const report: Verb<ReportOptions> = {
  description:
    'Makes one HTML file of logs that needs nothing else: a timeline by severity, kinds of errors with their stacks, stages and how ' +
    'long they took, what was masked, and a table to search and filter. It holds what the logs hold: share it as you would share them.',
  examples: [
    { line: 'report logs', meaning: `writes ${FILE}` },
    { line: 'report logs --since 1d -o today.html', meaning: 'of some records, under another name' },
    { line: 'report logs --svg timeline.svg', meaning: 'a picture for a README' },
    { line: 'report -o - < app.jsonl.gz > app.html', meaning: 'from standard input to standard output' },
  ],
  notes: CONDITION_GRAMMAR,
  configure(command) {
    command
      .argument('[paths...]', PATHS)
      .option('-o, --output <file>', `where to write it, - for standard output (default: ${FILE})`)
      .option('--svg <file>', 'write the timeline and the counts as an SVG, and no page unless -o is there too')
      .option('--title <text>', 'what stands above it (default: the services, else the paths)')
      .option(
        '--limit <count>',
        `records of the table, the newest and the most severe; all are counted (default: ${USUAL_LIMIT})`,
        (text) => countOf(text, '--limit', { least: 1, most: MOST_RECORDS }),
      );
    addSelection(command);
    addTimeZone(command, '--since, --until and time, and, where it is given, of what is shown (default: UTC)');
  },
  async run(call) {
    const { svg, output: page = svg === undefined ? FILE : undefined } = call.options;
    if (page === STANDARD_OUTPUT && svg === STANDARD_OUTPUT)
      throw new UsageError('--svg and -o cannot both go to standard output; name a file for one of them');
    if (page === undefined && call.options.limit !== undefined)
      throw new UsageError(
        '--limit has no effect beside --svg alone, whose picture counts all records; leave it out, or add -o',
      );
    if (page !== undefined && svg !== undefined && resolve(page) === resolve(svg))
      throw new UsageError('--svg and -o name the same file; choose another name for one of them');
    if (page !== undefined) await refuseOther(page, '-o', PAGE_HEAD);
    if (svg !== undefined) await refuseOther(svg, '--svg', PICTURE_HEAD);
    const { made, source } = await collect(call, Object.entries({ '-o': page, '--svg': svg }));
    const { records, files, tableRecords, isTableFull } = made.summary;
    const code = await source.end(records === 0 ? EXIT.no : EXIT.done);
    // A report that is there is not replaced by one of a path that is not.
    if (records === 0 && code === EXIT.failed) return code;
    const written = [
      ...(page === undefined ? [] : await write(call, page, reportPage(made, await pageParts()))),
      ...(svg === undefined ? [] : await write(call, svg, [reportSvg(made.summary)])),
    ];
    if (written.length > 0) {
      const read = `${counted(records, 'record')} of ${counted(files, 'file')}`;
      if (isTableFull && page !== undefined)
        call.warn(
          `the table has ${tableRecords} of the records, the newest: a page has no room for more; choose some by --since or --where`,
        );
      await call.output.write(`${sanitizeText(`${written.join(', ')}: ${read}`)}\n`);
    }
    return code;
  },
};

/**
 * A report is made again and again under one name, and replaces what it finds there: not a log, whose path is easily given twice.
 * @throws UsageError where a file with other content is there
 */
async function refuseOther(path: string, option: string, head: string): Promise<void> {
  if (path === STANDARD_OUTPUT) return;
  const file = await open(path, READ_GIVEN).catch(() => undefined);
  if (file === undefined) return;
  try {
    // Of what is no regular file the writing itself says what it is.
    if (!(await file.stat()).isFile()) return;
    const { bytesRead, buffer } = await file.read(Buffer.alloc(head.length), 0, head.length, 0);
    if (bytesRead === 0 || buffer.toString('latin1', 0, bytesRead).toLowerCase() === head) return;
  } finally {
    await file.close();
  }
  throw new UsageError(`${option}: ${path} is there, and is no earlier report; choose another name`);
}

/** @returns what was written, for people; nothing of what went to standard output */
async function write(
  { output, signal }: VerbCall<ReportOptions>,
  path: string,
  texts: Iterable<string>,
): Promise<string[]> {
  if (path === STANDARD_OUTPUT) {
    for (const text of texts) await output.write(text);
    return [];
  }
  await writeNewFile(path, { mayReplace: true, signal }, async (temporary) => await writeFile(temporary, texts));
  return [`${path} (${bytesText((await stat(path)).size)})`];
}

/**
 * Reads the records.
 * @param outputs by the option that names each
 * @throws UsageError where one of them is read
 */
async function collect(
  call: VerbCall<ReportOptions>,
  outputs: readonly (readonly [option: string, path: string | undefined])[],
): Promise<{ readonly made: Report; readonly source: RecordSource }> {
  const { args, options, version } = call;
  const { title, limit = USUAL_LIMIT } = options;
  const { paths, reading, words } = selectionOf(args, call);
  const source = new RecordSource(call, paths, 'report logs', (problem) => collector.addProblem(problem));
  const files = await source.files();
  for (const [option, path] of outputs) if (path !== undefined) await refuseInput(path, option, files);
  const collector = new ReportCollector({
    ...{ title, limit, conditions: words, madeBy: `laketrace ${version}`, madeAt: Date.now() },
    // Who opens it may be elsewhere: without a word it is in UTC.
    zone: options.zone === undefined ? undefined : namedZone(timeZoneOf(options)),
    paths: source.isStdin ? [STDIN_NAME] : paths,
  });
  const records = await source.all(reading);
  await records.each((record) => {
    collector.add(record);
    return undefined;
  });
  return { made: collector.finish(), source };
}

/** `local` is another zone where the page is opened. */
function namedZone(zone: string): string {
  return zone === 'local' ? new Intl.DateTimeFormat().resolvedOptions().timeZone : zone;
}
