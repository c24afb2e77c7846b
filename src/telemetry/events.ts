// What happens, on channels of `node:diagnostics_channel`: for hooks without OpenTelemetry's metrics, free when nobody listens.
//
// Node calls subscribers within `publish`, one after the other. What one throws it reports as an uncaught exception at the next tick, after
// the other subscribers were called: it does not come back here, and nothing here could take it.
import { type Channel, channel } from 'node:diagnostics_channel';
import { afterwards } from '../foreign/afterwards.ts';
import { ignore, tell } from '../foreign/call.ts';
import type { ErrorSource } from './error-source.ts';

/** What a file's event says: whose file it is. */
export interface FileEvent {
  /** The first part of the file names. */
  readonly name: string;
  /** The absolute path of the plain file under its rotated name. */
  readonly file: string;
}

/** The events by channel: plain data, made for the event and frozen. */
export interface LakeTraceEvents {
  /** A file was finished and has its rotated name. */
  readonly 'laketrace:rotate': FileEvent & {
    /** Its size. */
    readonly bytes: number;
  };
  /** A finished file was compressed; the plain one is gone. */
  readonly 'laketrace:compress': FileEvent & {
    /** The absolute path of the archive. */
    readonly archive: string;
    /** `gzip`, `zstd`, `bz2`, `zip`, or `custom` for a function. */
    readonly codec: string;
    readonly bytesBefore: number;
    readonly bytesAfter: number;
    readonly milliseconds: number;
  };
  /** Retention has deleted a finished file, with its archive. */
  readonly 'laketrace:delete': FileEvent & {
    /** The size that it had, of what was there of the two. */
    readonly bytes: number;
  };
  /**
   * Records were lost: those of one turn of the event loop together. What a filter or `minimumSeverity` drops is not lost.
   */
  readonly 'laketrace:drop': {
    readonly source: 'processor' | 'file' | 'sink' | 'batch';
    /** The sink, the directory or the queue, where there is one. */
    readonly target?: string;
    /** `buffer_full`, `queue_full`, `given_up`, `format`, `failed`, `shutdown`, `stopped`. */
    readonly reason: string;
    readonly records: number;
  };
  /** An error was contained: those that `onError` is called with, cleaned and limited as there. */
  readonly 'laketrace:error': {
    readonly source: ErrorSource;
    readonly target?: string;
    /** How many errors of this source and target were kept quiet since the last event. */
    readonly suppressed: number;
    readonly error: {
      readonly name: string;
      readonly message: string;
      readonly stack?: string;
      readonly code?: string;
    };
  };
}

/** The channels, by their names. */
const CHANNELS: Readonly<Record<keyof LakeTraceEvents, Channel>> = {
  'laketrace:rotate': channel('laketrace:rotate'),
  'laketrace:compress': channel('laketrace:compress'),
  'laketrace:delete': channel('laketrace:delete'),
  'laketrace:drop': channel('laketrace:drop'),
  'laketrace:error': channel('laketrace:error'),
};

/** A subscriber that logs may bring about the next event, and so for ever: after this many the event loop turns first. */
const MOST_A_TURN = 100;
let inThisTurn = 0;

/**
 * Publishes an event, once what is being done now is complete: subscribers may log.
 * @param make gives what the event says; called at once, and only where somebody listens
 */
export function announce<Name extends keyof LakeTraceEvents>(name: Name, make: () => LakeTraceEvents[Name]): void {
  if (!CHANNELS[name].hasSubscribers) return;
  const event = make();
  soon(() => publish(name, event));
}

/** As {@link announce}, for what is told afterwards already, and not too often. */
export function announceNow<Name extends keyof LakeTraceEvents>(name: Name, make: () => LakeTraceEvents[Name]): void {
  if (CHANNELS[name].hasSubscribers) publish(name, make());
}

function publish<Name extends keyof LakeTraceEvents>(name: Name, event: LakeTraceEvents[Name]): void {
  tell(ignore, () => CHANNELS[name].publish(Object.freeze(event)));
}

function soon(work: () => void): void {
  if (inThisTurn === 0) setImmediate(() => (inThisTurn = 0)).unref();
  if (inThisTurn++ < MOST_A_TURN) afterwards(work);
  else setImmediate(work).unref();
}

/** Who loses records. */
export interface Loser {
  readonly source: LakeTraceEvents['laketrace:drop']['source'];
  readonly target?: string | undefined;
}

/** What was lost and is not announced yet, by who loses it and why. */
let losses = new Map<Loser, Map<string, number>>();

/** Announces lost records, those of one turn together. */
export function announceLoss(loser: Loser, reason: string, records: number): void {
  if (!CHANNELS['laketrace:drop'].hasSubscribers) return;
  if (losses.size === 0) soon(announceLosses);
  const ofLoser = losses.get(loser) ?? new Map<string, number>();
  losses.set(loser, ofLoser.set(reason, (ofLoser.get(reason) ?? 0) + records));
}

function announceLosses(): void {
  const due = losses;
  losses = new Map();
  for (const [{ source, target }, reasons] of due) {
    for (const [reason, records] of reasons) {
      publish('laketrace:drop', { source, ...(target !== undefined && { target }), reason, records });
    }
  }
}
