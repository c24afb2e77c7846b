// What a second configuration of a logger changes.
import { isRegExp } from 'node:util/types';
import { isPlainObject } from '../foreign/shape.ts';
import { isObject } from '../spec/option-checks.ts';
import type { OptionName } from './config-names.ts';
import type { GivenOptions } from './given-options.ts';

/** What differs between two configurations: the options that say something else now, under the names that their user knows. */
export interface SettingsChange {
  /** Options whose value is another one. */
  readonly changed: readonly OptionName[];
  /** Options whose value is a function with the text of the former one, as a cell of a notebook makes it again. */
  readonly renewed: readonly OptionName[];
}

/** Compares what was given. */
export function changeBetween(before: GivenOptions, after: GivenOptions): SettingsChange {
  const changed: OptionName[] = [];
  const renewed: OptionName[] = [];
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    const sameness = compare(before.get(name)?.value, after.get(name)?.value);
    if (sameness === 'other') changed.push(name);
    else if (sameness === 'renewed') renewed.push(name);
  }
  return { changed, renewed };
}

type Sameness = 'same' | 'renewed' | 'other';
const DEEPEST = 8;

function compare(before: unknown, after: unknown, depth = 0): Sameness {
  if (Object.is(before, after)) return 'same';
  if (typeof before === 'function' && typeof after === 'function') {
    return Function.prototype.toString.call(before) === Function.prototype.toString.call(after) ? 'renewed' : 'other';
  }
  if (depth > DEEPEST || !isObject(before) || !isObject(after)) return 'other';
  if (isRegExp(before) && isRegExp(after)) return String(before) === String(after) ? 'same' : 'other';
  // What is no plain data, such as an exporter or a stream, is the same only where it is the same object.
  const isData = (value: unknown) => Array.isArray(value) || isPlainObject(value);
  if (!isData(before) || !isData(after)) return 'other';
  return compareFields(before, after, depth + 1);
}

function compareFields(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
  depth: number,
): Sameness {
  let sameness: Sameness = 'same';
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const ofField = compare(before[key], after[key], depth);
    if (ofField === 'other') return 'other';
    if (ofField === 'renewed') sameness = 'renewed';
  }
  return sameness;
}
