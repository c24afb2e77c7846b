// A table for each load, of the contenders that were put under it.
import { markdownTable } from '../page/generated-page.ts';
import { CONTENDERS, type ContenderName } from './index.ts';

/** What was measured of one contender under one load. */
interface LoadRow<Load> {
  readonly name: ContenderName;
  readonly load: Load;
}

/**
 * @param titles of the loads, in the order of the tables
 * @param columns how each is called, and what stands in it
 */
export function tablesByLoad<Load extends string, Row extends LoadRow<Load>>(
  titles: Readonly<Record<Load, string>>,
  rows: readonly Row[],
  columns: Readonly<Record<string, (row: Row) => string>>,
): string[] {
  return (Object.keys(titles) as Load[]).flatMap((load) => [
    `**${titles[load]}**`,
    markdownTable([
      ['logger', ...Object.keys(columns)],
      ...rows
        .filter((row) => row.load === load)
        .map((row) => [CONTENDERS[row.name].title, ...Object.values(columns).map((cell) => cell(row))]),
    ]),
  ]);
}
