// One life: writers with one name are started, disturbed and killed.
import { setTimeout as sleep } from 'node:timers/promises';
import { disturb, type Effect, isPossible } from './disturbances.ts';
import type { Machine } from './machine.ts';
import type { Disturbance, DisturbanceKind, Life, Writer } from './plan.ts';
import type { Scene } from './scene.ts';
import { type Range, WriterProcess } from './writer-process.ts';

/**
 * How long a writer may take to promise something after a disturbance: the exporter's backoff, the compression by bzip2 of
 * hundreds of files that the lives before have left, and a busy machine.
 */
const LONGEST_RECOVERY = 240_000;
/** How long is waited for a rotated file to delete, and for a refusal that must come. */
const LONGEST_WAIT = 240_000;
const POLL = 5;

/** How a disturbance ended: carried out, nothing was there to do it to, or the machine does not allow it. */
export type Outcome = 'done' | 'idle' | 'skipped';

/** What a life has shown. */
export interface LifeResult {
  readonly kills: number;
  /** What was promised, by the label of the writer. */
  readonly promised: ReadonlyMap<string, readonly Range[]>;
  readonly refusals: number;
  readonly disturbances: readonly (readonly [DisturbanceKind, Outcome])[];
  readonly problems: readonly string[];
}

/** Where and as what a life is lived. */
export interface LifeFrame {
  readonly scene: Scene;
  readonly machine: Machine;
  /** Part of the labels of its writers. */
  readonly name: string;
  readonly variables: NodeJS.ProcessEnv;
}

/** Lives a life to its end: when this resolves every writer is dead and every disturbance undone. */
export function live(life: Life, frame: LifeFrame): Promise<LifeResult> {
  return new LifeCourse(life, frame).run();
}

class LifeCourse {
  readonly #life: Life;
  readonly #frame: LifeFrame;
  readonly #outcomes: [DisturbanceKind, Outcome][] = [];
  readonly #problems: string[] = [];
  readonly #allDead = new AbortController();
  #writers: readonly WriterProcess[] = [];
  #kills = 0;

  constructor(life: Life, frame: LifeFrame) {
    this.#life = life;
    this.#frame = frame;
  }

  async run(): Promise<LifeResult> {
    const { before, writers } = this.#life;
    const effects = before.map((disturbance) => ({ disturbance, effect: this.#disturb(disturbance) }));
    this.#writers = writers.map(({ options, batch, isChatty }, index) => {
      const { scene, machine, name, variables } = this.#frame;
      const label = `${name}w${index}`;
      const { clock } = this.#life;
      return new WriterProcess({
        directory: scene.logs,
        options,
        batch,
        isChatty,
        clock,
        label,
        machine,
        variables,
      });
    });
    const calm = this.#disturbAll(effects);
    await Promise.all(writers.map((writer, index) => this.#liveAndDie(writer, this.#writers[index], calm)));
    this.#allDead.abort();
    await calm;
    return {
      kills: this.#kills,
      promised: new Map(this.#writers.map(({ label, promised }) => [label, promised])),
      refusals: this.#writers.reduce((sum, { refusals }) => sum + refusals, 0),
      disturbances: this.#outcomes,
      problems: this.#problems,
    };
  }

  async #liveAndDie({ kill }: Writer, process: WriterProcess | undefined, calm: Promise<void>): Promise<void> {
    if (process === undefined) return;
    await process.ready();
    if (kill.from === 'recovery') {
      await calm;
      const promisedBefore = process.promised.length;
      const isWriting = await process.until(() => process.promised.length > promisedBefore, LONGEST_RECOVERY);
      if (!isWriting && !process.hasEnded) {
        const kinds = this.#outcomes.map(([kind]) => kind).join(', ');
        this.#problems.push(`${process.label} did not write again after: ${kinds}`);
      }
    }
    await sleep(kill.after);
    await process.kill();
    if (process.ownEnd === undefined) this.#kills++;
    else this.#problems.push(process.ownEnd);
  }

  async #disturbAll(before: readonly { disturbance: Disturbance; effect: Effect | undefined }[]): Promise<void> {
    await Promise.all(this.#writers.map((writer) => writer.ready()));
    for (const { disturbance, effect } of before) {
      this.#note(disturbance, effect);
      if (effect !== undefined) await this.#hold(disturbance, effect);
    }
    for (const disturbance of this.#life.during) {
      await this.#pause(disturbance.after);
      const effect = await this.#disturbWhenPossible(disturbance);
      this.#note(disturbance, effect);
      if (effect !== undefined) await this.#hold(disturbance, effect);
    }
  }

  #disturb(disturbance: Disturbance): Effect | undefined {
    const { scene, machine } = this.#frame;
    if (!isPossible(disturbance.kind, machine)) return undefined;
    const tell = (command: string) => {
      for (const writer of this.#writers) writer.tell(command);
    };
    return disturb(disturbance, { scene, machine, pids: this.#pids, tell });
  }

  /** A file to delete may not be there yet. */
  async #disturbWhenPossible(disturbance: Disturbance): Promise<Effect | undefined> {
    if (!isPossible(disturbance.kind, this.#frame.machine)) return undefined;
    for (const end = Date.now() + LONGEST_WAIT; ; await this.#pause(POLL)) {
      const effect = this.#disturb(disturbance);
      if (effect !== undefined || this.#pids.length === 0 || Date.now() > end) return effect;
    }
  }

  /** Undoes a disturbance after its time; one that makes writing impossible not before a flush was refused. */
  async #hold({ kind, hold }: Disturbance, effect: Effect): Promise<void> {
    const refusals = this.#writers.map((writer) => writer.refusals);
    const wasRefused = () => this.#writers.some((writer, index) => writer.refusals > (refusals[index] ?? 0));
    try {
      await this.#pause(hold);
      if (!effect.isRefusing) return;
      for (const end = Date.now() + LONGEST_WAIT; !wasRefused() && this.#pids.length > 0; await this.#pause(POLL)) {
        effect.sustain?.();
        if (Date.now() > end) {
          this.#problems.push(`no flush was refused during: ${kind}`);
          return;
        }
      }
    } finally {
      effect.undo();
    }
  }

  #note({ kind }: Disturbance, effect: Effect | undefined): void {
    const isSkipped = !isPossible(kind, this.#frame.machine);
    this.#outcomes.push([kind, isSkipped ? 'skipped' : effect === undefined ? 'idle' : 'done']);
  }

  get #pids(): number[] {
    return this.#writers.flatMap(({ pid }) => pid ?? []);
  }

  /** Waits, but not for the dead. */
  async #pause(milliseconds: number): Promise<void> {
    await sleep(milliseconds, undefined, { signal: this.#allDead.signal }).catch(() => undefined);
  }
}
