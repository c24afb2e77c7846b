// What LakeTrace holds: a processor that waits, from one to a thousand, and a program whose disk does not answer.
import { join } from 'node:path';
import { inOwnProcess } from '../own-process.ts';
import { figure, markdownTable } from '../page/generated-page.ts';
import type { Scale, Section } from '../section.ts';
import type { HeldMemory } from './processors-process.ts';
import type { DroppingOverflow, StuckDisk } from './stuck-disk-process.ts';

const COUNTS: Readonly<Record<Scale, readonly number[]>> = { full: [1, 10, 100, 1000], quick: [1, 10] };
/** Of a thousand records: ten times the buffer. */
const TURNS: Readonly<Record<Scale, number>> = { full: 400, quick: 20 };
const OVERFLOWS: readonly DroppingOverflow[] = ['drop-newest', 'drop-oldest'];

/** What the bench has measured. */
export interface Memory {
  /** Bytes. */
  readonly processors: readonly (HeldMemory & { readonly count: number })[];
  readonly stuck: readonly (StuckDisk & { readonly overflow: DroppingOverflow })[];
}

async function measure(scale: Scale): Promise<Memory> {
  const processors: (HeldMemory & { count: number })[] = [];
  for (const count of COUNTS[scale]) {
    const script = join(import.meta.dirname, 'processors-process.ts');
    processors.push({ count, ...(await inOwnProcess<object, HeldMemory>(script, { count }, ['--expose-gc'])) });
  }
  const stuck: (StuckDisk & { overflow: DroppingOverflow })[] = [];
  for (const overflow of OVERFLOWS) {
    const script = join(import.meta.dirname, 'stuck-disk-process.ts');
    stuck.push({ overflow, ...(await inOwnProcess<object, StuckDisk>(script, { overflow, turns: TURNS[scale] })) });
  }
  return { processors, stuck };
}

function render({ processors, stuck }: Memory): string {
  const kilobytes = (bytes: number, count: number) => `${figure(bytes / 1000 / count, 1)} KB`;
  const rows = processors.map(({ count, heap, external, rss }) => [
    figure(count),
    kilobytes(heap, count),
    kilobytes(external, count),
    kilobytes(heap + external, count),
    kilobytes(rss, count),
  ]);
  const ofStuck = stuck.map((each) => [
    `\`${each.overflow}\``,
    `${figure(each.logged)} MiB`,
    `${figure(each.limit)} MiB`,
    `${figure(each.buffered, 1)} MiB`,
    `${figure(each.grown, 1)} MiB`,
    figure(each.dropped),
    `${figure(each.longestTurn, 1)} ms`,
  ]);
  return [
    'Processors that have files and redaction, have written one record each, and wait; beyond what the first one loads for all, after a collection:',
    markdownTable([['processors', 'heap of each', 'external of each', 'together', 'RSS of each'], ...rows]),
    'With `enqueue: true` on a disk that takes the first write and never answers; RSS beyond what the program had in the same load before:',
    markdownTable([
      [
        '`overflow`',
        'logged',
        '`maxBufferedBytes`',
        'held for the disk',
        'RSS grown by',
        'dropped',
        'longest turn of 1,000',
      ],
      ...ofStuck,
    ]),
  ].join('\n\n');
}

export const memory: Section<Memory> = { measure, render };
