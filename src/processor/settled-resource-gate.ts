// Holds records back while attributes of their resource are still being found out, so that no file begins without them.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { onExit } from '../file/exit-hook.ts';

type Resource = ReadableLogRecord['resource'];

// A detector that never answers must not keep records in memory for good.
const LONGEST_WAIT = 5000;
const MOST_RECORDS = 10_000;

/** Passes records on, in order, once the attributes of their resources have settled. */
export class SettledResourceGate {
  readonly #pass: (record: ReadableLogRecord) => void;
  readonly #held: ReadableLogRecord[] = [];
  // The last resource that needed no waiting: the only check that most records ever meet.
  #settled: Resource | undefined;
  #opening: Promise<void> | undefined;
  #leaveExit: (() => void) | undefined;

  constructor(pass: (record: ReadableLogRecord) => void) {
    this.#pass = pass;
  }

  /** Takes a record: passes it on, or holds it back. */
  emit(record: ReadableLogRecord): void {
    if (record.resource === this.#settled && this.#opening === undefined) return this.#pass(record);
    const isPending = record.resource.asyncAttributesPending === true;
    if (this.#opening === undefined && !isPending) {
      this.#settled = record.resource;
      return this.#pass(record);
    }
    this.#held.push(record);
    if (this.#held.length > MOST_RECORDS) this.#release();
    else this.#opening ??= this.#waitFor(record.resource);
  }

  /** Resolves when no record is held back. */
  async settle(): Promise<void> {
    while (this.#opening !== undefined) await this.#opening;
  }

  async #waitFor(resource: Resource): Promise<void> {
    this.#leaveExit = onExit(() => this.#release());
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, LONGEST_WAIT);
    });
    // Never rejects, by its contract.
    await Promise.race([resource.waitForAsyncAttributes?.(), tooLong]);
    clearTimeout(timer);
    this.#opening = undefined;
    const next = this.#held.find(({ resource: { asyncAttributesPending } }) => asyncAttributesPending === true);
    if (next !== undefined && next.resource !== resource) this.#opening = this.#waitFor(next.resource);
    else this.#release();
  }

  #release(): void {
    this.#opening = undefined;
    this.#leaveExit?.();
    for (const record of this.#held.splice(0)) this.#pass(record);
  }
}
