// Whether a line is one of a log: by the format of the file, which its first line shows.
import { isUtf8 } from 'node:buffer';
import { LONGEST_MARK, readMark } from '../integrity/chain-mark.ts';
import { isOtlp } from '../read/record/otlp-lines.ts';
import type { ByteLine } from './byte-lines.ts';

/** Lines longer than this are not looked into. The longest that is written is a record of its own in one line. */
export const LONGEST_LINE: number = 64 * 1024 * 1024;

/** What a line turned out to be. */
export interface LineJudgement {
  /** What is wrong with it, without any of its text. */
  readonly objection?: string | undefined;
  /** Whether it has a mark of a hash chain. */
  readonly isChained: boolean;
  /** How many records the program says that it lost there. */
  readonly lost: number;
}

const OPENING_BRACE = 0x7b;
const ZERO = 0;
const DROPPED = 'laketrace.dropped.count';
const EMPTY: LineJudgement = { isChained: false, lost: 0 };

/** Judges the lines of one file, in their order. */
export class LineJudge {
  readonly #isJson: boolean;
  /** What the file holds. */
  #kind: 'otlp' | 'json' | 'text' | undefined;

  /** @param isJson whether the name of the file says that it holds JSON; else its first line says it */
  constructor(isJson: boolean) {
    this.#isJson = isJson;
  }

  /** Judges the next line. */
  judge({ bytes, length }: ByteLine): LineJudgement {
    if (bytes === undefined) {
      const objection = `has ${length} bytes, which is too long to be looked into`;
      return { objection, isChained: false, lost: 0 };
    }
    if (isBlank(bytes)) return EMPTY;
    if (bytes.includes(ZERO)) {
      const isAll = bytes.every((byte) => byte === ZERO);
      const objection = `${isAll ? 'is nothing but' : 'holds'} zero bytes, as a power failure leaves them, or who empties a file that is written`;
      return { objection, isChained: false, lost: 0 };
    }
    const isChained = bytes.length > LONGEST_MARK / 2 && readMark(bytes) !== undefined;
    this.#kind ??= kindOf(bytes, this.#isJson);
    if (this.#kind === 'text') return isChained ? { isChained, lost: 0 } : EMPTY;
    return { ...this.#judgeJson(bytes), isChained };
  }

  #judgeJson(bytes: Buffer): Omit<LineJudgement, 'isChained'> {
    if (!isUtf8(bytes)) return { objection: 'is no UTF-8, so readers take it for Latin-1', lost: 0 };
    const value = parsed(bytes);
    if (value === undefined) return { objection: 'is no JSON', lost: 0 };
    if (!isRecord(value)) return { objection: 'is JSON, but no object', lost: 0 };
    if (this.#kind === 'otlp' && !Array.isArray(value['resourceLogs'])) {
      return { objection: 'is JSON, but has no logs of OTLP, as the lines before it have', lost: 0 };
    }
    return { lost: bytes.includes(DROPPED) ? lostIn(value) : 0 };
  }
}

function kindOf(bytes: Buffer, isJson: boolean): 'otlp' | 'json' | 'text' {
  if (bytes[0] !== OPENING_BRACE && !isJson) return 'text';
  const value = parsed(bytes);
  // The first line may be the one that is wrong: a text line hardly begins with a brace.
  return isRecord(value) && isOtlp(value, 'resourceLogs') ? 'otlp' : 'json';
}

function isBlank(bytes: Buffer): boolean {
  return bytes.length === 0 || (bytes.length === 1 && bytes[0] === 0x0d);
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The sum of what the records of a line say that was lost, in OTLP or flat. */
function lostIn(value: unknown): number {
  let lost = 0;
  const left: unknown[] = [value];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    if (Array.isArray(next)) {
      for (const each of next) left.push(each);
    } else if (isRecord(next)) {
      lost += countOf(next[DROPPED]);
      if (next['key'] === DROPPED && isRecord(next['value'])) lost += countOf(next['value']['intValue']);
      for (const each of Object.values(next)) if (typeof each === 'object' && each !== null) left.push(each);
    }
  }
  return lost;
}

function countOf(value: unknown): number {
  const count = Number(value ?? 0);
  return Number.isSafeInteger(count) && count > 0 ? count : 0;
}
