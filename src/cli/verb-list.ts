// The verbs, in the order of the help. Each is loaded when it is used: `laketrace --help` reads none of them.
import type { Verb } from './verb.ts';

/** A verb that can be loaded. */
export interface ListedVerb {
  readonly name: string;
  /** A few words for the list. */
  readonly summary: string;
  load(): Promise<Verb>;
}

/** All verbs. */
export const VERBS: readonly ListedVerb[] = [
  {
    name: 'cat',
    summary: 'show the records of files',
    load: async () => (await import('./verbs/cat.ts')).cat as Verb,
  },
  {
    name: 'tail',
    summary: 'show the last records, and those that come',
    load: async () => (await import('./verbs/tail.ts')).tail as Verb,
  },
];
