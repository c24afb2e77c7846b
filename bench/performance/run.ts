// Runs the benches of docs/performance.md, all of them or one: prints what they find, keeps it as JSON, and writes the pages where that is asked for.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { conditions } from '../page/generated-page.ts';
import { ROOT } from '../root.ts';
import { fail, type Scale } from '../section.ts';
import { budgetTable } from './budgets.ts';
import { CHART, readResults, writePages } from './page.ts';
import { type Measured, type Results, SECTIONS, type SectionName, sectionOf } from './sections.ts';

/** The figures of the last run. */
const KEPT = '.cache/bench/results.json';

/** Builds the package, and puts it beside the SDK's older line, which is installed at the first time. */
function prepare(): void {
  execFileSync(process.execPath, [join(ROOT, 'test/e2e/prepare.ts')], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/**
 * Runs some benches one after the other. One that fails does not keep the others from running.
 * @param args `--quick`, `--write-docs`
 */
export async function runSections(names: readonly SectionName[], args: readonly string[]): Promise<void> {
  const scale: Scale = args.includes('--quick') ? 'quick' : 'full';
  const isWriting = args.includes('--write-docs');
  if (isWriting && scale === 'quick') throw new Error('--quick measures too little for the pages');
  const began = performance.now();
  prepare();
  const measured: Partial<Record<SectionName, Measured<unknown>>> = {};
  for (const name of names) {
    const start = performance.now();
    const section = sectionOf(name);
    const before = conditions();
    try {
      const result = await section.measure(scale);
      measured[name] = { conditions: before, result };
      keep(measured as Results);
      console.log(`\n## ${name}\n\n${before}\n\n${section.render(result)}`);
    } catch (error) {
      fail(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
    console.log(`\n(${name} took ${((performance.now() - start) / 1000).toFixed(0)} s)`);
  }
  if (names.length > 1) console.log(`\n## budgets\n\n${budgetTable(measured as Results)}`);
  console.log(
    `\n${names.length} benches in ${((performance.now() - began) / 1000).toFixed(0)} s; their figures are in ${KEPT}.`,
  );
  if (isWriting) writeAgain({ ...readResults(), ...(measured as Results) });
}

/** After each bench: one that is interrupted has not measured in vain. */
function keep(measured: Results): void {
  mkdirSync(join(ROOT, dirname(KEPT)), { recursive: true });
  writeFileSync(join(ROOT, KEPT), `${JSON.stringify(measured, null, 2)}\n`);
}

/** Writes the pages from figures, as the repository formats them. Default: those of the last runs that wrote pages. */
export function writeAgain(results: Results = readResults()): void {
  const written = writePages(results);
  const args = ['--no-install', 'biome', 'format', '--write', ...written.filter((path) => path !== CHART)];
  execFileSync('npx', args, { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
  console.log(`Written: ${written.join(', ')}.`);
}

/** All of them. */
export const runAll = (args: readonly string[]): Promise<void> =>
  runSections(Object.keys(SECTIONS) as SectionName[], args);
