// Fields that every record gets which is emitted within a function, whoever logs it.
import { AsyncLocalStorage } from 'node:async_hooks';
import { tellDiagAfterwards } from '../../foreign/diagnostics.ts';
import { readSafely } from '../../foreign/safe-read.ts';
import { ConfigurationError } from '../../spec/configuration-error.ts';
import { isObject } from '../../spec/option-checks.ts';
import { DataCopy } from '../record/data-copy.ts';
import type { LogAttributes } from '../record/record-step.ts';

/** Fields as they were when their function was called: copies, of which nothing can be changed from outside. */
export interface ContextFields {
  readonly names: readonly string[];
  readonly values: readonly unknown[];
}

/** Where the fields of what runs now are found. There is no storage before somebody has used {@link contextualize}. */
export interface ContextHolder {
  storage: AsyncLocalStorage<ContextFields> | undefined;
}

/** On the global object: the ESM and the CommonJS build of this module, and two versions of it, may be loaded in one process. */
const SHARED: unique symbol = Symbol.for('laketrace.context') as never;
const shared = globalThis as { [SHARED]?: ContextHolder };

/** More fields than that, over all that are within each other, were not written by a person. */
const MOST_FIELDS = 1000;

/** The holder of all copies of this module. */
export function contextHolder(): ContextHolder {
  shared[SHARED] ??= { storage: undefined };
  return shared[SHARED];
}

/**
 * Calls a function, and has every record that is emitted within it get fields as attributes: by `getLogger`, by the API of
 * OpenTelemetry or by a bridge; before the function returns or later, in whatever it has begun (promises, timers, callbacks).
 *
 * A field of the record itself stays. Within another `contextualize` the inner fields are added to the outer ones, of equal names the inner
 * one counts, and one that is `undefined` takes the outer one away. Fields are copied when the function is called, and are treated as all
 * attributes: filters see them, the allow-list, redaction and the limits of the provider hold for them, and what the SDK takes for no value
 * (a Date, a function, a cycle) is left out. They do not cross to worker threads.
 *
 * Without any use of it in a process it costs nothing. What it costs is in docs/context.md.
 * @param fields attributes by name. What is no object is taken for no fields, and `diag` hears of it: the function runs all the same
 * @param fn is called at once, without arguments
 * @returns what the function returns; what it throws is thrown
 * @throws ConfigurationError where `fn` is no function
 */
export function contextualize<Result>(fields: LogAttributes, fn: () => Result): Result {
  if (typeof fn !== 'function') throw new ConfigurationError('contextualize(fn)', fn, 'a function, which is called');
  const holder = contextHolder();
  holder.storage ??= new AsyncLocalStorage();
  const { storage } = holder;
  return storage.run(joined(storage.getStore(), fields), fn);
}

function joined(outer: ContextFields | undefined, fields: unknown): ContextFields {
  const all = new Map(outer?.names.map((name, index) => [name, outer.values[index]]));
  let left = 0;
  for (const name of namesOf(fields)) {
    // Put after the others, as one that was given later.
    all.delete(name);
    if (all.size >= MOST_FIELDS) {
      left++;
      continue;
    }
    const value = readSafely(fields as object, name);
    if (value !== undefined) all.set(name, isObject(value) ? new DataCopy().of(value) : value);
  }
  if (left > 0)
    tellDiagAfterwards('warn', `contextualize(fields): ${left} fields were left out, beyond ${MOST_FIELDS}`);
  return { names: [...all.keys()], values: [...all.values()] };
}

function namesOf(fields: unknown): readonly string[] {
  try {
    if (isObject(fields) && !Array.isArray(fields)) return Object.keys(fields);
  } catch {
    // A proxy that does not say what it has.
  }
  tellDiagAfterwards('warn', 'contextualize(fields): no field was taken, as an object of attributes is wanted');
  return [];
}
