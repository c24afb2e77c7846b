// The minimum severity of each scope, which may change while the program runs.
import { isGlob, nameMatcher } from '../record/name-pattern.ts';
import { EVERY_SCOPE, type LevelRules } from './level-rules.ts';

/** Who has said something of levels. A later one of these counts before those in front of it, scope by scope. */
const SPEAKERS = ['options', 'environment', 'program', 'file'] as const;
export type LevelSpeaker = (typeof SPEAKERS)[number];

/** Names of scopes may come from outside: this many are remembered. */
const MOST_SCOPES = 10_000;

interface Glob {
  readonly severity: number;
  readonly matches: (name: string) => boolean;
  /** The characters that are no wildcards. */
  readonly literals: number;
  readonly stars: number;
}

/** What a record says of who has logged it. */
type Scope = { readonly name: string } | undefined;

/**
 * Says for each scope which severity a record must have to be kept. The most specific rule counts: the name itself, then the pattern
 * with most characters that are no wildcards, then that with fewest `*`; of two alike the one that was given last.
 *
 * While no scope has a rule of its own, an answer takes one comparison; otherwise, one more, as nearly every record has the scope of the
 * record before. What is found by patterns is remembered by name.
 */
export class SeverityLevels {
  readonly #rules: Record<LevelSpeaker, LevelRules>;
  readonly #known = new Map<string, number>();
  #ceiling = Number.POSITIVE_INFINITY;
  #base = 0;
  #exact: LevelRules = new Map();
  #globs: readonly Glob[] = [];
  #isUniform = true;
  #lastScope: Scope;
  #last = 0;

  /** @param options what the options say, for {@link EVERY_SCOPE} at least */
  constructor(options: LevelRules) {
    const none: LevelRules = new Map();
    this.#rules = { options, environment: none, program: none, file: none };
    this.#compile();
  }

  /** The lowest severity that is kept of a scope. */
  of(scope: Scope): number {
    if (this.#isUniform) return this.#base;
    if (scope === this.#lastScope) return this.#last;
    this.#lastScope = scope;
    this.#last = this.ofName(scope?.name);
    return this.#last;
  }

  /** As {@link of}, by the name of the scope. */
  ofName(name: string | undefined): number {
    if (this.#isUniform || typeof name !== 'string') return this.#base;
    let severity = this.#known.get(name);
    if (severity === undefined) {
      severity = this.#exact.get(name) ?? this.#globs.find(({ matches }) => matches(name))?.severity ?? this.#base;
      if (this.#known.size >= MOST_SCOPES) this.#known.clear();
      this.#known.set(name, severity);
    }
    return severity;
  }

  /** Replaces all that one of the speakers has said. */
  replace(speaker: LevelSpeaker, rules: LevelRules): void {
    this.#rules[speaker] = rules;
    this.#compile();
  }

  /** Sets the level of a scope as the program says it; nothing takes it back. */
  set(scope: string, severity: number | undefined): void {
    const rules = new Map(this.#rules.program);
    rules.delete(scope);
    if (severity !== undefined) rules.set(scope, severity);
    this.replace('program', rules);
  }

  /** From now on scopes without a rule of their own are kept from this severity on, or from a lower one. Nothing: as the rules say. */
  lowerTo(ceiling: number | undefined): void {
    this.#ceiling = ceiling ?? Number.POSITIVE_INFINITY;
    this.#compile();
  }

  #compile(): void {
    const all = new Map<string, number>();
    for (const [scope, severity] of SPEAKERS.flatMap((speaker) => [...this.#rules[speaker]])) {
      // Put after the others: of two patterns alike the one that was given last counts.
      all.delete(scope);
      all.set(scope, severity);
    }
    this.#base = Math.min(all.get(EVERY_SCOPE) ?? 0, this.#ceiling);
    all.delete(EVERY_SCOPE);
    this.#exact = new Map([...all].filter(([scope]) => !isGlob(scope)));
    const globs = [...all].filter(([scope]) => isGlob(scope)).map(globOf);
    this.#globs = globs.toReversed().sort((a, b) => b.literals - a.literals || a.stars - b.stars);
    this.#isUniform = all.size === 0;
    this.#known.clear();
    this.#lastScope = undefined;
    this.#last = this.#base;
  }
}

function globOf([pattern, severity]: readonly [string, number]): Glob {
  const stars = pattern.split('*').length - 1;
  const literals = pattern.replace(/[*?]/g, '').length;
  return { severity, matches: nameMatcher(pattern, 'levels'), literals, stars };
}
