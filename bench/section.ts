// A bench whose figures stand in docs/performance.md: how it measures, and how its passage is made from what was measured.

/** How much is measured: for the pages, or to see that all of it runs. */
export type Scale = 'full' | 'quick';

/** How many processes run at the same time: one where times are taken. */
export const sideBySide = (scale: Scale): number => (scale === 'full' ? 1 : 3);

/** What is measured is data that can be written as JSON; the passage is made from it and nothing else. */
export interface Section<Result> {
  readonly measure: (scale: Scale) => Promise<Result>;
  /** Markdown. */
  readonly render: (result: Result) => string;
  /** Where it is more than one passage, those of its pages by their names. */
  readonly passages?: (result: Result) => Readonly<Record<string, string>>;
}

/** Has the bench fail at its end: a contender has lost records, or did not run. The other benches still run. */
export function fail(problem: string): void {
  console.error(`FAILED: ${problem}`);
  process.exitCode = 1;
}
