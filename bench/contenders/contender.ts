// What a logger has to do to take part in a bench.
import type { Sample } from './samples.ts';

/** A logger that writes into a directory. */
export interface Contender {
  log(sample: Sample): void;
  /** Resolves when all records are in files. */
  finish(): Promise<void>;
}

/** Makes one; its files begin with `app`. */
export type MakeContender = (directory: string) => Contender;

/** The two lines of the OpenTelemetry SDK. */
export type SdkLine = 'sdk-3' | 'sdk-0.2';
