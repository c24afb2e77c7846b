// What the command ends with, for scripts.

/** The exit codes; the help has them for users. */
export const EXIT = {
  /**
   * Done; the reader of the output may have had enough of it. Also where there is nothing to do for who keeps house, as a job does every night over
   * whatever is there.
   */
  done: 0,
  /**
   * Done, and the answer is no: nothing matches, or something is wrong with what was looked at. Also where there are no log files for who reads: a
   * script that looks for errors in the wrong directory must not take that for none.
   */
  no: 1,
  /** What was written on the command line is not accepted. */
  usage: 2,
  /** It could not be done: a file, the network, a package that is not installed. */
  failed: 3,
  /** Interrupted by Ctrl-C: 128 and the number of SIGINT, as shells have it. */
  interrupted: 130,
} as const;

/** One of {@link EXIT}. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What each of them means, for the help. */
export const EXIT_CODES: readonly (readonly [ExitCode, string])[] = [
  [EXIT.done, 'done; compress, prune and upload: also where there is nothing to do'],
  [EXIT.no, 'done, and the answer is no: nothing matches, there are no log files to read, or something is wrong'],
  [EXIT.usage, 'the command line is not accepted'],
  [EXIT.failed, 'it could not be done: a file, the network, a package that is not installed'],
  [EXIT.interrupted, 'interrupted by Ctrl-C; by another signal, 128 and its number'],
];
