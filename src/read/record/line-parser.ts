// Lines of one file -> records, whatever formats they are in.
import { messageOf } from '../../foreign/shape.ts';
import { isEcs, readEcsLine } from './ecs-lines.ts';
import { parseExactly } from './exact-json.ts';
import { FlatLines } from './flat-lines.ts';
import { isLogfmt, readLogfmtLine } from './logfmt-lines.ts';
import { readOtlpLine } from './otlp-lines.ts';
import type { StoredRecord } from './stored-record.ts';
import { readTextRecord, timeAtStart, withoutMark } from './text-lines.ts';

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
const MOST_HEADER_LINES = 100;

/**
 * Parses the lines of one file, in their order. A file is JSON lines (of several formats, mixed as they may be), logfmt or text, as its
 * first lines are; lines in front of the first of JSON are its header.
 */
export class LineParser {
  readonly #file: string;
  readonly #parsed: ParsedLines;
  readonly #flat = new FlatLines();
  #kind: Kind;
  #headerLines = 0;
  /** Whether lines of text begin with times: those that do not belong to the line before. */
  #isTimed = false;
  #first: { readonly text: string; readonly line: number } | undefined;
  #more: string[] = [];
  #moreLength = 0;

  /** @param isJson whether the name of the file says that it holds JSON */
  constructor(file: string, isJson: boolean, parsed: ParsedLines) {
    this.#file = file;
    this.#parsed = parsed;
    this.#kind = isJson ? 'json' : 'unknown';
  }

  /** Takes the next line, without its end. */
  line(text: string, number: number): void {
    if (text === '') {
      if (this.#first !== undefined && this.#isTimed) this.#addMore(text);
      return;
    }
    if (this.#kind === 'unknown') this.#kind = kindOf(text);
    switch (this.#kind) {
      case 'json':
        this.#json(text, number);
        break;
      case 'logfmt':
        this.#logfmt(text, number);
        break;
      default:
        this.#text(text, number);
    }
  }

  /** Gives out what still waits for lines below it. */
  end(): void {
    const first = this.#first;
    if (first === undefined) return;
    this.#first = undefined;
    const more = this.#more;
    this.#more = [];
    this.#moreLength = 0;
    while (more.at(-1) === '') more.pop();
    this.#parsed.record(readTextRecord({ first: first.text, more }, this.#file, first.line));
  }

  #json(text: string, number: number): void {
    if (text.charCodeAt(0) !== OPENING_BRACE && text.trimStart().charCodeAt(0) !== OPENING_BRACE) {
      if (this.#headerLines >= 0 && this.#headerLines++ < MOST_HEADER_LINES) return;
      this.#parsed.broken(number, 'no JSON object');
      return;
    }
    this.#headerLines = -1;
    let line: Json;
    try {
      line = parseExactly(text) as Json;
    } catch (error) {
      this.#parsed.broken(number, `no JSON: ${messageOf(error)}`);
      return;
    }
    const { resourceLogs } = line;
    if (Array.isArray(resourceLogs)) {
      for (const record of readOtlpLine(resourceLogs, this.#file, number)) this.#parsed.record(record);
    } else if (Array.isArray(line.resourceSpans) || Array.isArray(line.resourceMetrics)) {
      this.#parsed.broken(number, 'spans or metrics, not logs');
    } else if (isEcs(line)) this.#parsed.record(readEcsLine(line, this.#file, number));
    else if (!isOnlyMark(line)) this.#parsed.record(this.#flat.read(line, this.#file, number));
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
    const time = timeAtStart(line);
    if (time !== undefined) {
      // What stood in front of the first line with a time was a header.
      if (this.#isTimed) this.end();
      else this.#first = undefined;
      this.#isTimed = true;
    } else if (this.#first !== undefined && (this.#isTimed || isIndented(line)) && this.#hasRoom) {
      this.#addMore(line);
      return;
    } else this.end();
    this.#first = { text: line, line: number };
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

function kindOf(line: string): Kind {
  if (line.trimStart().startsWith('{')) return 'json';
  return isLogfmt(line) ? 'logfmt' : 'text';
}

function isIndented(line: string): boolean {
  return line.startsWith(' ') || line.startsWith('\t');
}

/** The line that closes a chained file has nothing but its mark. */
function isOnlyMark(line: Json): boolean {
  const keys = Object.keys(line);
  return keys.length === 0 || (keys.length === 1 && keys[0] === 'laketraceChain');
}

const OPENING_BRACE = 0x7b;
