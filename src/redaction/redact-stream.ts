// Masks a stream of text, line by line, however its chunks are cut.
import { Transform, type TransformCallback } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { ConfigurationError } from '../spec/configuration-error.ts';
import { checkKeys } from '../spec/option-checks.ts';
import { REDACTION_OPTIONS, type RedactorOptions } from './redaction-options.ts';
import { createRedactor, type Redactor } from './redactor.ts';
import { CLASS, VALUE_END } from './scan/byte-classes.ts';
import { LONGEST_KEY_BLOCK } from './tokens/pem.ts';

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
/** The end of a piece of an overlong line is looked at again together with what follows. */
const KEPT = 8192;
const KEY_BEGIN = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY/;
const KEY_END = '-----END ';

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
  readonly #redactor: Redactor;
  readonly #maxLineLength: number;
  readonly #decoder = new StringDecoder('utf8');
  /**
   * Text that waits for the rest of its line. It is added to and not looked into until the line ends, or is too long: a look lays
   * out the whole text, and a line that comes byte by byte would take the square of its length.
   */
  #carry = '';
  /** The first half of a surrogate pair, whose other half comes with the next text. */
  #highHalf = '';
  /** Lines of a private key that waits for its last line. */
  #block = '';
  /** The end of a secret that was too long for one piece is still to come. */
  #isInSecret = false;

  constructor(redactor: Redactor, maxLineLength: number) {
    super({ decodeStrings: false });
    this.#redactor = redactor;
    this.#maxLineLength = maxLineLength;
  }

  override _transform(chunk: Buffer | string, encoding: BufferEncoding, done: TransformCallback): void {
    done(null, this.#takeLines(this.#textOf(chunk, encoding)) || undefined);
  }

  override _flush(done: TransformCallback): void {
    const lines = this.#takeLines(this.#highHalf + this.#decoder.end());
    const rest = this.#block + this.#withoutSecretEnd(this.#carry);
    this.#carry = '';
    this.#block = '';
    done(null, lines + this.#redactor.redactText(rest) || undefined);
  }

  #textOf(chunk: Buffer | string, encoding: BufferEncoding): string {
    if (typeof chunk !== 'string') return this.#decoder.write(chunk);
    if (encoding !== 'utf8' && encoding !== 'utf-8') return this.#decoder.write(Buffer.from(chunk, encoding));
    const text = this.#decoder.end() + this.#highHalf + chunk;
    this.#highHalf = /[\ud800-\udbff]$/.test(text) ? text.slice(-1) : '';
    return this.#highHalf === '' ? text : text.slice(0, -1);
  }

  /** Takes the lines that a text completes, and the start of an overlong one; returns them masked. */
  #takeLines(text: string): string {
    let out = '';
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      const line = this.#carry + text.slice(from, end + 1);
      this.#carry = '';
      out += this.#takeLine(this.#withoutSecretEnd(line));
      from = end + 1;
    }
    this.#carry += text.slice(from);
    while (this.#carry.length > this.#maxLineLength) out += this.#takePiece();
    return out;
  }

  #takeLine(line: string): string {
    if (this.#block === '' && (!KEY_BEGIN.test(line) || line.indexOf(KEY_END, line.search(KEY_BEGIN)) >= 0)) {
      return this.#redactor.redactText(line);
    }
    this.#block += line;
    if (!line.includes(KEY_END) && this.#block.length < LONGEST_KEY_BLOCK) return '';
    const masked = this.#redactor.redactText(this.#block);
    this.#block = '';
    return masked;
  }

  /** Masks the start of an overlong line, cut where no secret and no name of one is cut. */
  #takePiece(): string {
    const text = this.#withoutSecretEnd(this.#carry);
    if (text.length <= this.#maxLineLength) {
      this.#carry = text;
      return '';
    }
    const hits = this.#redactor.explain(text);
    let cut = lastSpace(text, text.length - KEPT);
    const cutHit = hits.find(({ start, end }) => start < cut && end > cut);
    if (cutHit !== undefined)
      cut =
        cutHit.start > 0 && text.length - cutHit.start <= this.#maxLineLength / 2
          ? lastSpace(text, cutHit.start)
          : cutHit.end;
    if (isWithinPair(text, cut)) cut--;
    const piece = text.slice(0, cut);
    this.#isInSecret = cut === text.length && hits.at(-1)?.end === cut;
    this.#carry = text.slice(cut);
    const block = this.#block;
    this.#block = '';
    return this.#redactor.redactText(block + piece);
  }

  /** Drops what belongs to a secret whose start is masked already. */
  #withoutSecretEnd(text: string): string {
    if (!this.#isInSecret) return text;
    let at = 0;
    while (at < text.length && ((CLASS[text.charCodeAt(at) & 255] as number) & VALUE_END) === 0) at++;
    if (at < text.length) this.#isInSecret = false;
    return text.slice(at);
  }
}

/** Whether a cut would part the halves of a character. */
function isWithinPair(text: string, cut: number): boolean {
  return /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(cut - 1, cut + 1));
}

/** The index after the last blank at or before `before`, or `before` where none is near. */
function lastSpace(text: string, before: number): number {
  const at = text.lastIndexOf(' ', before);
  return at > before - KEPT && at >= 0 ? at + 1 : before;
}
