// What an earlier verification has seen of chains: without it nobody can know that the end of a log, or its front, is gone.

import { ConfigurationError } from '../../spec/configuration-error.ts';
import { isObject } from '../../spec/option-checks.ts';
import type { ChainMark } from '../chain-mark.ts';

/** How far a chain went: a {@link ChainSummary} of an earlier report has all of it. */
export interface EarlierChain {
  readonly id: string;
  /** The sequence of the first line there was. Without it nothing is said of lines that are gone from the front. */
  readonly first?: number | undefined;
  /** The sequence of the last line there was. */
  readonly last: number;
  /** The digest of that line. */
  readonly digest: string;
}

/** Whether a chain still has the line that it ended with. */
export interface EarlierLine extends EarlierChain {
  isMet: boolean;
}

/** The lines that are looked for, by chain. */
export class EarlierLines {
  readonly #lines = new Map<string, EarlierLine[]>();

  /** @throws ConfigurationError for what is no list of chains */
  constructor(chains: readonly EarlierChain[], option: string) {
    if (!Array.isArray(chains)) throw ConfigurationError.ofKind(option, chains, ACCEPTED);
    for (const [number, chain] of chains.entries()) {
      if (!isEarlierChain(chain)) throw ConfigurationError.ofKind(`${option}[${number}]`, chain, ACCEPTED);
      const { id, first, last, digest } = chain;
      this.#lines.set(id, [...(this.#lines.get(id) ?? []), { id, first, last, digest, isMet: false }]);
    }
  }

  /** Takes note of a line. @returns whether another one was in its place */
  meet({ id, sequence, digest }: ChainMark): boolean {
    let isOther = false;
    for (const line of this.#lines.get(id) ?? NONE) {
      if (line.last !== sequence) continue;
      line.isMet = true;
      isOther ||= line.digest !== digest;
    }
    return isOther;
  }

  /** Of each chain the last line that is looked for, where it was not met. */
  get missed(): EarlierLine[] {
    return this.latest.filter(({ isMet }) => !isMet);
  }

  /** Of each chain what the latest report has seen of it. */
  get latest(): EarlierLine[] {
    return [...this.#lines.values()].map((lines) => lines.reduce((a, b) => (b.last >= a.last ? b : a)));
  }
}

const ACCEPTED = 'the `chains` of an earlier report: a list of { id, last, digest }';
const NONE: readonly EarlierLine[] = [];

function isEarlierChain(value: unknown): value is EarlierChain {
  if (!isObject(value)) return false;
  const { id, first, last, digest } = value as Partial<EarlierChain>;
  const isFirst = first === undefined || Number.isSafeInteger(first);
  return typeof id === 'string' && isFirst && Number.isSafeInteger(last) && typeof digest === 'string';
}
