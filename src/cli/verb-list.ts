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
  {
    name: 'grep',
    summary: 'show the records that have a text',
    load: async () => (await import('./verbs/grep.ts')).grep as Verb,
  },
  {
    name: 'stats',
    summary: 'show what is in files, at a glance',
    load: async () => (await import('./verbs/stats.ts')).stats as Verb,
  },
  {
    name: 'query',
    summary: 'ask the records questions in SQL',
    load: async () => (await import('./verbs/query.ts')).query as Verb,
  },
  {
    name: 'convert',
    summary: 'write the records in another format',
    load: async () => (await import('./verbs/convert.ts')).convert as Verb,
  },
  {
    name: 'verify',
    summary: 'check that log files are whole',
    load: async () => (await import('./verbs/verify.ts')).verify as Verb,
  },
  {
    name: 'redact',
    summary: 'mask PII and secrets in any text',
    load: async () => (await import('./verbs/redact.ts')).redact as Verb,
  },
  {
    name: 'compress',
    summary: 'compress the finished files of a directory',
    load: async () => (await import('./verbs/compress.ts')).compress as Verb,
  },
  {
    name: 'prune',
    summary: 'delete the finished files that a retention gives up',
    load: async () => (await import('./verbs/prune.ts')).prune as Verb,
  },
  {
    name: 'doctor',
    summary: 'check platform, packages, directory and collector',
    load: async () => (await import('./verbs/doctor.ts')).doctor as Verb,
  },
  {
    name: 'upload',
    summary: 'bring finished files to a lake',
    load: async () => (await import('./verbs/upload.ts')).upload as Verb,
  },
  {
    name: 'report',
    summary: 'make one HTML file of logs, to look at in a browser',
    load: async () => (await import('./verbs/report.ts')).report as Verb,
  },
  {
    name: 'completion',
    summary: 'print a script for bash, zsh or fish',
    load: async () => (await import('./verbs/completion.ts')).completion as Verb,
  },
];
