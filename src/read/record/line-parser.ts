// Lines of one file -> records, whatever formats they are in.
import { ignore } from '../../foreign/call.ts';
import { messageOf } from '../../foreign/shape.ts';
import { isEcs, readEcsLine } from './ecs-lines.ts';
import { parseExactly } from './exact-json.ts';
import { FlatLines } from './flat-lines.ts';
import { isLogfmt, readLogfmtLine } from './logfmt-lines.ts';
import { isOtlp, readOtlpLine } from './otlp-lines.ts';
import type { StoredRecord } from './stored-record.ts';
import { beginsWithLevel, beginsWithTime, readTextRecord, withoutMark } from './text-lines.ts';

/** What becomes of the lines of a file. */
export interface ParsedLines {
  /** Gets records in the order of their lines. */
  record(record: StoredRecord): void;
  /** Gets what is wrong with a line. */
  broken(line: number, reason: string): void;
}

type Json = Record<string, unknown>;
type Kind = 'unknown' | 'json' | 'logfmt' | 'text';

/** How many lines below a first one, and characters of them, are part of its record at most. */
const MOST_MORE_LINES = 10_000;
const MOST_MORE_LENGTH = 4 * 1024 * 1024;
/** How many lines before the first that is JSON are taken for a header. */
const MOST_HEADER_LINES = 50;

interface NumberedLine {
  readonly text: string;
  readonly line: number;
}

/**
 * Parses the lines of one file, in their order. A file is JSON lines (of several formats, mixed as they may be), logfmt or text, as the
 * first line says that is of one of these; what stands in front of it is a header.
 */
export class LineParser {
  readonly #file: string;
  readonly #parsed: ParsedLines;
  readonly #isNamedJson: boolean;
  readonly #hasPlainLines: boolean;
  readonly #flat = new FlatLines();
  #kind: Kind = 'unknown';
  /** Lines before any that says what the file is: a header, or text without times. */
  #lead: NumberedLine[] = [];
  /** Whether lines of text begin with times: those that do not belong to the line before. */
  #isTimed = false;
  /** Whether the first line of text begins with a blank: then blanks do not show what belongs to the line before. Nothing before it. */
  #isBlankLed: boolean | undefined;
  #first: NumberedLine | undefined;
  #more: string[] = [];
  #moreLength = 0;

  /**
   * @param isNamedJson whether the name of the file says that it holds JSON
   * @param hasPlainLines whether lines between those of JSON that are none are text, and not broken
   */
  constructor(file: string, isNamedJson: boolean, parsed: ParsedLines, hasPlainLines = false) {
    this.#hasPlainLines = hasPlainLines;
    this.#file = file;
    this.#parsed = parsed;
    this.#isNamedJson = isNamedJson;
  }

  /** Whether lines have to be seen in any case: what they are depends on each other. */
  get needsAll(): boolean {
    return this.#kind === 'unknown' || this.#kind === 'text';
  }

  /** Takes the next line that is not empty, without its end. */
  line(text: string, number: number): void {
    if (text === '') return;
    switch (this.#kind) {
      case 'json':
        this.#json(text, number);
        break;
      case 'logfmt':
        this.#logfmt(text, number);
        break;
      case 'text':
        this.#text(text, number);
        break;
      default:
        this.#begin(text, number);
    }
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
    this.#isTimed = silent.#isTimed;
    this.#isBlankLed = silent.#isBlankLed;
    this.#flat.learn(silent.#flat);
  }

