// The identity of one rule: what it reports, under which name, on what evidence.
import { type Entity, entityRank } from './entities.ts';

/** A rule that finds hits of one entity. */
export interface Rule {
  readonly entity: Entity;
  /** Place of the entity among all: the lower, the more specific. */
  readonly rank: number;
  /** Short name, for `explain`. */
  readonly name: string;
  /** What makes a hit believable, in words. */
  readonly evidence: string;
}

/** Names a rule. */
export function defineRule(entity: Entity, name: string, evidence: string): Rule {
  return { entity, rank: entityRank(entity), name, evidence };
}
