// `laketrace redact`: any text through the redactor, masked or explained.
import { createWriteStream } from 'node:fs';
import { addAbortSignal } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { styleText } from 'node:util';
import { Option } from 'commander';
import { isArchiveError } from '../../archive/archive-error.ts';
import { openGivenFile } from '../../file/system/given-file.ts';
import { isOf, messageOf } from '../../foreign/shape.ts';
import { sanitizeText } from '../../format/sanitize-text.ts';
import { bytesOfFiles } from '../../read/bytes/given-path.ts';
import { findFiles } from '../../read/find-files.ts';
import { plainBytes } from '../../read/stream-records.ts';
import { explainStream, type PlacedHit } from '../../redaction/explain-stream.ts';
import { createRedactor, type Redactor, type RedactorOptions } from '../../redaction/index.ts';
import { withKeys } from '../../redaction/keyed-text.ts';
import { maskedChunks } from '../../redaction/redact-stream.ts';
import type { ConfigurationError } from '../../spec/configuration-error.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { refuseInput } from '../input-file.ts';
import { jsonLine } from '../json-out.ts';
import { LinesOut, writeChunks } from '../lines-out.ts';
import { writeNewFile } from '../new-file.ts';
import { NoInputError } from '../no-input-error.ts';
import type { Progress } from '../progress-bar.ts';
import { noLogFiles, STDIN, STDIN_NAME, sentenceOf } from '../records/log-input.ts';
import { collect } from '../records/selection.ts';
import { readSecrets } from '../secret-source.ts';
import { UsageError } from '../usage-error.ts';
import type { Verb, VerbCall } from '../verb.ts';

interface Options {
  readonly text?: string;
  readonly explain?: boolean;
  readonly showValues?: boolean;
  readonly json?: boolean;
  readonly check?: boolean;
  readonly entities?: readonly string[];
  readonly keys?: readonly string[];
  readonly allow?: readonly string[];
  readonly pattern?: readonly string[];
  readonly mask?: string;
  readonly hashKeyEnv?: string;
  readonly hashKeyFile?: string;
  readonly output?: string;
  readonly force?: boolean;
}

/** A text that is looked at. */
interface Source {
  /** What it is called where it is explained. */
  readonly name: string;
  /** Of a file; - of standard input, nothing of a text. */
  readonly path: string;
  open(): Promise<AsyncIterable<Uint8Array | string>>;
}

export const redact: Verb<Options> = {
  description:
    'Masks PII and secrets in the text of files, or of standard input: logs of any program, of any size. With --explain it says what would be ' +
    'masked, where, why and by which rule, without showing it. Archives are decompressed. Each line is judged for itself, but for private ' +
    'keys: a value on another line than the name of its secret (pretty-printed JSON, YAML lists) stays. Ends with 1 where --check is given and ' +
    'something was found.',
  examples: [
    { line: 'redact app.log > clean.log', meaning: 'a file' },
    { line: 'redact --entities all < app.log', meaning: 'also telephone numbers, addresses of networks, …' },
    { line: 'redact --explain app.log', meaning: 'what would be masked, and why' },
    { line: "redact --explain --text 'ann@example.com logged in'", meaning: 'of a text' },
    {
      line: 'redact --check fixtures/*.json',
      meaning: 'for CI: nothing is printed, and 1 is the answer where there is something',
    },
    { line: 'redact --mask hash --hash-key-env HASH_KEY app.log', meaning: 'equal values stay joinable' },
  ],
  needs: {
    'show-values': ['explain'],
    json: ['explain'],
    force: ['output'],
  },
  clashes: { explain: ['output', 'mask'], check: ['output', 'mask'] },
  configure(command) {
    command
      .argument('[paths...]', 'files, directories, patterns, - for standard input (default: standard input)')
      .option('--text <text>', 'look at this text')
      .option('--explain', 'say what would be masked')
      .option('--show-values', 'with --explain: show the values themselves')
      .option('--check', 'end with 1 where something is found; without --explain nothing is printed')
      .option('--json', 'with --explain: one JSON object a line')
      .option('--entities <names>', 'default, all, or names such as EMAIL,IBAN,PHONE (docs/privacy.md)', commaList)
      .option('--keys <names>', 'mask all that stands under these names, such as patient,notes', commaList)
      .option('--allow <value>', 'never mask this value; again for more', collect)
      .option(
        '--pattern <name=expression>',
        'mask what a regular expression matches, as ORDER=ord-\\d{8}; again for more',
        collect,
      )
      .addOption(
        new Option('--mask <style>', 'what is written in its place')
          .choices(['label', 'stars', 'partial', 'hash', 'remove'])
          .default('label'),
      )
      .option('--hash-key-env <name>', 'a variable with the key of --mask hash')
      .option('--hash-key-file <path>', 'a file, or a pipe as <(…), with the key of --mask hash')
      .option('-o, --output <path>', 'write to a file, as a whole or not at all')
      .option('--force', 'with --output: replace the file');
  },
  async run(call: VerbCall<Options>): Promise<ExitCode> {
    const { options, output } = call;
    const redactor = withKeys(redactorOf(await redactorOptions(call)), options.keys ?? []);
    const sources = await sourcesOf(call);
    if (options.explain === true || options.check === true) {
      const found = await explain(sources, redactor, call);
      return options.check === true && found > 0 ? EXIT.no : EXIT.done;
    }
    const masked = maskedText(sources, redactor);
    if (options.output === undefined) await writeChunks(output, masked);
    else {
      await refuseInput(
        options.output,
        '--output',
        sources.map(({ path }) => path),
      );
      await writeNewFile(options.output, { mayReplace: options.force === true, signal: call.signal }, (temporary) =>
        pipeline(masked, createWriteStream(temporary)),
      );
    }
    return EXIT.done;
  },
};

