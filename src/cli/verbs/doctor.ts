// `laketrace doctor`: what could keep LakeTrace from working here, one line a check.
import { styleText } from 'node:util';
import type { CheckResult, CheckStatus } from '../../doctor/check.ts';
import { runChecks } from '../../doctor/run-checks.ts';
import { sanitizeText } from '../../format/sanitize-text.ts';
import { readDuration } from '../../spec/duration.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { jsonLine } from '../json-out.ts';
import { checkDirectoryName } from '../leftover-logs.ts';
import { LinesOut } from '../lines-out.ts';
import { UsageError } from '../usage-error.ts';
import type { Verb, VerbCall } from '../verb.ts';

interface Options {
  readonly otlp?: string;
  readonly timeout?: string;
  readonly json?: boolean;
}

const MARKS: Readonly<Record<CheckStatus, readonly [text: string, style: 'green' | 'yellow' | 'red' | 'dim']>> = {
  ok: ['ok', 'green'],
  warning: ['warn', 'yellow'],
  failed: ['FAIL', 'red'],
  skipped: ['-', 'dim'],
};
const MARK_WIDTH = 6;

export const doctor: Verb<Options> = {
  description:
    'Checks what LakeTrace needs here: which platform this is and why, the packages of OpenTelemetry and whether records of both its APIs reach ' +
    'one provider, the log directory, a log that is written, rotated, compressed and read back, and the collector. Ends with 1 where something ' +
    'does not work. It writes nothing that stays.',
  examples: [
    { line: 'doctor', meaning: 'all checks, with the directory and the collector of the environment' },
    { line: 'doctor /var/log/app', meaning: 'of another directory' },
    { line: 'doctor --otlp http://localhost:4318', meaning: 'of another collector' },
  ],
  configure(command) {
    command
      .argument('[directory]', 'where log files are to be written (default: where programs here write them)')
      .option('--otlp <url>', 'the address of a collector (default: that of OTEL_EXPORTER_OTLP_ENDPOINT)')
      .option('--timeout <duration>', 'how long the collector has for its answer', '5s')
      .option('--json', 'one JSON object: { ok, checks: [{ name, status, message, remedy }] }');
  },
  async run({ args, options, output, colors, environment, signal }: VerbCall<Options>): Promise<ExitCode> {
    const patience = readDuration(options.timeout ?? '');
    if (patience === undefined || patience < 1) {
      throw new UsageError(`--timeout: "${options.timeout}" is no duration; write one such as --timeout 5s`);
    }
    const [directory] = args;
    if (directory !== undefined) checkDirectoryName(directory);
    const out = new LinesOut(output);
    const checks: CheckResult[] = [];
    for await (const check of runChecks({ env: environment, directory, otlp: options.otlp, patience })) {
      if (signal.aborted) break;
      checks.push(check);
      if (options.json !== true) await out.add(lineOf(check, colors));
    }
    const isWell = checks.every(({ status }) => status !== 'failed');
    if (options.json === true) await out.add(jsonLine({ ok: isWell, checks }, output));
    await out.flush();
    return isWell ? EXIT.done : EXIT.no;
  },
};

function lineOf({ name, status, message, remedy }: CheckResult, hasColors: boolean): string {
  const [mark, style] = MARKS[status];
  const shown = mark.padEnd(MARK_WIDTH);
  const first = hasColors ? styleText(style, shown, { validateStream: false }) : shown;
  const more = remedy === undefined ? '' : `\n${' '.repeat(MARK_WIDTH)}-> ${sanitizeText(remedy)}`;
  return `${first}${name}: ${sanitizeText(message)}${more}\n`;
}
