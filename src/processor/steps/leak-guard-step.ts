// Has the leak guard look at each record, last of all: it judges what would leave.
import type { ErrorPolicy } from '../errors/error-policy.ts';
import type { LeakGuard } from '../guard/leak-guard.ts';
import type { MutableLogRecord, RecordStep } from '../record/record-step.ts';

/** Reports what the leak guard objects to, and drops or truncates the record where it says so. */
export class LeakGuardStep implements RecordStep {
  readonly name = 'leak-guard';
  readonly source = 'leak-guard';
  // A record that was dropped before does not leave by LakeTrace, and must not count for the rates.
  readonly isProtective = false;
  readonly isOfLeaving = true;
  readonly #guard: LeakGuard;
  readonly #errors: ErrorPolicy;

  constructor(guard: LeakGuard, errors: ErrorPolicy) {
    this.#guard = guard;
    this.#errors = errors;
  }

  apply(record: MutableLogRecord): boolean {
    const verdict = this.#guard.check(record);
    if (verdict.safe) return true;
    // A text, which becomes an error only where it is reported: in a flood of records most are not.
    this.#errors.report(verdict.warnings.join('; '), 'leak-guard');
    if (verdict.action === 'truncate') this.#guard.truncate(record, verdict);
    return verdict.action !== 'drop';
  }
}
