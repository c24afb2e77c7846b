// The words of this folder: platforms, runtime types, and what counts as evidence of a platform.
import type { Environment } from './environment.ts';

/** The platforms that detection knows; `local` is everything else. */
export type Platform = 'fabric' | 'databricks' | 'spark' | 'local';

/** Every {@link Platform}, in the order in which evidence of equal kind is weighed. */
export const PLATFORMS: readonly Platform[] = ['fabric', 'databricks', 'spark', 'local'];

/** How the program was started: from a notebook, as a job, as a long-running app, as a script on a Spark machine, locally. */
export type RuntimeType = 'notebook' | 'job' | 'app' | 'script' | 'local';

/** The part a process plays in a cluster. Databricks' workers and Spark's executors are both `executor`. */
export type RuntimeRole = 'driver' | 'executor';

/** Resource attributes of a platform, by name. */
export type PlatformAttributes = Readonly<Record<string, string>>;

/** What one piece of evidence gave: whether it counts, and a sentence for people, which holds no value of a variable. */
export interface Finding {
  readonly counts: boolean;
  readonly text: string;
}

/** One piece of evidence that alone is enough to decide the platform. */
export interface Evidence {
  readonly platform: Exclude<Platform, 'local'>;
  /** Looks for it. `undefined`: there is no trace of it. */
  find(environment: Environment): Finding | undefined;
}

/** Variables that look like evidence of a platform and are none. */
export interface Decoys {
  readonly platform: Exclude<Platform, 'local'>;
  readonly names: readonly string[];
  /** Completes the sentence "X is set, …". */
  readonly reason: string;
}

/** What is known of a program once its platform is decided. */
export interface PlatformDetails {
  readonly type: RuntimeType;
  readonly attributes: PlatformAttributes;
  /** A run id that the platform itself gives, and where it was found. */
  readonly runId?: { readonly value: string; readonly source: string };
  /** The app's or job's name: the service name of a program that has none. */
  readonly serviceName?: string;
  /** Sentences on where the type and the ids come from, and on what could not be read. */
  readonly notes: readonly string[];
}

/** Evidence that a variable is set, whatever its value. */
export function variableIsSet(platform: Evidence['platform'], name: string): Evidence {
  return {
    platform,
    find: (environment) => (environment.isSet(name) ? { counts: true, text: `${name} is set` } : undefined),
  };
}

/** Evidence that a regular file exists, whatever it holds. */
export function fileExists(platform: Evidence['platform'], path: string): Evidence {
  return {
    platform,
    find(environment) {
      switch (environment.kindOf(path)) {
        case 'file':
          return { counts: true, text: `${path} exists` };
        case 'absent':
          return undefined;
        case 'unknown':
          return { counts: false, text: `whether ${path} exists cannot be told` };
        default:
          return { counts: false, text: `${path} is not a regular file` };
      }
    },
  };
}
