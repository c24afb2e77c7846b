// Whether what is written keeps up with what is logged where turns of the event loop are long, with and without `enqueue`.
import { join } from 'node:path';
import { inOwnProcess } from '../own-process.ts';
import { figure, markdownTable } from '../page/generated-page.ts';
import type { Scale, Section } from '../section.ts';
import type { LongTurnsFigures, LongTurnsTask } from './long-turns-process.ts';

const TURNS: Readonly<Record<Scale, readonly number[]>> = { full: [1, 20, 50], quick: [20] };
const MILLISECONDS: Readonly<Record<Scale, number>> = { full: 1000, quick: 50 };

/** What the bench has measured. */
export interface LongTurns {
  readonly rows: readonly { readonly task: LongTurnsTask; readonly figures: LongTurnsFigures }[];
}

async function measure(scale: Scale): Promise<LongTurns> {
  const rows: { task: LongTurnsTask; figures: LongTurnsFigures }[] = [];
  for (const turn of TURNS[scale]) {
    for (const enqueue of [false, true]) {
      for (const overflow of ['block', 'drop-newest'] as const) {
        const task: LongTurnsTask = { turn, enqueue, overflow, milliseconds: MILLISECONDS[scale] };
        const script = join(import.meta.dirname, 'long-turns-process.ts');
        rows.push({ task, figures: await inOwnProcess<LongTurnsTask, LongTurnsFigures>(script, task) });
      }
    }
  }
  return { rows };
}

function render({ rows }: LongTurns): string {
  const cells = rows.map(({ task: { turn, enqueue, overflow }, figures }) => [
    `${turn} ms, \`enqueue: ${enqueue}\`, \`overflow: '${overflow}'\``,
    figure(figures.logged),
    figure(figures.written),
    figure(figures.pendingTurns, 1),
    figure(figures.dropped),
    `${figure(figures.longestEmit, 1)} ms`,
  ]);
  return [
    'A program works for the time of its turn and then logs what is due of 3 MB a second, with `maxBufferedBytes` of 1 MB; one second each. "On their way" is what a kill ' +
      'would lose, in turns.',
    markdownTable([
      ['turns of', 'records/s logged', 'records/s written', 'on their way', 'dropped', 'longest emit'],
      ...cells,
    ]),
  ].join('\n\n');
}

export const longTurns: Section<LongTurns> = { measure, render };
