// Every public call at every step of every other: no descriptor is closed twice or left open, none of the application's is touched,
// and no record is lost, torn or doubled.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { RotatingFileLogRecordExporter } from '../../../src/file/rotating-file-log-record-exporter.ts';
import { AuditingFileSystem, type CallState } from '../../support/auditing-file-system.ts';
import { ExporterIn, environmentWith } from '../../support/environment.ts';
import { bodiesInDirectory } from '../../support/log-directory.ts';
import { logRecord } from '../../support/log-records.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const HEARTBEAT = 30_000;
// Else each call is interrupted in one way or another, and which one differs from call to call.
const STRIDE = 79;
const EVERY_CALL = process.env['LAKETRACE_EVERY_CALL'] !== undefined;
const exitListenersOfOthers = process.listeners('exit');

/** What an application does with an exporter, and what it may do in between. */
class Application {
  readonly logs = temporaryDirectory();
  readonly audit: AuditingFileSystem;
  readonly bodies: string[] = [];
  readonly #exporter: RotatingFileLogRecordExporter;
  readonly #calls: Promise<unknown>[] = [];

  constructor(
    enqueue: boolean,
    integrity: boolean,
    state: CallState,
    during: (application: Application, call: number) => void,
  ) {
    this.audit = new AuditingFileSystem(temporaryDirectory(), state, (call) => during(this, call));
    this.#exporter = new ExporterIn(
      {
        directory: this.logs,
        name: 'app',
        enqueue,
        integrity,
        rotation: '2 KB',
        maxBufferedBytes: '3 KB',
        fsync: 'flush',
      },
      environmentWith({ fs: this.audit.fs }),
    );
  }

  log(count: number): void {
    for (let left = count; left > 0; left--) {
      const body = `record ${this.bodies.length}`.padEnd(300, '.');
      const { accepted } = this.#exporter.stats().records;
      this.#exporter.append(logRecord(body));
      if (this.#exporter.stats().records.accepted > accepted) this.bodies.push(body);
    }
  }

  readonly interruptions = {
    reopen: () => this.#exporter.reopen(),
    rotate: () => void this.#calls.push(this.#exporter.rotate()),
    forceFlush: () => void this.#calls.push(this.#exporter.forceFlush()),
    // More than the buffer takes, which blocks.
    'a burst': () => this.log(15),
    'the heartbeat': () => void vi.advanceTimersByTime(HEARTBEAT),
    shutdown: () => void this.#calls.push(this.#exporter.shutdown()),
    'all of them': () => {
      this.log(1);
      this.#exporter.reopen();
      this.#calls.push(this.#exporter.rotate());
      this.log(15);
      this.#exporter.reopen();
      vi.advanceTimersByTime(HEARTBEAT);
      this.#calls.push(this.#exporter.forceFlush(), this.#exporter.shutdown());
    },
    'the exit': () => {
      this.log(1);
      this.audit.isFrozen = true;
      for (const listener of process.listeners('exit')) {
        if (!exitListenersOfOthers.includes(listener)) listener(0);
      }
    },
  } as const;

  /** A life with each kind of step; to its end, or up to the exit. */
  async live(): Promise<void> {
    let hasEnded = false;
    const life = this.#live().finally(() => {
      hasEnded = true;
    });
    while (!this.audit.isFrozen && !hasEnded) await nextTurn();
    if (hasEnded) await life;
    // What is frozen still waits for the disk, and gives up.
    else life.catch(() => undefined);
    if (!this.audit.isFrozen && this.audit.open > 0)
      this.audit.problems.push(`${this.audit.open} descriptors are left open`);
    this.audit.end();
  }

  async #live(): Promise<undefined> {
    this.log(3);
    await this.#exporter.forceFlush();
    this.log(9);
    await this.#exporter.rotate();
    this.log(2);
    this.#exporter.reopen();
    vi.advanceTimersByTime(HEARTBEAT);
    this.log(2);
    await this.#exporter.forceFlush();
    await this.#exporter.shutdown();
    await Promise.all(this.#calls);
    await nextTurn();
  }

  /** What there should be, and what there is. */
  async expectAll(where: string): Promise<void> {
    expect(this.audit.problems, where).toEqual([]);
    expect((await bodiesInDirectory(this.logs)).filter((body) => body.startsWith('record')).sort(), where).toEqual(
      this.bodies.sort(),
    );
  }
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
afterEach(() => void vi.useRealTimers());

const MODES = [
  { enqueue: true, integrity: false },
  { enqueue: true, integrity: true },
  { enqueue: false, integrity: false },
] as const;

describe.each(MODES)('%o', ({ enqueue, integrity }) => {
  describe.each(['undone', 'done'] as const)('while the system has a call %s', (state) => {
    const names = [
      'reopen',
      'rotate',
      'forceFlush',
      'a burst',
      'the heartbeat',
      'shutdown',
      'all of them',
      'the exit',
    ] as const;
    test.each(names)('%s', async (name) => {
      const [first, stride] = EVERY_CALL ? [0, 1] : [2 * names.indexOf(name), STRIDE];
      for (let at = first, calls = at + 1; at < calls; at += stride) {
        let isDone = false;
        const application = new Application(enqueue, integrity, state, ({ interruptions }, call) => {
          if (call !== at || isDone) return;
          isDone = true;
          interruptions[name]();
        });
        await application.live();
        await application.expectAll(`${name} at call ${at}`);
        calls = Math.max(calls, application.audit.calls);
        if (!isDone) break;
      }
    });
  });
});
