// Lines of one file -> records, whatever formats they are in.
import { ignore } from '../../foreign/call.ts';
import { messageOf } from '../../foreign/shape.ts';
import { isEcs, readEcsLine } from './ecs-lines.ts';
import { parseExactly } from './exact-json.ts';
import { FirstLines, isJsonRecord, isLikeJson, type LinesKind } from './first-lines.ts';
import { FlatLines } from './flat-lines.ts';
import { isLogfmt, readLogfmtLine } from './logfmt-lines.ts';
import { isLoguru, readLoguruLine } from './loguru-lines.ts';
import { type OtherStamp, otherStampOf, Years } from './other-stamps.ts';
import { isOtlp, readOtlpLine } from './otlp-lines.ts';
import { isMap } from './own-attributes.ts';
import type { StoredRecord } from './stored-record.ts';
import { beginsWithLevel, beginsWithTime, readTextRecord, withoutMark } from './text-lines.ts';

/** What becomes of the lines of a file. */
export interface ParsedLines {
  /** Gets records in the order of their lines. `isPlain`: of a line of text between those of JSON. */
  record(record: StoredRecord, isPlain?: boolean): void;
  /** Gets what is wrong with a line. */
  broken(line: number, reason: string): void;
}

type Json = Record<string, unknown>;

/** How many lines below a first one, and characters of them, are part of its record at most. */
const MOST_MORE_LINES = 10_000;
const MOST_MORE_LENGTH = 4 * 1024 * 1024;

interface NumberedLine {
  readonly text: string;
  readonly line: number;
  readonly stamp?: OtherStamp | undefined;
}

/**
 * Parses the lines of one file, in their order. A file is JSON lines (of several formats, mixed as they may be), logfmt or text, as its
 * first lines say; no later one makes it anything else, but in text without times a record of JSON is one. Of what stands in front only a
 * header is no record, and not told.
 */
export class LineParser {
  readonly #file: string;
  readonly #parsed: ParsedLines;
  readonly #isNamedJson: boolean;
  readonly #flat: FlatLines;
  readonly #years: Years;
  #firstLines: FirstLines;
  #kind: LinesKind | undefined;
  /** Whether no line to come makes it another kind: where a file is followed, some are given out before enough of them are there. */
  #isDecided = false;
  /** Lines before it is known what the file is. */
  #lead: NumberedLine[] = [];
  /** Whether the first line of text begins with a blank: then blanks do not show what belongs to the line before. Nothing before it. */
  #isBlankLed: boolean | undefined;
  #first: NumberedLine | undefined;
  #more: string[] = [];
  #moreLength = 0;

  /**
   * @param isNamedJson whether the name of the file says that it holds JSON
   * @param isPassing whether records are done with before the bytes of their lines are gone
   * @param changed when the file was changed last, in milliseconds since the epoch: by that a time without a year gets its own
   */
  constructor(file: string, isNamedJson: boolean, parsed: ParsedLines, isPassing = false, changed = 0) {
    this.#flat = new FlatLines(isPassing);
    this.#years = new Years(changed);
    this.#file = file;
    this.#parsed = parsed;
    this.#isNamedJson = isNamedJson;
    this.#firstLines = new FirstLines(isNamedJson);
  }

  /** Whether lines have to be seen in any case: what they are depends on each other. */
  get needsAll(): boolean {
    return !this.#isDecided || (this.#kind !== 'json' && this.#kind !== 'logfmt');
  }

