// The suite takes a sample of what there is too much of for each push; LAKETRACE_LONG=1 has it take all.
//
// The seed says which, so that each night others have their turn.
import { SEED } from './seed.ts';

/** Whether all is taken. */
export const IS_LONG: boolean = process.env['LAKETRACE_LONG'] !== undefined;

/** The place among `stride` that has its turn; 0 of 1 in the long form. Some more in one run take turns by `shift`. */
export function turnOf(stride: number, shift = 0): number {
  return IS_LONG ? 0 : (SEED + shift) % stride;
}

/** Every so many of a list. */
export function sampleOf<T>(all: readonly T[], stride: number, shift = 0): readonly T[] {
  return IS_LONG ? all : all.filter((_, i) => i % stride === turnOf(stride, shift));
}

/** How many times a property is tried. */
export function runsOf(few: number, many: number): number {
  return IS_LONG ? many : few;
}
