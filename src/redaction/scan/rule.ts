// The identity of one rule: what it reports, under which name, on what evidence.
import { type Entity, entityRank, STATEMENT_ENTITIES } from './entities.ts';

/** A rule that finds hits of one entity. */
export interface Rule {
  readonly entity: Entity;
  /** Place of the entity among all: the lower, the more specific. */
  readonly rank: number;
  /** Short name, for `explain`. */
  readonly name: string;
  /** What makes a hit believable, in words. */
  readonly evidence: string;
  /** Whether it finds what statements and commands have, in which a plus may stand for a blank. */
  readonly isOfStatements: boolean;
  /** Whether what it finds in a decoded text counts only where it was percent-encoded itself. */
  readonly needsEncoding: boolean;
}

/** What most rules leave at its default. */
export interface RuleOptions {
  /** Whether what it finds in a decoded text counts only where it was percent-encoded itself; `false` by default. */
  readonly needsEncoding?: boolean;
}

/** Names a rule. */
export function defineRule(
  entity: Entity,
  name: string,
  evidence: string,
  { needsEncoding = false }: RuleOptions = {},
): Rule {
  return {
    entity,
    rank: entityRank(entity),
    name,
    evidence,
    isOfStatements: STATEMENT_ENTITIES.has(entity),
    needsEncoding,
  };
}
