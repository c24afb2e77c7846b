// The journal of a directory as one target needs it. It is best effort: without it the target is asked for each file.
import { messageOf } from '../foreign/shape.ts';
import type { ClosedFile } from './closed-files.ts';
import { Journal, type JournalEntry } from './journal.ts';

/** Whom to tell of what could not be done. */
export interface JournalListeners {
  note(text: string): void;
  failed(error: unknown): void;
}

/** What is written down of files at one target, and is written down of more of them. */
export class TargetJournal {
  readonly #target: string;
  readonly #journal: Journal | undefined;
  readonly #listeners: JournalListeners;
  /** Under which names something damaged is. */
  readonly #damaged: Set<string>;

  /** @param journal nothing: what is added is known to this upload alone */
  constructor(target: string, journal: Journal | undefined, listeners: JournalListeners) {
    this.#target = target;
    this.#journal = journal;
    this.#listeners = listeners;
    this.#damaged = new Set(journal?.damagedAt(target));
  }

  /** One that cannot be used is no reason to upload nothing. */
  static async read(directory: string, target: string, listeners: JournalListeners): Promise<TargetJournal> {
    let journal: Journal | undefined;
    try {
      journal = await Journal.read(directory);
    } catch (error) {
      listeners.note(`the journal cannot be used, so that the target is asked for each file: ${messageOf(error)}`);
    }
    return new TargetJournal(target, journal, listeners);
  }

  /** Under the same name a file has to have the same content, under another it is its archive. */
  entryOf(file: ClosedFile): JournalEntry | undefined {
    const entries = this.#journal?.entriesOf(this.#target, file.key) ?? [];
    const isSame = (entry: JournalEntry) =>
      entry.file !== file.file || (entry.bytes === file.bytes && entry.modified === file.modified);
    return entries.findLast(isSame);
  }

  /** @returns the entry that was added */
  async add(entry: Omit<JournalEntry, 'target'>): Promise<JournalEntry> {
    const added = { target: this.#target, ...entry };
    await this.#writeDown((journal) => journal.add(added));
    return added;
  }

  hasDamaged(remote: string): boolean {
    return this.#damaged.has(remote);
  }

  async addDamaged(remote: string): Promise<void> {
    if (this.#damaged.has(remote)) return;
    this.#damaged.add(remote);
    await this.#writeDown((journal) => journal.addDamaged(this.#target, remote));
  }

  /** Forgets files that are gone for long. */
  async shrink(files: readonly ClosedFile[], now: number): Promise<void> {
    await this.#journal?.shrink(new Set(files.map(({ key }) => key)), now);
  }

  async close(): Promise<void> {
    await this.#journal?.close().catch((error) => this.#listeners.failed(error));
  }

  /** A file that is not in the journal is compared with the target the next time: that is no reason for it to fail. */
  async #writeDown(write: (journal: Journal) => Promise<void>): Promise<void> {
    try {
      if (this.#journal !== undefined) await write(this.#journal);
    } catch (error) {
      this.#listeners.failed(new Error(`the journal could not be written: ${messageOf(error)}`));
    }
  }
}
