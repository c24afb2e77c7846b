// Notices records that look like data leaving by the log: too large, too many, or with keys that do not belong together.

import { ask } from '../../foreign/call.ts';
import { monotonic } from '../../foreign/clock.ts';
import { nameClass } from '../../foreign/shape.ts';
import { ConfigurationError } from '../../spec/configuration-error.ts';
import { checkKeys } from '../../spec/option-checks.ts';
import { parseSize } from '../../spec/size.ts';
import { printableName } from '../errors/printable-name.ts';
import { RateWindow } from '../record/rate-window.ts';
import {
  DEFAULT_COMBINATIONS,
  type FoundCombination,
  type KeyCombination,
  KeyCombinations,
} from './key-combinations.ts';
import { type CuttableRecord, cutTo, type MeasuredRecord, sizeOf } from './record-size.ts';

/** What a {@link LeakGuard} looks at. */
export type LeakCheck = 'size' | 'rate' | 'combination';

/**
 * What becomes of a record that a check objects to: `'report'` lets it through, `'drop'` does not, `'truncate'` takes away what
 * is objected to: the end of its largest values, or the values under the keys that do not belong together.
 */
export type LeakAction = 'report' | 'drop' | 'truncate';

/** Options of {@link LeakGuard}. */
export interface LeakGuardOptions {
  /** The largest record: body, event name and attributes, in bytes or as a size. Default `'50 KB'`; `false`: no limit. */
  readonly maxRecordSize?: number | string | false;
  /** The most records in a sliding minute. Default 1,000; `false`: no limit. */
  readonly maxRecordsPerMinute?: number | false;
  /** The most records in a sliding second. Default: no limit. */
  readonly maxRecordsPerSecond?: number | false;
  /** Keys that are sensitive together. Default: combinations such as name and SSN, card and CVV, user and password; `false`: none. */
  readonly combinations?: readonly KeyCombination[] | false;
  /**
   * What is done, for all checks or for each. Default `'report'`. A rate has nothing to be truncated: for it `'truncate'` means
   * `'report'`.
   */
  readonly action?: LeakAction | Readonly<Partial<Record<LeakCheck, LeakAction>>>;
}

/** What a {@link LeakGuard} measures rates by; another clock is for tests. */
export interface GuardClock {
  /** Milliseconds. Default: a clock that is never set. */
  readonly now?: () => number;
}

/** What {@link LeakGuard.check} says of a record. */
export interface LeakVerdict {
  /** Whether no check objects. */
  readonly safe: boolean;
  /** A sentence for each objection: sizes, rates and keys, never values. */
  readonly warnings: readonly string[];
  /** What is to be done with the record: the strongest of the actions of the checks that object. */
  readonly action: 'pass' | LeakAction;
  /** The checks that object. */
  readonly checks: readonly LeakCheck[];
}

/** What a {@link LeakGuard} has found. */
export interface LeakGuardCounts {
  readonly size: number;
  readonly rate: number;
  readonly combination: number;
}

interface RateLimit {
  readonly most: number;
  readonly unit: string;
  readonly window: RateWindow;
}

const CHECKS: readonly LeakCheck[] = ['size', 'rate', 'combination'];
const ACTIONS: readonly LeakAction[] = ['report', 'truncate', 'drop'];
const SAFE: LeakVerdict = Object.freeze({ safe: true, warnings: [], action: 'pass', checks: [] });
const MOST_WARNINGS = 10;

/** Checks records for what a leak looks like. It returns and counts what it finds; reporting is up to the caller. */
export class LeakGuard {
  static {
    nameClass(LeakGuard, 'LeakGuard');
  }

  readonly #maxSize: number;
  readonly #rates: readonly RateLimit[];
  readonly #combinations: KeyCombinations | undefined;
  readonly #actions: Readonly<Record<LeakCheck, LeakAction>>;
  readonly #now: () => number;
  #lastTime = 0;
  #isAsking = false;
  readonly #counts = { size: 0, rate: 0, combination: 0 };