  /**
   * Takes the next line, by where it stands among some bytes, where it is like one before it; answers whether it is. Any other is to be
   * given to {@link line}.
   */
  takeAlike(bytes: Buffer, start: number, end: number, number: number): boolean {
    if (this.#kind !== 'json' || !this.#isDecided) return false;
    const alike = this.#flat.find(bytes, start, end, this.#file, number);
    if (alike !== undefined) this.#parsed.record(alike);
    return alike !== undefined;
  }

  /** Takes the next line that is not empty, without its end. */
  line(text: string, number: number): void {
    const zeros = zerosIn(text);
    if (zeros > 0) this.#parsed.broken(number, zerosMessage(zeros));
    const line = text.slice(zeros);
    if (line === '') return;
    if (this.#isDecided) this.#parse(line, number);
    else this.#begin(line, number);
  }

  /**
   * Learns what a file is from its first lines, where reading begins further behind.
   * @param lines without their ends
   */
  learn(lines: readonly string[]): void {
    const silent = new LineParser(this.#file, this.#isNamedJson, { record: ignore, broken: ignore });
    for (const [index, line] of lines.entries()) silent.line(line, index);
    silent.end();
    this.#kind = silent.#kind;
    this.#isDecided = silent.#isDecided;
    this.#firstLines = silent.#firstLines;
    this.#isBlankLed = silent.#isBlankLed;
    this.#flat.learn(silent.#flat);
  }

  /** Whether a line begins a record, and is not one below another. */
  begins(text: string): boolean {
    if (this.#kind === 'timed') return beginsWithTime(text);
    if (this.#kind === 'stamped') return otherStampOf(text, this.#years) !== undefined || beginsWithTime(text);
    return this.#kind !== 'text' || !this.#isBelow(text);
  }

  /** Gives out what still waits for lines below it. */
  end(): void {
    if (this.#lead.length > 0) this.#decide(this.#firstLines.decide());
    this.#endText();
  }

  /** As {@link end}, where lines may still come: what may be a header waits for them. */
  pause(): void {
    if (this.#lead.length === 0 || !this.#firstLines.isHeaderAlone) this.end();
  }

  #endText(): void {
    const first = this.#first;
    if (first === undefined) return;
    this.#first = undefined;
    const more = this.#more;
    this.#more = [];
    this.#moreLength = 0;
    this.#parsed.record(readTextRecord({ first: first.text, more, stamp: first.stamp }, this.#file, first.line));
  }

  /** A line of a file of which too little is known yet. */
  #begin(text: string, number: number): void {
    const kind = this.#firstLines.take(text);
    this.#isDecided = kind !== undefined;
    this.#lead.push({ text, line: number });
    // Once some were given out, none waits.
    if (kind !== undefined || this.#kind !== undefined) this.#decide(kind ?? this.#firstLines.decide());
  }

  #decide(kind: LinesKind): void {
    if (kind !== this.#kind) this.#endText();
    // Those in front are given out only once.
    const isFront = this.#kind === undefined;
    this.#kind = kind;
    const lead = this.#lead;
    this.#lead = [];
    // Of text without times a comment is a line as any other, and among JSON all that is none.
    const header = !isFront || kind === 'text' || kind === 'json' ? 0 : this.#firstLines.headerLines;
    for (const [index, { text, line }] of lead.entries()) {
      // A header has no zeros.
      if (index >= header || text.includes(ZERO)) this.#parse(text, line);
    }
  }

  #parse(text: string, number: number): void {
    if (this.#kind === 'json') this.#json(text, number);
    else if (text.includes(ZERO)) this.#pieces(text, number);
    else if (this.#kind === 'logfmt') this.#logfmt(text, number);
    else this.#text(text, number);
  }

  #json(text: string, number: number): void {
    if (!isLikeJson(text)) {
      // What a program prints besides, such as a stack.
      if (text.includes(ZERO)) this.#cut(text, number, 'no JSON object');
      else this.#parsed.record(readTextRecord({ first: text, more: [] }, this.#file, number), true);
      return;
    }
    let line: Json;
    try {
      line = parseExactly(text) as Json;
    } catch (error) {
      this.#cut(text, number, `no JSON: ${messageOf(error)}`);
      return;
    }
    if (isOtlp(line, 'resourceLogs')) {
      const { records, others } = readOtlpLine(line.resourceLogs as unknown[], this.#file, number);
      for (const record of records) this.#parsed.record(record);
      if (others > 0) this.#parsed.broken(number, `${others} of its records ${others === 1 ? 'is none' : 'are none'}`);
    } else if (isOtlp(line, 'resourceSpans') || isOtlp(line, 'resourceMetrics')) {
      this.#parsed.broken(number, 'spans or metrics, not logs');
    } else if (isEcs(line)) this.#parsed.record(readEcsLine(line, this.#file, number));
    else if (isLoguru(line)) this.#parsed.record(readLoguruLine(line, this.#file, number));
    else if (!isOnlyMark(line)) this.#parsed.record(this.#flat.read({ line, text }, this.#file, number));
  }

  /** What is no record. Whole ones may stand before and behind zeros in it. */
  #cut(text: string, number: number, reason: string): void {
    const pieces = text.split(ZEROS);
    const zeros = text.length - pieces.join('').length;
    this.#parsed.broken(
      number,
      zeros === 0 ? reason : `no JSON: it holds ${zeros} zero ${zeros === 1 ? 'byte' : 'bytes'}`,
    );
    if (zeros > 0) for (const piece of pieces) if (isJson(piece)) this.#json(piece, number);
  }

  /** What stands before and behind zeros: of logfmt, where it begins as a record does. */
  #pieces(text: string, number: number): void {
    const pieces = text.split(ZEROS).filter((piece) => piece !== '');
    this.#parsed.broken(number, zerosMessage(text.length - pieces.join('').length));
    for (const piece of pieces) {
      if (this.#kind !== 'logfmt') this.#text(piece, number);
      else if (isLogfmt(piece)) this.#logfmt(piece, number, ignore);
    }
  }

  #logfmt(text: string, number: number, broken = this.#parsed.broken): void {
    const line = withoutMark(text);
    if (line === undefined) return;
    const record = readLogfmtLine(line, this.#file, number);
    if (record === undefined) broken(number, 'no pairs of key=value');
    else this.#parsed.record(record);
  }

  #text(text: string, number: number): void {
    const line = withoutMark(text);
    if (line === undefined) return;
    if (this.#kind === 'text' && isJsonRecord(line)) {
      this.#endText();
      this.#json(line, number);
      return;
    }
    this.#isBlankLed ??= line.startsWith(' ');
    const stamp = this.#kind === 'stamped' ? otherStampOf(line, this.#years) : undefined;
    const isMore = this.#kind === 'text' ? this.#isBelow(line) : stamp === undefined && !beginsWithTime(line);
    if (isMore && this.#first !== undefined && this.#hasRoom) {
      this.#addMore(line);
      return;
    }
    this.#endText();
    this.#first = { text: line, line: number, stamp };
  }

  /** Whether a line of text without times belongs to the one before. */
  #isBelow(line: string): boolean {
    if (line.startsWith('\t')) return true;
    return line.startsWith(' ') && this.#isBlankLed !== true && !beginsWithLevel(line);
  }

  get #hasRoom(): boolean {
    return this.#more.length < MOST_MORE_LINES && this.#moreLength < MOST_MORE_LENGTH;
  }

  #addMore(line: string): void {
    if (!this.#hasRoom) return;
    this.#more.push(line);
    this.#moreLength += line.length;
  }
}

const ZERO = '\0';
const ZEROS = /\0+/;

/** Whether a text is an object of JSON. */
function isJson(text: string): boolean {
  if (!isLikeJson(text)) return false;
  try {
    return isMap(JSON.parse(text));
  } catch {
    return false;
  }
}

/** What is said of zeros that are passed over. */
export function zerosMessage(zeros: number): string {
  return `${zeros} zero ${zeros === 1 ? 'byte is' : 'bytes are'} passed over`;
}

/** How many zeros a line begins with: a crash of the machine leaves them, or who empties a file whose writer continues where it was. */
function zerosIn(text: string): number {
  let zeros = 0;
  while (text.charCodeAt(zeros) === 0) zeros++;
  return zeros;
}

/** The line that closes a chained file has nothing but its mark. One with nothing at all is a record: who wrote it is to be found. */
function isOnlyMark(line: Json): boolean {
  return isMap(line.laketraceChain) && Object.keys(line).length === 1;
}
