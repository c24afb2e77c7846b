// Masks a stream of text, line by line, however its chunks are cut.
import { Transform, type TransformCallback } from 'node:stream';
import { ConfigurationError } from '../spec/configuration-error.ts';
import { checkKeys } from '../spec/option-checks.ts';
import { REDACTION_OPTIONS, type RedactorOptions } from './redaction-options.ts';
import { createRedactor, type Redactor } from './redactor.ts';
import { TextPieces } from './text-pieces.ts';

/** Options of `redactStream`. */
export interface RedactStreamOptions extends RedactorOptions {
  /** Use this redactor instead of one made of the other options. */
  readonly redactor?: Redactor;
  /** A line longer than this many characters is masked in pieces, so that memory stays bounded. 16,384 to 16,777,216, default 1,048,576. */
  readonly maxLineLength?: number;
}

const STREAM_OPTIONS: readonly string[] = ['redactor', 'maxLineLength', ...REDACTION_OPTIONS];
const DEFAULT_LINE_LENGTH = 1 << 20;
const SHORTEST_LINE_LIMIT = 1 << 14;
const LONGEST_LINE_LIMIT = 1 << 24;

/**
 * A Transform from UTF-8 (bytes or strings) to UTF-8 with everything masked. A secret that chunks cut in two is found, as is a
 * private key over many lines. Lines are masked one by one, so a name on one line and its value on the next are not seen
 * together. Bytes that are no UTF-8 become U+FFFD.
 *
 * @throws ConfigurationError naming the option, its value and what is accepted
 */
export function redactStream(options: RedactStreamOptions = {}): Transform {
  checkKeys(options, '', STREAM_OPTIONS);
  const { redactor, maxLineLength = DEFAULT_LINE_LENGTH, ...redaction } = options;
  if (
    redactor !== undefined &&
    (typeof redactor?.redactText !== 'function' || typeof redactor.explain !== 'function')
  ) {
    throw new ConfigurationError('redactor', redactor, 'what createRedactor() gives');
  }
  if (!Number.isInteger(maxLineLength) || maxLineLength < SHORTEST_LINE_LIMIT || maxLineLength > LONGEST_LINE_LIMIT) {
    throw new ConfigurationError(
      'maxLineLength',
      maxLineLength,
      `a whole number from ${SHORTEST_LINE_LIMIT} to ${LONGEST_LINE_LIMIT}`,
    );
  }
  return new RedactTransform(redactor ?? createRedactor(redaction), maxLineLength);
}

class RedactTransform extends Transform {
  readonly #text: MaskedText;

  constructor(redactor: Redactor, maxLineLength: number) {
    super({ decodeStrings: false });
    this.#text = new MaskedText(redactor, maxLineLength);
  }

  override _transform(chunk: Buffer | string, encoding: BufferEncoding, done: TransformCallback): void {
    done(null, this.#text.take(chunk, encoding) || undefined);
  }

  override _flush(done: TransformCallback): void {
    done(null, this.#text.end() || undefined);
  }
}

/** As {@link redactStream}. Each chunk is done with when the next one is asked for: a stream holds on to some, also where their memory is used again. */
export async function* maskedChunks(
  chunks: AsyncIterable<Uint8Array | string>,
  redactor: Redactor,
): AsyncGenerator<string> {
  const text = new MaskedText(redactor, DEFAULT_LINE_LENGTH);
  for await (const chunk of chunks) yield text.take(chunk);
  yield text.end();
}

/** Masks text however it is cut. */
class MaskedText {
  readonly #redactor: Redactor;
  readonly #pieces: TextPieces;

  constructor(redactor: Redactor, maxLineLength: number) {
    this.#redactor = redactor;
    this.#pieces = new TextPieces((text) => redactor.explain(text), maxLineLength);
  }

  /** Takes the next bytes, or text; gives what can be given of it by now. */
  take(chunk: Uint8Array | string, encoding?: BufferEncoding): string {
    return this.#masked(this.#pieces.take(chunk, encoding));
  }

  end(): string {
    return this.#masked(this.#pieces.end());
  }

  #masked(pieces: readonly string[]): string {
    let masked = '';
    for (const piece of pieces) masked += this.#redactor.redactText(piece);
    return masked;
  }
}