  /** @throws ConfigurationError for an option that is not known or a value that is not accepted */
  constructor(options?: LeakGuardOptions);
  // The types that users see show no clock: only tests give one.
  constructor(options: LeakGuardOptions = {}, { now = monotonic }: GuardClock = {}) {
    checkKeys(options, 'leakGuard', LEAK_GUARD_OPTIONS);
    const { maxRecordSize = '50 KB', maxRecordsPerMinute = 1_000, maxRecordsPerSecond = false } = options;
    const { combinations = DEFAULT_COMBINATIONS, action = 'report' } = options;
    this.#maxSize =
      maxRecordSize === false ? Number.POSITIVE_INFINITY : parseSize(maxRecordSize, 'leakGuard.maxRecordSize');
    this.#rates = [
      ...rateLimit(maxRecordsPerSecond, 'second', 1_000, 'leakGuard.maxRecordsPerSecond'),
      ...rateLimit(maxRecordsPerMinute, 'minute', 60_000, 'leakGuard.maxRecordsPerMinute'),
    ];
    this.#combinations =
      combinations === false ? undefined : new KeyCombinations(combinations, 'leakGuard.combinations');
    this.#actions = parseActions(action);
    this.#now = now;
  }

  /** How many records each check objected to. */
  get counts(): LeakGuardCounts {
    return { ...this.#counts };
  }

  /** Checks a record, and counts it for the rates unless it is to be dropped. The record stays as it is. */
  check(record: MeasuredRecord): LeakVerdict {
    const checks: LeakCheck[] = [];
    const warnings: string[] = [];
    this.#checkSize(record, checks, warnings);
    this.#checkCombinations(record, checks, warnings);
    this.#checkRates(checks, warnings);
    if (checks.length === 0) return SAFE;
    for (const check of checks) this.#counts[check]++;
    return { safe: false, warnings, action: this.#strongest(checks), checks };
  }

  /** Takes away from a record what the checks object to, whose action is `'truncate'`. */
  truncate(record: CuttableRecord, { checks }: LeakVerdict): void {
    if (checks.includes('combination') && this.#actions.combination === 'truncate') this.#separate(record);
    if (checks.includes('size') && this.#actions.size === 'truncate') cutTo(record, this.#maxSize);
  }

  #checkSize(record: MeasuredRecord, checks: LeakCheck[], warnings: string[]): void {
    if (this.#maxSize === Number.POSITIVE_INFINITY) return;
    const size = sizeOf(record, this.#maxSize);
    if (size <= this.#maxSize) return;
    checks.push('size');
    warnings.push(`size: a record of ${size} bytes or more, the limit is ${this.#maxSize}`);
  }

  #checkCombinations(record: MeasuredRecord, checks: LeakCheck[], warnings: string[]): void {
    const found = this.#combinationsOf(record);
    if (found.length === 0) return;
    checks.push('combination');
    for (const { keys } of found.slice(0, MOST_WARNINGS)) {
      warnings.push(`combination: ${keys.map((key) => `"${printableName(key)}"`).join(', ')} in one record`);
    }
  }

  #checkRates(checks: LeakCheck[], warnings: string[]): void {
    const now = this.#time();
    const exceeded = this.#rates.filter(({ most, window }) => window.countAt(now) >= most);
    if (exceeded.length > 0) checks.push('rate');
    for (const { most, unit } of exceeded) warnings.push(`rate: more than ${most} records in a ${unit}`);
    // What is dropped does not count, or a flood would keep everything out after it.
    if (checks.length > 0 && this.#strongest(checks) === 'drop') return;
    for (const { window } of this.#rates) window.add();
  }

  /** A clock that logs would be asked the time of its own records without end. */
  #time(): number {
    if (this.#isAsking) return this.#lastTime;
    this.#isAsking = true;
    try {
      this.#lastTime = ask('now', this.#now);
    } finally {
      this.#isAsking = false;
    }
    return this.#lastTime;
  }

  #combinationsOf({ body, attributes }: MeasuredRecord): readonly FoundCombination[] {
    return this.#combinations?.find(attributes, body) ?? [];
  }

  #separate(record: CuttableRecord): void {
    const keys = new Set(this.#combinationsOf(record).flatMap((combination) => combination.keys));
    for (const [name, value] of Object.entries(record.attributes)) {
      if (keys.has(name)) delete record.attributes[name];
      else record.attributes[name] = this.#combinations?.without(value, keys);
    }
    record.body = this.#combinations?.without(record.body, keys) as typeof record.body;
  }

  #strongest(checks: readonly LeakCheck[]): LeakAction {
    const strengths = checks.map((check) => ACTIONS.indexOf(this.#actions[check]));
    return ACTIONS[Math.max(...strengths)] ?? 'report';
  }
}

function rateLimit(most: number | false, unit: string, span: number, option: string): RateLimit[] {
  if (most === false) return [];
  if (!Number.isSafeInteger(most) || most < 1)
    throw new ConfigurationError(option, most, 'a whole number from 1, or false');
  return [{ most, unit, window: new RateWindow(span) }];
}

function parseActions(action: NonNullable<LeakGuardOptions['action']>): Record<LeakCheck, LeakAction> {
  if (typeof action !== 'object' || action === null) {
    const one = parseAction(action, 'leakGuard.action');
    return { size: one, rate: one === 'truncate' ? 'report' : one, combination: one };
  }
  checkKeys(action, 'leakGuard.action', { known: CHECKS, noun: 'check' });
  for (const [check, value] of Object.entries(action)) {
    parseAction(value, `leakGuard.action.${check}`);
  }
  if (action.rate === 'truncate')
    throw new ConfigurationError('leakGuard.action.rate', action.rate, "'report' or 'drop'");
  return { size: 'report', rate: 'report', combination: 'report', ...action };
}

function parseAction(value: unknown, option: string): LeakAction {
  const action = ACTIONS.find((known) => known === value);
  if (action === undefined) throw new ConfigurationError(option, value, "'report', 'drop' or 'truncate'");
  return action;
}

/** The names of the options. */
export const LEAK_GUARD_OPTIONS: readonly string[] = [
  'maxRecordSize',
  'maxRecordsPerMinute',
  'maxRecordsPerSecond',
  'combinations',
  'action',
] satisfies (keyof LeakGuardOptions)[];
