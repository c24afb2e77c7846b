// What a file holds, by its first lines.
import { isEcs } from './ecs-lines.ts';
import { findNames } from './flat-names.ts';
import { isLogfmt } from './logfmt-lines.ts';
import { isLoguru } from './loguru-lines.ts';
import { otherStampOf, Years } from './other-stamps.ts';
import { isOtlp } from './otlp-lines.ts';
import { beginsWithTime, isOwnText, withoutMark } from './text-lines.ts';

/** What a file holds. `timed`: text of which a line without a time belongs to the one before; `stamped`: with times as other programs write them. */
export type LinesKind = 'json' | 'logfmt' | 'timed' | 'stamped' | 'text';

/** How many lines are looked at, and characters of them: whoever reads on further behind knows no more of the front. */
const MOST_LINES = 50;
const MOST_LENGTH = 8 * 1024;
/** How many lines may stand in front of a single one that looks like a record: a header, or what a program prints as it starts. */
const MOST_PRINTED = 4;

/** A line that says what it is. */
interface Sign {
  readonly kind: LinesKind;
  /** Whether it looks like a record of a log, and not only like its format. */
  readonly isSure: boolean;
}

/** Waits for as many lines as it takes to say what a file holds: at the first one where that one says it. */
export class FirstLines {
  readonly #isNamedJson: boolean;
  #lines = 0;
  #length = 0;
  /** Of those that say nothing, before the first that does. */
  #printed = 0;
  #sign: Sign | undefined;
  /** All lines before it. */
  #before = 0;
  #hasHeader = false;
  #areComments = true;
  /** From that one on: those like it, and others. */
  #alike = 0;
  #unlike = 0;

  /** @param isNamedJson whether the name of the file says that it holds JSON */
  constructor(isNamedJson: boolean) {
    this.#isNamedJson = isNamedJson;
  }

  /** Looks at the next line that is not empty; says what the file holds, where no other line has to be seen. */
  take(line: string): LinesKind | undefined {
    const isFirst = this.#lines++ === 0;
    this.#areComments &&= line.startsWith('#');
    if (isFirst && isLikeJson(line)) return 'json';
    // The line that closes a chained file says nothing of it.
    if (withoutMark(line) === undefined) return undefined;
    const isComment = this.#sign === undefined && line.startsWith('#');
    if (isFirst) this.#hasHeader = isComment;
    // What stands below a record says nothing of the file, nor does a comment at its start.
    if (!isComment && !line.startsWith(' ') && !line.startsWith('\t')) {
      const sign = signOf(line, this.#isNamedJson);
      if (isFirst && sign !== undefined) return sign.kind;
      if (sign !== undefined && this.#sign === undefined) {
        // Only our own exporter begins a file of our own lines, and a header may be any text.
        this.#hasHeader ||= isOwnText(line) || OWN_PAIRS.test(line);
        this.#sign = sign;
      }
      this.#count(sign);
    }
    if (this.#sign === undefined) this.#before++;
    if (this.#isNamedJson && this.#sign !== undefined) return 'json';
    this.#length += line.length;
    return this.#lines >= MOST_LINES || this.#length > MOST_LENGTH ? this.decide() : undefined;
  }

  /** What the file holds by the lines that were seen: a few among others do not say it. */
  decide(): LinesKind {
    if (this.#isNamedJson) return 'json';
    if (this.#sign === undefined) return 'text';
    const { kind, isSure } = this.#sign;
    const isMost = this.#alike > this.#unlike;
    const isMany = this.#alike > this.#printed;
    // Below a line with a time there may be any number without.
    if (isMany && (isMost || kind === 'timed' || kind === 'stamped')) return kind;
    return isSure && isMost && this.#printed <= MOST_PRINTED ? kind : 'text';
  }

  /** How many of the lines are a header, and no records. */
  get headerLines(): number {
    return this.#hasHeader && this.#printed <= MOST_PRINTED ? this.#before : 0;
  }

  /** Whether all lines so far may be a header, which only the lines to come say. */
  get isHeaderAlone(): boolean {
    return !this.#isNamedJson && this.#lines > 0 && this.#areComments;
  }

  #count(sign: Sign | undefined): void {
    if (this.#sign === undefined) this.#printed++;
    else if (sign?.kind === this.#sign.kind) this.#alike++;
    else this.#unlike++;
  }
}

/** Whether the lines of a file may all be a header: nothing of it is given out while lines are still to come. */
export function isHeaderAlone(lines: readonly string[], isNamedJson: boolean): boolean {
  const first = new FirstLines(isNamedJson);
  return lines.every((line) => line === '' || first.take(line) === undefined) && first.isHeaderAlone;
}

/** Whether a line looks like an object of JSON. */
export function isLikeJson(line: string): boolean {
  return line.charCodeAt(0) === OPENING_BRACE || line.trimStart().startsWith('{');
}

/** Whether a line is an object of JSON with what a record of a log has, and no other text. */
export function isJsonRecord(line: string): boolean {
  return line.startsWith('{') && line.endsWith('}') && readSign(line)?.isSure === true;
}

function signOf(line: string, isNamedJson: boolean): Sign | undefined {
  if (line.startsWith('{')) return isNamedJson ? JSON_SIGN : signOfJson(line);
  if (isNamedJson) return undefined;
  if (isLogfmt(line)) return { kind: 'logfmt', isSure: true };
  if (beginsWithTime(line)) return { kind: 'timed', isSure: true };
  // Whether there is a time does not depend on the year of its file.
  return otherStampOf(line, new Years(0)) === undefined ? undefined : { kind: 'stamped', isSure: true };
}

function signOfJson(line: string): Sign | undefined {
  // It may be cut where reading begins further behind.
  return line.length > MOST_LENGTH ? JSON_SIGN : readSign(line);
}

function readSign(line: string): Sign | undefined {
  let value: Record<string, unknown>;
  try {
    // What begins with a brace is an object.
    value = JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
  if (isOtlp(value, 'resourceLogs')) return { kind: 'json', isSure: (value['resourceLogs'] as unknown[]).length > 0 };
  const { timestamp, level } = findNames(value);
  return { kind: 'json', isSure: isEcs(value) || isLoguru(value) || timestamp !== undefined || level !== undefined };
}

/** How our lines of logfmt begin, as those of few others do. */
const OWN_PAIRS = /^time=\S{10,40} level=[A-Z]/;
const JSON_SIGN: Sign = { kind: 'json', isSure: true };
const OPENING_BRACE = 0x7b;
