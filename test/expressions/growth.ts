// Tells how the time of a backtracking matcher grows with a text, from the ambiguity of the expression's automaton.
import { type Automaton, automatonOf } from './automaton.ts';

export type Growth = 'linear' | 'polynomial' | 'exponential';

export interface Verdict {
  readonly growth: Growth;
  /** Of what is not linear, the texts that show it: `pump` repeated behind `prefix`. */
  readonly prefix: string;
  readonly pump: string;
}

/** A transition of several states at once, all by one character. */
interface Move {
  readonly states: readonly number[];
  /** Whether two of the ways are other ones, although they lead from one state to one state. */
  readonly isSplit: boolean;
}

/**
 * How the number of ways grows in which an expression can read a text, and with it the time to find that it does not match.
 * Exponential: a state is reached again from itself by one text in two ways. Polynomial: a text leads from a state to itself, from
 * it to another one, and from that to itself. (Weber and Seidl, "On the degree of ambiguity of finite automata", 1991.)
 */
export function growthOf(pattern: string, flags: string): Verdict {
  const automaton = automatonOf(pattern, flags);
  const search = new Search(automaton);
  const exponential = search.twofoldCycle();
  if (exponential !== undefined) return { growth: 'exponential', ...exponential };
  const polynomial = search.linkedCycles();
  if (polynomial !== undefined) return { growth: 'polynomial', ...polynomial };
  return { growth: 'linear', prefix: '', pump: '' };
}

/**
 * How many steps a backtracking matcher takes at the most to find that a text does not match: the number of ways to read each of
 * its beginnings.
 */
export function stepsFor(pattern: string, flags: string, text: string): number {
  const { alphabet, steps } = automatonOf(pattern, flags);
  let ways = new Map([[0, 1]]);
  let total = 1;
  for (const character of text) {
    const at = alphabet.indexOf(character);
    if (at < 0) throw new Error(`the text has ${JSON.stringify(character)}, which is not of the automaton's alphabet`);
    const next = new Map<number, number>();
    for (const [state, count] of ways) {
      for (const { to, ways: more } of steps[state]?.[at] ?? []) next.set(to, (next.get(to) ?? 0) + count * more);
    }
    ways = next;
    for (const count of ways.values()) total += count;
  }
  return total;
}

class Search {
  readonly #automaton: Automaton;
  /** The states that each state leads to, over any number of characters and at least one. */
  readonly #reached: readonly ReadonlySet<number>[];

  constructor(automaton: Automaton) {
    this.#automaton = automaton;
    this.#reached = automaton.steps.map((_, state) => this.#reachedFrom(state));
  }

  /** A state and a text that leads from it to itself in two ways. */
  twofoldCycle(): { prefix: string; pump: string } | undefined {
    for (const state of this.#onCycles()) {
      // Where a state has matched, the matcher comes back to no choice that it made before.
      if (this.#automaton.isMatch[state] === true) continue;
      const isOpen = (to: number): boolean => this.#isTogether(state, to) && this.#automaton.isMatch[to] !== true;
      const pump = this.#path([state, state], [state, state], [isOpen, isOpen], true);
      if (pump !== undefined) return { prefix: this.#prefixTo(state), pump };
    }
    return undefined;
  }

  /** Two states and a text that leads from the first to itself and to the second, and from the second to itself. */
  linkedCycles(): { prefix: string; pump: string } | undefined {
    const onCycles = this.#onCycles();
    const { isMatch } = this.#automaton;
    for (const first of onCycles) {
      for (const second of onCycles) {
        if (first === second || isMatch[second] === true || !this.#leadsTo(first, second)) continue;
        const pump = this.#path(
          [first, first, second],
          [first, second, second],
          [
            (to) => this.#isTogether(first, to),
            (to) =>
              this.#isTogether(first, to) || (isMatch[to] !== true && (to === second || this.#leadsTo(to, second))),
            (to) => this.#isTogether(second, to) && isMatch[to] !== true,
          ],
          false,
        );
        if (pump !== undefined) return { prefix: this.#prefixTo(first), pump };
      }
    }
    return undefined;
  }

  #onCycles(): number[] {
    return [...this.#reached.keys()].filter((state) => this.#leadsTo(state, state));
  }

  #leadsTo(from: number, to: number): boolean {
    return this.#reached[from]?.has(to) === true;
  }

  /** Whether two states are on one cycle. */
  #isTogether(one: number, other: number): boolean {
    return one === other || (this.#leadsTo(one, other) && this.#leadsTo(other, one));
  }

  #reachedFrom(state: number): Set<number> {
    const reached = new Set<number>();
    const waiting = [state];
    for (let from = waiting.pop(); from !== undefined; from = waiting.pop()) {
      for (const { to } of (this.#automaton.steps[from] ?? []).flat()) {
        if (reached.has(to)) continue;
        reached.add(to);
        waiting.push(to);
      }
    }
    return reached;
  }

  #prefixTo(state: number): string {
    return state === 0 ? '' : (this.#path([0], [state], [() => true], false) ?? '');
  }

  /**
   * The shortest text by which states lead to others, all at once, each over open states only.
   * @param isSplitWanted whether the ways must part somewhere
   */
  #path(
    from: readonly number[],
    to: readonly number[],
    isOpen: readonly ((state: number) => boolean)[],
    isSplitWanted: boolean,
  ): string | undefined {
    const goal = keyOf({ states: to, isSplit: isSplitWanted });
    const seen = new Map<string, Origin>();
    const waiting: Move[] = [{ states: from, isSplit: false }];
    for (let i = 0; i < waiting.length; i++) {
      const move = waiting[i] as Move;
      for (const { character, next } of this.#successors(move, isOpen)) {
        const isSplit = isSplitWanted && (move.isSplit || next.isSplit);
        const key = keyOf({ states: next.states, isSplit });
        if (seen.has(key)) continue;
        seen.set(key, { before: keyOf(move), character });
        if (key === goal) return textTo(seen, key, from.join());
        waiting.push({ states: next.states, isSplit });
      }
    }
    return undefined;
  }

  /** Where states lead by each character of the alphabet. */
  *#successors(
    { states }: Move,
    isOpen: readonly ((state: number) => boolean)[],
  ): Generator<{ readonly character: string; readonly next: Move }> {
    for (const [index, character] of this.#automaton.alphabet.entries()) {
      for (const next of this.#moves(states, index, isOpen)) yield { character, next };
    }
  }

  /** Where states lead by one character, in all combinations. */
  #moves(states: readonly number[], index: number, isOpen: readonly ((state: number) => boolean)[]): Move[] {
    let moves: Move[] = [{ states: [], isSplit: false }];
    for (const [i, state] of states.entries()) {
      const targets = (this.#automaton.steps[state]?.[index] ?? []).filter(({ to }) => isOpen[i]?.(to) === true);
      moves = moves.flatMap((move) =>
        targets.map(({ to, ways }) => ({ states: [...move.states, to], isSplit: move.isSplit || ways > 1 })),
      );
    }
    return moves.map((move) => ({ ...move, isSplit: move.isSplit || new Set(move.states).size > 1 }));
  }
}

/** From where, and by which character, a combination of states was reached first. */
interface Origin {
  readonly before: string;
  readonly character: string;
}

function keyOf({ states, isSplit }: Move): string {
  return `${states.join()}${isSplit ? '!' : ''}`;
}

function textTo(seen: ReadonlyMap<string, Origin>, goal: string, start: string): string {
  let text = '';
  for (let key = goal; ; ) {
    const step = seen.get(key);
    if (step === undefined) return text;
    text = step.character + text;
    key = step.before;
    if (key === start) return text;
  }
}
