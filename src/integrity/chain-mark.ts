// How a line of a log carries its place in the hash chain: the bytes that are added to it, and their reading.

/** What a mark says of its line besides its place: the first line of a file, the line that ends one, or one between. */
export type ChainLineRole = 'start' | 'line' | 'end';

/**
 * What a process found at the end of the lines that it continues, as its first line says: a closing line; none, and the
 * lock of a process that died; none, and no such lock.
 */
export type ChainSeam = 'closed' | 'killed' | 'cut';

/** The place of a line in a chain, as its mark gives it. */
export interface ChainMark {
  /** The chain: 12 characters that the lines of no other chain have. */
  readonly id: string;
  /** The number of the line in the chain, from 1, over all files. */
  readonly sequence: number;
  readonly role: ChainLineRole;
  /** Of the first line of a process that continues where another ended. */
  readonly seam?: ChainSeam | undefined;
  /** The digest of the line before it; {@link NO_DIGEST} at the start of a chain. */
  readonly previous: string;
  /** Whether the digest was made with a key. */
  readonly isKeyed: boolean;
  /** The line's own digest, in base64url (RFC 4648 §5) without padding. */
  readonly digest: string;
}

/** What stands for the line before the first one of a chain. */
export const NO_DIGEST: string = 'A'.repeat(43);

const SEQUENCE_DIGITS = 15;
/** The largest number that a line can bear: at a million lines a second it is reached in 31 years. */
export const LAST_SEQUENCE: number = 10 ** SEQUENCE_DIGITS - 1;

// Both leads have the same length, so that the mark of every line has.
const JSON_LEAD = ',"laketraceChain":{';
const EMPTY_JSON_LEAD = ' "laketraceChain":{';
const TEXT_LEAD = ' | laketraceChain {';
const ROLE_TEXT: Readonly<Record<ChainLineRole, string>> = { start: '"start":true,', line: '', end: '"end":true,' };

/** Bytes by which a mark makes a line longer. */
export const MARK_BYTES: number =
  JSON_LEAD.length +
  `"id":"${'-'.repeat(12)}","seq":"${'0'.repeat(SEQUENCE_DIGITS)}","prev":"","hash":""}`.length +
  2 * 43;
/** Bytes by which the mark of a file's first line is longer than that of others. */
export const START_BYTES: number = ROLE_TEXT.start.length;
/** Bytes, at most, by which the first mark of a process is longer where it continues the lines of another. */
export const SEAM_BYTES: number = seamText('closed').length;
/** The length of the longest mark, with the brace that it shares with its line: to read a mark, the line's last bytes are enough. */
export const LONGEST_MARK: number = MARK_BYTES + START_BYTES + SEAM_BYTES + 1;

/** The kinds of file that a closing line must suit. */
export type ClosingStyle = 'otlp-json' | 'json' | 'text';

/** A line without any record, for the end of a file. Readers of OTLP/JSON find no resource in it. */
const CLOSING_LINES: Readonly<Record<ClosingStyle, string>> = {
  'otlp-json': '{"resourceLogs":[]}',
  json: '{}',
  text: 'end of file',
};

/** The line that closes a file, before its mark is added. */
export function closingLine(style: ClosingStyle): Uint8Array {
  return Buffer.from(CLOSING_LINES[style]);
}

/** Bytes of a closing line with its mark and its line feed. */
export function closingBytes(style: ClosingStyle): number {
  return CLOSING_LINES[style].length + MARK_BYTES + ROLE_TEXT.end.length + 1;
}

/**
 * Adds a mark to a line: as the last key of a JSON object, which readers of OTLP/JSON, Spark and DuckDB take for one more
 * field, or after the text.
 *
 * The digest covers every byte of the line up to its own value, so the mark's other fields too, and only constants follow.
 * @param line without its line feed
 * @param digest of bytes, in base64url
 */
export function markLine(
  line: Uint8Array,
  mark: Omit<ChainMark, 'digest'>,
  digest: (covered: Uint8Array) => string,
): MarkedLine {
  const isObject = line.length > 1 && line[0] === OPENING_BRACE && line[line.length - 1] === CLOSING_BRACE;
  const kept = isObject ? line.subarray(0, -1) : line;
  const lead = isObject ? (kept.length === 1 ? EMPTY_JSON_LEAD : JSON_LEAD) : TEXT_LEAD;
  const sequence = String(mark.sequence).padStart(SEQUENCE_DIGITS, '0');
  const fields = `${lead}${ROLE_TEXT[mark.role]}${seamText(mark.seam)}"id":"${mark.id}","seq":"${sequence}","prev":"${mark.previous}","${mark.isKeyed ? 'hmac' : 'hash'}":"`;
  const closing = isObject ? '"}}\n' : '"}\n';
  const covered = kept.length + fields.length;
  const bytes = Buffer.allocUnsafe(covered + NO_DIGEST.length + closing.length);
  bytes.set(kept);
  bytes.write(fields, kept.length, 'latin1');
  const own = digest(bytes.subarray(0, covered));
  bytes.write(own + closing, covered, 'latin1');
  return { bytes, digest: own };
}

/** A line with its mark. */
export interface MarkedLine {
  /** With its line feed. */
  readonly bytes: Uint8Array;
  readonly digest: string;
}

/** A mark that was read, and where. */
export interface FoundMark {
  readonly mark: ChainMark;
  /** How many bytes at the end of the line the digest does not cover. */
  readonly uncovered: number;
}

const MARK =
  /(?:"laketraceChain":|( \| laketraceChain ))\{(?:"(start|end)":true,)?(?:"seam":"(closed|killed|cut)",)?"id":"([\w-]{12})","seq":"(\d{15})","prev":"([\w-]{43})","(hash|hmac)":"([\w-]{43})("\}\}?)$/;

/**
 * Reads the mark at the end of a line; whether it is true is for the digest to say.
 * @param line its bytes without line feed, at least the last {@link LONGEST_MARK}
 */
export function readMark(line: Buffer): FoundMark | undefined {
  const found = MARK.exec(line.toString('latin1', Math.max(0, line.length - LONGEST_MARK)));
  if (found === null) return undefined;
  const [, textLead, role = 'line', seam, id = '', sequence = '', previous = '', kind, digest = '', closing = ''] =
    found;
  if (closing.length !== (textLead === undefined ? 3 : 2)) return undefined;
  return {
    mark: {
      id,
      sequence: Number(sequence),
      role: role as ChainLineRole,
      seam: seam as ChainSeam | undefined,
      previous,
      isKeyed: kind === 'hmac',
      digest,
    },
    uncovered: digest.length + closing.length,
  };
}

function seamText(seam: ChainSeam | undefined): string {
  return seam === undefined ? '' : `"seam":"${seam}",`;
}

const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;
