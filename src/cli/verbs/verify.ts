// `laketrace verify`: whether log files are whole.
import { readFile } from 'node:fs/promises';
import { styleText } from 'node:util';
import { counted } from '../../format/counted.ts';
import { sanitizeText } from '../../format/sanitize-text.ts';
import type { EarlierChain } from '../../integrity/verify/earlier-chains.ts';
import { isObject } from '../../spec/option-checks.ts';
import { filesToVerify } from '../../verify/files-to-verify.ts';
import type { LogFinding } from '../../verify/log-problems.ts';
import { type VerifyReport, verifyLogs } from '../../verify/verify-logs.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { reasonOf } from '../failure.ts';
import { jsonLine } from '../json-out.ts';
import { LinesOut } from '../lines-out.ts';
import { bytesText } from '../progress-bar.ts';
import { noLogFiles, STDIN } from '../records/log-input.ts';
import { collect } from '../records/selection.ts';
import { readSecrets } from '../secret-source.ts';
import { UsageError } from '../usage-error.ts';
import type { Verb, VerbCall } from '../verb.ts';

interface Options {
  readonly keyEnv?: readonly string[];
  readonly keyFile?: readonly string[];
  readonly since?: string;
  readonly json?: boolean;
}

export const verify: Verb<Options> = {
  description:
    'Checks log files: that archives can be read to their end, that lines are whole and of a log, and the hash chain of those that have one ' +
    '(`integrity`). What a live process is writing is no fault. What has the name of a log in a directory and is no file that can be read (a pipe, a device, ' +
    'links that lead round) is a problem as well; a link that leads to nothing is a notice. Ends with 1 where there is a problem, with 3 where something could not be read.',
  examples: [
    { line: 'verify logs', meaning: 'all files of a directory' },
    { line: 'verify logs --key-env LOG_KEY', meaning: 'with the key of the chain, from a variable' },
    { line: 'verify logs --json > report.json', meaning: 'for a later run: keep it where the logs are not' },
    { line: 'verify logs --since report.json', meaning: 'whether what was there then is still there' },
  ],
  configure(command) {
    command
      .argument('[paths...]', 'log files, directories of them, patterns such as "logs/*.gz"')
      .option('--key-env <name>', 'a variable with the key of the chain; again for each later key', collect)
      .option(
        '--key-file <path>',
        'a file, or a pipe as <(…), with the key of the chain; again for each later key',
        collect,
      )
      .option('--since <report>', 'the file with what --json wrote earlier')
      .option('--json', 'the report as one JSON object');
  },
  async run(call: VerbCall<Options>): Promise<ExitCode> {
    const { args, options, output } = call;
    const keys = await readSecrets(
      { fromEnvironment: options.keyEnv, fromFiles: options.keyFile },
      { environment: '--key-env', file: '--key-file' },
      call,
    );
    const since = options.since === undefined ? undefined : await readChains(options.since);
    if (args.length === 0) throw new UsageError('there is nothing to check; name files, such as laketrace verify logs');
    if (args.includes(STDIN))
      throw new UsageError(
        'standard input cannot be verified: what lies beside a file belongs to it, its lock and the other files of its chain; name files, such as laketrace verify logs',
      );
    const files = await filesToVerify(args);
    // That what an earlier report has is not there any more is a finding.
    if (files.length === 0 && since === undefined) throw noLogFiles(args);
    const progress = await call.progress('verifying');
    const found = await verifyLogs(files, {
      key: keys.length > 0 ? keys : undefined,
      since,
      signal: call.signal,
      onProgress: ({ bytes, totalBytes }) => progress.report(bytes, totalBytes),
    });
    progress.end();
    const report = { ...found, problems: found.problems.map(inWords), notices: found.notices.map(inWords) };
    const out = new LinesOut(output);
    if (options.json === true) await out.add(jsonLine(report, output));
    else await writeReport(out, report, call.colors);
    await out.flush();
    if (report.problems.some(({ kind }) => kind === 'unreadable')) return EXIT.failed;
    return report.ok ? EXIT.done : EXIT.no;
  },
};

/** A finding in the words that other verbs have for what the file system says. */
function inWords<Kind>(finding: LogFinding<Kind>): LogFinding<Kind> {
  return { ...finding, message: reasonOf(finding.message) };
}

/** The chains of an earlier report. */
async function readChains(path: string): Promise<readonly EarlierChain[]> {
  const text = await readFile(path, 'utf8');
  let report: unknown;
  try {
    report = JSON.parse(text);
  } catch {
    throw new UsageError(`--since: ${path} is no JSON; give what laketrace verify --json wrote`);
  }
  if (isObject(report) && 'chains' in report && Array.isArray(report.chains)) return report.chains;
  throw new UsageError(`--since: ${path} has no chains; give what laketrace verify --json wrote`);
}

async function writeReport(out: LinesOut, report: VerifyReport, hasColors: boolean): Promise<void> {
  const { problems, notices, chains } = report;
  const styled = (style: 'red' | 'yellow' | 'green' | 'dim', text: string): string =>
    hasColors ? styleText(style, text, { validateStream: false }) : text;
  const list = async (findings: readonly LogFinding<string>[], mark: string): Promise<void> => {
    let file: string | undefined;
    for (const finding of findings) {
      if (finding.file !== file && finding.file !== '') await out.add(`${sanitizeText(finding.file)}\n`);
      file = finding.file;
      const place = finding.line > 0 && !/^lines? \d/.test(finding.message) ? `after line ${finding.line}: ` : '';
      await out.add(`  ${mark} ${place}${sanitizeText(finding.message)}\n`);
      await out.add(`    ${styled('dim', sanitizeText(finding.remedy))}\n`);
    }
  };
  await list(problems, styled('red', 'problem'));
  await list(notices, styled('yellow', 'notice'));
  const looked = `${counted(report.files, 'file')}, ${counted(report.lines, 'line')}, ${bytesText(report.bytes)}`;
  const chained = chains.length > 0 ? `, ${counted(chains.length, 'chain')}` : '';
  const wrong = new Set(problems.map(({ file }) => file)).size;
  const verdict =
    problems.length === 0
      ? styled('green', 'no problems')
      : styled('red', `${counted(problems.length, 'problem')} in ${counted(wrong, 'file')}`);
  await out.add(`${looked}${chained}: ${verdict}\n`);
}
