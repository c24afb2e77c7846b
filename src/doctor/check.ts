// What a check of the doctor comes to.

/** How a check ended. */
export type CheckStatus = 'ok' | 'warning' | 'failed' | 'skipped';

/** One line of the doctor. */
export interface CheckResult {
  /** What was checked, in a word or two: it is the same in each run, for scripts. */
  readonly name: string;
  readonly status: CheckStatus;
  /** What was found. */
  readonly message: string;
  /** What to do about it; nothing where all is well. */
  readonly remedy?: string;
}

/** All is well. */
export function ok(name: string, message: string): CheckResult {
  return { name, status: 'ok', message };
}

/** It works, and may surprise. */
export function warning(name: string, message: string, remedy: string): CheckResult {
  return { name, status: 'warning', message, remedy };
}

/** It does not work. */
export function failed(name: string, message: string, remedy: string): CheckResult {
  return { name, status: 'failed', message, remedy };
}

/** It was not looked at, and why. */
export function skipped(name: string, message: string): CheckResult {
  return { name, status: 'skipped', message };
}
