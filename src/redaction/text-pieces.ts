// Cuts a stream of text into pieces that can each be looked at alone: lines, whole private keys, parts of overlong lines.
import { StringDecoder } from 'node:string_decoder';
import { CLASS, VALUE_END } from './scan/byte-classes.ts';
import { LONGEST_KEY_BLOCK } from './tokens/pem.ts';

/** Where secrets are in a text. */
export type FindHits = (text: string) => readonly { readonly start: number; readonly end: number }[];

/** The end of a piece of an overlong line is looked at again together with what follows. */
const KEPT = 8192;
const KEY_BEGIN = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY/;
const KEY_END = '-----END ';

/**
 * Takes text however it is cut, and gives it in pieces: a line with its end; the lines of a private key together; a line that is too long in
 * parts, between which no secret and no name of one is cut. Of a secret that is longer than a part only the beginning comes out.
 */
export class TextPieces {
  readonly #find: FindHits;
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

  constructor(find: FindHits, maxLineLength: number) {
    this.#find = find;
    this.#maxLineLength = maxLineLength;
  }

  /** Takes the next bytes, or text; gives the pieces that they complete. */
  take(chunk: Uint8Array | string, encoding: BufferEncoding = 'utf8'): string[] {
    return this.#takeLines(this.#textOf(chunk, encoding));
  }

  /** Gives what is left at the end of the stream. */
  end(): string[] {
    const pieces = this.#takeLines(this.#highHalf + this.#decoder.end());
    const rest = this.#block + this.#withoutSecretEnd(this.#carry);
    this.#carry = '';
    this.#block = '';
    if (rest !== '') pieces.push(rest);
    return pieces;
  }

  #textOf(chunk: Uint8Array | string, encoding: BufferEncoding): string {
    if (typeof chunk !== 'string') return this.#decoder.write(chunk);
    if (encoding !== 'utf8' && encoding !== 'utf-8') return this.#decoder.write(Buffer.from(chunk, encoding));
    const text = this.#decoder.end() + this.#highHalf + chunk;
    this.#highHalf = /[\ud800-\udbff]$/.test(text) ? text.slice(-1) : '';
    return this.#highHalf === '' ? text : text.slice(0, -1);
  }

  /** Takes the lines that a text completes, and the start of an overlong one. */
  #takeLines(text: string): string[] {
    const pieces: string[] = [];
    const add = (piece: string): void => {
      if (piece !== '') pieces.push(piece);
    };
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      const line = this.#carry + text.slice(from, end + 1);
      this.#carry = '';
      add(this.#takeLine(this.#withoutSecretEnd(line)));
      from = end + 1;
    }
    this.#carry += text.slice(from);
    while (this.#carry.length > this.#maxLineLength) add(this.#takePiece());
    return pieces;
  }

  #takeLine(line: string): string {
    if (this.#block === '' && (!KEY_BEGIN.test(line) || line.indexOf(KEY_END, line.search(KEY_BEGIN)) >= 0))
      return line;
    this.#block += line;
    if (!line.includes(KEY_END) && this.#block.length < LONGEST_KEY_BLOCK) return '';
    const block = this.#block;
    this.#block = '';
    return block;
  }

  /** The start of an overlong line, cut where no secret and no name of one is cut. */
  #takePiece(): string {
    const text = this.#withoutSecretEnd(this.#carry);
    if (text.length <= this.#maxLineLength) {
      this.#carry = text;
      return '';
    }
    const hits = this.#find(text);
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
    return block + piece;
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
