// What a check of the hash chain is asked, and what it answers.
import type { IntegrityKeys } from '../chain-digest.ts';
import type { ChainSummary } from './chain-audit.ts';
import type { EarlierChain } from './earlier-chains.ts';
import type { IntegrityNotice, IntegrityProblem } from './integrity-findings.ts';

/** Options of `verifyIntegrity`. */
export interface VerifyIntegrityOptions {
  /**
   * The key that the files were written with; where it was changed, all of them in the order of their use. A line of an earlier key
   * after one of a later key counts as altered. Default: none, for chains without a key.
   */
  readonly key?: IntegrityKeys | undefined;
  /**
   * The `chains` of an earlier report of the same log, kept where nobody can change it who can change the files: lines at the end
   * of a chain that are gone since then, and files made anew, are then reported, and lines that are gone in front noted, which nothing in the
   * files themselves shows.
   */
  readonly since?: readonly EarlierChain[] | undefined;
}

/** What `verifyIntegrity` resolves to. */
export interface IntegrityReport {
  /** Whether nothing is wrong, of at least one file. */
  readonly ok: boolean;
  /** How many files were checked. */
  readonly files: number;
  /** How many lines they have. */
  readonly lines: number;
  /** What is wrong, by file in the order given, and line. At most 10,000. */
  readonly problems: readonly IntegrityProblem[];
  /** What is to be known besides: files that are being written, processes that were killed. At most 10,000. */
  readonly notices: readonly IntegrityNotice[];
  /** The chains found, for keeping the last digest elsewhere. */
  readonly chains: readonly ChainSummary[];
}
