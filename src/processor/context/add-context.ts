// Gives a record the fields of its context.
import { DataCopy } from '../record/data-copy.ts';
import type { LogAttributes, MutableLogRecord } from '../record/record-step.ts';
import type { ContextFields } from './contextualize.ts';

/**
 * Adds the fields that the record does not have itself, by its `setAttribute`, so that the provider's limits hold for them too. What is
 * nested is copied once more: whoever changes it on one record must not change it on the next.
 */
export function addContext({ names, values }: ContextFields, record: MutableLogRecord): void {
  const { attributes } = record;
  for (let i = 0; i < names.length; i++) {
    const name = names[i] as string;
    if (Object.hasOwn(attributes, name)) continue;
    const value = values[i];
    const isNested = typeof value === 'object' && value !== null;
    record.setAttribute(name, (isNested ? new DataCopy().of(value) : value) as LogAttributes[string]);
  }
}
