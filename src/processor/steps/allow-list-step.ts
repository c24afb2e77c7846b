// Applies the attribute allow-list to each record.

import type { ErrorPolicy } from '../errors/error-policy.ts';
import type { MutableLogRecord, RecordStep } from '../record/record-step.ts';
import type { AttributeAllowList } from './attribute-allow-list.ts';

/** Drops or masks the attributes that are not in the list, and reports each name once. */
export class AllowListStep implements RecordStep {
  readonly name = 'allow-list';
  readonly source = 'attributes';
  readonly isProtective = true;
  readonly #list: AttributeAllowList;
  readonly #errors: ErrorPolicy;

  constructor(list: AttributeAllowList, errors: ErrorPolicy) {
    this.#list = list;
    this.#errors = errors;
  }

  apply(record: MutableLogRecord): boolean {
    const news = this.#list.apply(record.attributes as Record<string, unknown>);
    // Each name is a target of its own: of several reports of one target within ten seconds only the first comes through.
    for (const name of news) this.#errors.report(this.#list.warningOf(name), 'attributes', name);
    return true;
  }
}
