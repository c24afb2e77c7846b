// What may be wrong with log files, what is to be known of them besides, and what to do about each.
import type { IntegrityNoticeKind, IntegrityProblemKind } from '../integrity/verify/integrity-findings.ts';

/** What is wrong with log files: with their chain (see {@link IntegrityProblemKind}), or with what is in them. */
export type LogProblemKind =
  | IntegrityProblemKind
  /** An archive ends too early: only its beginning was written, or copied. */
  | 'cut-archive'
  /** The bytes of an archive are not those that were written. */
  | 'damaged-archive'
  /** An archive is of another kind than its name says. Readers take it for what it is. */
  | 'misnamed-archive'
  /** The last line is cut within a record, and no process is writing it. */
  | 'torn'
  /** A line is none of a log. */
  | 'invalid';

/** What is to be known of log files, though it is not wrong. */
export type LogNoticeKind =
  | IntegrityNoticeKind
  /** Records were given up while the program ran, as a record in the file says. */
  | 'lost'
  /** No line feed ends the last line, which is whole as far as one can tell. */
  | 'unended'
  /** The end of a line that a crash tore; it was cut off, and is kept in a file of its own. */
  | 'fragment'
  /** An archive that was being written when its process died, or is being written. */
  | 'temporary'
  /** A file stands beside its archive. */
  | 'twin'
  /** A file stands beside an archive of its name that holds something else. */
  | 'namesake'
  /** A link leads to nothing. */
  | 'dangling'
  /** The file went away while the others were looked at. */
  | 'gone';

/** Something that was found in log files. */
export interface LogFinding<Kind> {
  /** The file, as it was given. Empty where it is about none. */
  readonly file: string;
  /** The line it begins with, counted from 1 in the decompressed file; 0 where it is not about a line. */
  readonly line: number;
  readonly kind: Kind;
  /** What was found, for people. Holds no text of the log, and no key. */
  readonly message: string;
  /** What to do about it, for people. */
  readonly remedy: string;
}

const RESTORE = 'take the file from a copy: from the lake, the collector, or a backup';

/** What to do about each kind of finding. */
export const REMEDIES: Readonly<Record<LogProblemKind | LogNoticeKind, string>> = {
  altered: `somebody changed the log, or the key is another one; ${RESTORE}`,
  removed: `somebody took lines out; ${RESTORE}`,
  inserted: 'somebody added lines that the program did not write: do not rely on them',
  reordered: `somebody moved lines; ${RESTORE}`,
  cut: `lines are gone; ${RESTORE}`,
  unclosed:
    'verify the log where it was written, where the lock beside the file says what became of its process; or take a copy that is whole',
  missing: 'give all files of the log at once; what retention has deleted cannot be verified any more',
  duplicate:
    'give each file once; of a file beside its archive, `laketrace compress` removes the one that is not needed',
  key: 'give the key that the files were written with by --key-env or --key-file, or none where they were written without',
  unreadable: 'see that it is a file, that the path is right, and that you may read it',
  nothing: 'name files, or a directory that has log files',
  'cut-archive': `the lines up to there can still be read (\`laketrace cat\`); ${RESTORE}`,
  'damaged-archive': `the lines up to there can still be read (\`laketrace cat\`); ${RESTORE}`,
  'misnamed-archive':
    'nothing in it is harmed, and readers take it for what it is; give it the right suffix, for other programs go by its name',
  torn: 'nothing before it is harmed: readers take what is there for a record or text where it is one, and the next start of the program cuts it off',
  invalid:
    'see what else writes to the file; readers leave out what is no record, read what stands behind zeros, and `laketrace cat` shows text as it stands',
  unended:
    'nothing, where another program wrote it: readers take it for a line. The next start of a program that writes here by LakeTrace cuts it off and keeps it as `.torn`: end it with a line feed before',
  open: 'nothing: it is being written',
  expired: `nothing, where retention deletes files; else ${RESTORE}`,
  killed: 'nothing: what was in the memory of the process is lost',
  lost: 'see why the disk could not be written at that time; a larger `maxBufferedBytes` bridges longer times',
  fragment: 'nothing: it may be deleted once nobody wants to look at it',
  temporary: 'nothing: the next start of the program, or `laketrace compress`, makes it anew',
  twin: '`laketrace compress` removes the plain file where the archive holds all of it',
  namesake: 'nothing is lost; give one of the two another name, so that no program takes them for the same',
  dangling:
    'nothing, where it names the active file of a program that has none at present; else see what became of the file',
  gone: 'nothing: retention deleted it, or it was renamed',
};
