// What the rotating writer reports of its files.
import type { Steps } from '../system/file-system.ts';
import type { LogFile } from './log-file.ts';

/** Called by the writer with what it did. */
export interface WriterEvents {
  /**
   * A file will get no more lines. It is still open.
   * @param path its rotated name; nothing where it has none, because others took it away or it is closed under its active name
   */
  finished(file: LogFile, path: string | undefined): void;
  /** The active file could not be given its rotated name, and continues to be written. */
  rotationFailed(error: Error, file: LogFile): void;
  /** What should end a file could not be written to it. */
  endFailed(error: Error, file: LogFile): void;
  /** A new active file was opened; the steps are run before anything is written to it. */
  opened(file: LogFile): Steps<void>;
}