function commaList(value: string, earlier: readonly string[] = []): string[] {
  const names = value.split(',').map((name) => name.trim());
  const given = names.filter((name) => name !== '');
  if (given.length === 0) throw new UsageError(`there is no name in "${value}"`);
  return [...earlier, ...given];
}

async function redactorOptions(call: VerbCall<Options>): Promise<RedactorOptions> {
  const { options, warn } = call;
  const { entities = ['default'], allow = [], pattern = [], mask = 'label', hashKeyEnv, hashKeyFile } = options;
  const [hashKey] = await readSecrets(
    {
      fromEnvironment: hashKeyEnv === undefined ? [] : [hashKeyEnv],
      fromFiles: hashKeyFile === undefined ? [] : [hashKeyFile],
    },
    { environment: '--hash-key-env', file: '--hash-key-file' },
    call,
  );
  if (mask !== 'hash' && hashKey !== undefined)
    throw new UsageError('the key has no effect without --mask hash; add it');
  if (mask === 'hash' && hashKey === undefined) {
    throw new UsageError('--mask hash needs a key; name a variable by --hash-key-env, or a file by --hash-key-file');
  }
  return {
    entities: entities.includes('all') ? 'all' : (entities as RedactorOptions['entities'] & string[]),
    allow,
    patterns: pattern.map(readPattern),
    mask: mask as 'label',
    ...(hashKey !== undefined && { hashKey }),
    onError: (error) => warn(error.message),
  };
}

/** @throws ConfigurationError that names the option of the command line */
function redactorOf(options: RedactorOptions): Redactor {
  try {
    return createRedactor(options);
  } catch (error) {
    if (!isOf<ConfigurationError>(error, 'ConfigurationError')) throw error;
    const name = /^[a-z]+/i.exec(error.option)?.[0] ?? '';
    throw error.renamed(`--${NAMES[name] ?? name}`);
  }
}

const NAMES: Readonly<Record<string, string>> = { patterns: 'pattern', hashKey: 'hash-key-env' };

function readPattern(text: string): { name: string; pattern: string } {
  const sign = text.indexOf('=');
  if (sign < 1) throw new UsageError('--pattern: write a name and an expression, such as --pattern ORDER=ord-\\d{8}');
  return { name: text.slice(0, sign), pattern: text.slice(sign + 1) };
}