  /** Whether a line begins a record, and is not one below another. */
  begins(text: string): boolean {
    if (this.#kind !== 'text') return true;
    return this.#isTimed ? beginsWithTime(text) : !this.#isBelow(text);
  }

  /** Gives out what still waits for lines below it. */
  end(): void {
    if (this.#kind === 'unknown') this.#decideWithoutSign();
    const first = this.#first;
    if (first === undefined) return;
    this.#first = undefined;
    const more = this.#more;
    this.#more = [];
    this.#moreLength = 0;
    this.#parsed.record(readTextRecord({ first: first.text, more }, this.#file, first.line));
  }

  /** A line of a file of which nothing is known yet. */
  #begin(text: string, number: number): void {
    const kind = kindOf(text, this.#isNamedJson);
    if (kind !== 'unknown') {
      this.#kind = kind;
      const lead = this.#lead;
      this.#lead = [];
      // In front of JSON is what a program printed as it started; a header is one of text.
      if (kind === 'json' && this.#hasPlainLines) for (const { text: first, line } of lead) this.#plain(first, line);
      this.line(text, number);
      return;
    }
    this.#lead.push({ text, line: number });
    if (this.#lead.length >= MOST_HEADER_LINES) this.#decideWithoutSign();
  }

  #decideWithoutSign(): void {
    const lead = this.#lead;
    if (lead.length === 0) return;
    this.#lead = [];
    this.#kind = this.#isNamedJson ? 'json' : 'text';
    for (const { text, line } of lead) this.line(text, line);
  }

  #json(text: string, number: number): void {
    if (!isLikeJson(text)) {
      if (this.#hasPlainLines) this.#plain(text, number);
      else this.#parsed.broken(number, 'no JSON object');
      return;
    }
    const alike = this.#flat.find(text, this.#file, number);
    if (alike !== undefined) {
      this.#parsed.record(alike);
      return;
    }
    let line: Json;
    try {
      line = parseExactly(text) as Json;
    } catch (error) {
      this.#parsed.broken(number, `no JSON: ${messageOf(error)}`);
      return;
    }
    if (isOtlp(line, 'resourceLogs')) {
      for (const record of readOtlpLine(line.resourceLogs as unknown[], this.#file, number))
        this.#parsed.record(record);
    } else if (isOtlp(line, 'resourceSpans') || isOtlp(line, 'resourceMetrics')) {
      this.#parsed.broken(number, 'spans or metrics, not logs');
    } else if (isEcs(line)) this.#parsed.record(readEcsLine(line, this.#file, number));
    else if (!isOnlyMark(line)) this.#parsed.record(this.#flat.read({ line, text }, this.#file, number));
  }

  /** A line of text between those of JSON. */
  #plain(text: string, number: number): void {
    this.#parsed.record(readTextRecord({ first: text, more: [] }, this.#file, number));
  }

  #logfmt(text: string, number: number): void {
    const line = withoutMark(text);
    if (line === undefined) return;
    const record = readLogfmtLine(line, this.#file, number);
    if (record === undefined) this.#parsed.broken(number, 'no pairs of key=value');
    else this.#parsed.record(record);
  }

  #text(text: string, number: number): void {
    const line = withoutMark(text);
    if (line === undefined) return;
    this.#isBlankLed ??= line.startsWith(' ');
    if (beginsWithTime(line)) {
      this.end();
      this.#isTimed = true;
    } else if (this.#first !== undefined && (this.#isTimed || this.#isBelow(line)) && this.#hasRoom) {
      this.#addMore(line);
      return;
    } else this.end();
    this.#first = { text: line, line: number };
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

function kindOf(line: string, isNamedJson: boolean): Kind {
  if (line.trimStart().startsWith('{')) return 'json';
  if (isNamedJson) return 'unknown';
  if (isLogfmt(line)) return 'logfmt';
  return beginsWithTime(line) ? 'text' : 'unknown';
}

function isLikeJson(text: string): boolean {
  return text.charCodeAt(0) === OPENING_BRACE || text.trimStart().startsWith('{');
}

/** The line that closes a chained file has nothing but its mark. */
function isOnlyMark(line: Json): boolean {
  const keys = Object.keys(line);
  return keys.length === 0 || (keys.length === 1 && keys[0] === 'laketraceChain');
}

const OPENING_BRACE = 0x7b;
