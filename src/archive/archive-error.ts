// What is wrong with an archive, in words for people: codecs and zlib say it in their own.
import { asError, isErrno, isOf, messageOf, nameClass } from '../foreign/shape.ts';
import type { CodecName } from './stream/codec.ts';

/**
 * What is wrong with an archive: it ends too early; its bytes are not those that were written; others follow its end; it is of a kind that is
 * not read here.
 */
export type ArchiveFault = 'cut' | 'damaged' | 'longer' | 'unsupported';

/** An archive cannot be read to its end. Its `cause` is what the codec said, with the code that zlib gave it. */
export class ArchiveError extends Error {
  static {
    nameClass(ArchiveError, 'ArchiveError');
  }

  override readonly name = 'ArchiveError';
  readonly fault: ArchiveFault;
  /** What is wrong, alone. */
  readonly wrong: string;

  /**
   * @param bytes how many were unpacked
   * @param reason of what is damaged or not supported: why
   */
  constructor(codec: CodecName, fault: ArchiveFault, bytes: number, reason?: string, options?: ErrorOptions) {
    const wrong = wordsOf(codec, fault, reason);
    super(
      withRest(wrong, bytes === 0 ? 'nothing of it was read' : `${counted(bytes)} bytes of it were read`, fault),
      options,
    );
    this.fault = fault;
    this.wrong = wrong;
  }

  /** The same as the message, with how many lines were read. */
  afterLines(lines: number): string {
    const read =
      lines === 0 ? 'no line of it was' : `its first ${lines === 1 ? 'line was' : `${counted(lines)} lines were`}`;
    return withRest(this.wrong, `${read} read`, this.fault);
  }
}

/** What a codec threw over the bytes of an archive. */
export function archiveErrorOf(thrown: unknown, codec: CodecName, bytes: number): ArchiveError {
  const [fault, reason] = faultOf(thrown);
  return new ArchiveError(codec, fault, bytes, reason, { cause: thrown });
}

/** Whether it was a codec that threw something: zlib, or one of ours. */
export function isOfCodec(thrown: unknown): boolean {
  const { code } = asError(thrown) as NodeJS.ErrnoException;
  return /^Z(?:STD)?_/.test(code ?? '') || /^(?:gzip|zstd|bz2|zip): /.test(messageOf(thrown));
}

/** Whether an error is an {@link ArchiveError}. */
export function isArchiveError(thrown: unknown): thrown is ArchiveError {
  return isOf<ArchiveError>(thrown, 'ArchiveError');
}

const CUT = 'unexpected end of file';
const SUM = /checksum|data check|length check|size differs/;
/** Of gzip it is zlib that says it: its first header is seen before. */
const BEHIND =
  /follow the end$|no (?:stream|frame) starts where one ended|incorrect header check|unknown compression method/;
/** What our codecs say of archives that other programs read. */
const UNSUPPORTED =
  /(?:the file is encrypted|beyond 4 GiB|it holds more than one file|the file is neither deflated|a randomised block)/;
const OF_ZLIB: Readonly<Record<string, string>> = {
  ZSTD_error_frameParameter_windowTooLarge: 'it was made with a window above 128 MiB (zstd --long)',
  ZSTD_error_dictionary_wrong: 'it was made with a dictionary',
  ZSTD_error_memory_allocation: 'there is too little memory for it',
  Z_MEM_ERROR: 'there is too little memory for it',
};

function faultOf(thrown: unknown): [fault: ArchiveFault, reason?: string | undefined] {
  const said = messageOf(thrown);
  if (isErrno(thrown, 'Z_BUF_ERROR') || said.endsWith(CUT)) return ['cut'];
  for (const [code, reason] of Object.entries(OF_ZLIB)) if (isErrno(thrown, code)) return ['unsupported', reason];
  if (BEHIND.test(said)) return ['longer'];
  if (said.endsWith('damaged, or it holds more than one file')) {
    return ['damaged', 'behind the first file in it stand further files, or bytes that are none'];
  }
  const unsupported = UNSUPPORTED.exec(said);
  if (unsupported !== null) return ['unsupported', said.slice(unsupported.index)];
  const isOfSum = SUM.test(said) || isErrno(thrown, 'ZSTD_error_checksum_wrong');
  return isOfSum ? ['damaged', 'its checksum does not fit what is in it'] : ['damaged'];
}

function wordsOf(codec: CodecName, fault: ArchiveFault, reason?: string): string {
  if (fault === 'cut') return `the ${codec} archive ends too early: the rest was not written, or not copied`;
  if (fault === 'longer') return `other bytes follow the end of the ${codec} archive`;
  if (fault === 'unsupported') return `the ${codec} archive cannot be unpacked here: ${reason}`;
  return `the ${codec} archive is damaged: ${reason ?? 'some of its bytes are not those that were written'}`;
}

const REMEDIES: Readonly<Record<ArchiveFault, string>> = {
  cut: 'take the file from a copy that is whole',
  damaged: 'take the file from a copy that is whole',
  longer: 'see what was added to it',
  unsupported: 'unpack it with the program that it was made with, and read what comes of it',
};

function withRest(wrong: string, read: string, fault: ArchiveFault): string {
  return `${wrong}; ${read}; ${REMEDIES[fault]}`;
}

function counted(count: number): string {
  return count.toLocaleString('en-US');
}