async function sourcesOf({ args, options, stdin, progress, signal }: VerbCall<Options>): Promise<Source[]> {
  const watch = new ReadWatch(await progress('reading'));
  const ofInput: Source = {
    name: STDIN_NAME,
    path: STDIN,
    open: async () => textOf(STDIN_NAME, watch.of(addAbortSignal(signal, stdin))),
  };
  if (options.text !== undefined) {
    if (args.length > 0) throw new UsageError('--text and files do not go together; give one of them');
    const { text } = options;
    return [{ name: 'text', path: '', open: async () => once(text) }];
  }
  if (args.length === 0) {
    if (stdin.isTTY === true) throw new UsageError('name files, or pipe a text into it: laketrace redact app.log');
    return [ofInput];
  }
  const sources: Source[] = [];
  for (const arg of args) {
    if (arg === STDIN) sources.push(ofInput);
    else
      for (const path of await filesOf(arg))
        sources.push({ name: path, path, open: () => openText(path, watch, signal) });
  }
  // With --check it would look as if all were well.
  if (sources.length === 0) throw noLogFiles(args);
  // Of standard input nobody knows how much there is.
  if (!args.includes(STDIN)) await watch.expect(sources.map(({ path }) => path));
  return sources;
}

/** Tells how much of all files has been read. */
class ReadWatch {
  readonly #progress: Progress;
  #total = 0;
  #done = 0;

  constructor(progress: Progress) {
    this.#progress = progress;
  }

  async expect(paths: readonly string[]): Promise<void> {
    this.#total += await bytesOfFiles(paths);
  }

  async *of(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      this.#done += chunk.length;
      this.#progress.report(this.#done, this.#total);
      yield chunk;
    }
  }
}

async function filesOf(path: string): Promise<string[]> {
  const files = await findFiles([path], (problem) => {
    throw new NoInputError(sentenceOf(problem), EXIT.failed);
  });
  return files.map((file) => file.path);
}

async function* once(text: string): AsyncGenerator<string> {
  yield await Promise.resolve(text);
}

/** The bytes of a file, decompressed. */
async function openText(path: string, watch: ReadWatch, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
  const handle = await openGivenFile(path).catch((error: unknown) => {
    throw new NoInputError(sentenceOf({ file: path, line: 0, message: messageOf(error) }), EXIT.failed);
  });
  return textOf(path, watch.of(handle.createReadStream({ highWaterMark: 64 * 1024, signal })));
}

/** What stands in a stream, decompressed: an archive would go through as it is. What is wrong with one says which it is. */
async function* textOf(name: string, stream: AsyncIterable<Buffer>): AsyncGenerator<Uint8Array> {
  try {
    yield* plainBytes(stream);
  } catch (error) {
    throw isArchiveError(error) ? new Error(`${name}: ${error.message}`, { cause: error }) : error;
  }
}

/** Each source for itself: no line continues in the next one. */
async function* maskedText(sources: readonly Source[], redactor: Redactor): AsyncGenerator<string> {
  for (const { open } of sources) yield* maskedChunks(await open(), redactor);
}

async function explain(sources: readonly Source[], redactor: Redactor, call: VerbCall<Options>): Promise<number> {
  const { options, output, colors, signal } = call;
  const out = new LinesOut(output);
  let found = 0;
  for (const { name, open } of sources) {
    for await (const hit of explainStream(await open(), redactor)) {
      found++;
      if (options.explain !== true) return found;
      if (signal.aborted) return found;
      await out.add(options.json === true ? jsonOf(name, hit, call) : linesOf(name, hit, options, colors));
    }
  }
  if (options.explain === true && options.json !== true) await out.add(`${found === 0 ? 'nothing' : found} found\n`);
  await out.flush();
  return found;
}

function jsonOf(
  file: string,
  { value, before, after, ...hit }: PlacedHit,
  { options, output }: VerbCall<Options>,
): string {
  return jsonLine({ file, ...hit, ...(options.showValues === true && { value }), before, after }, output);
}

function linesOf(file: string, hit: PlacedHit, { showValues }: Options, hasColors: boolean): string {
  const styled = (style: 'bold' | 'red' | 'dim', text: string): string =>
    hasColors ? styleText(style, text, { validateStream: false }) : text;
  const { entity, rule, evidence, line, column, length, value, before, after } = hit;
  const place = `${sanitizeText(file)}:${line}:${column}`;
  const shownValue = showValues === true ? sanitizeText(value) : `<${entity}, ${length} characters>`;
  const context = `${sanitizeText(before)}${styled('red', shownValue)}${sanitizeText(after)}`;
  return `${place}: ${styled('bold', entity)}, by the rule "${rule}": ${evidence}\n    ${context}\n`;
}
