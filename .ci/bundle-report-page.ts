// Bundles the page of the report into texts: for the build of the package, and for whoever runs from the sources.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Rolldown } from 'tsdown';
import { paletteStyle } from '../src/report/palette.ts';
import type { PageParts } from '../src/report/report-page.ts';

const root = join(import.meta.dirname, '..');
const page = join(root, 'src/report/page');
const uplot = join(root, 'node_modules/uplot');

/** In the order of their rules. */
const STYLES = ['base.css', 'sections.css', 'records.css', 'media.css'];

const textOf = (...path: readonly string[]): string => readFileSync(join(...path), 'utf8').replaceAll('\r\n', '\n');

/** Its markup, style and program, each as it stands in the file. What is inlined of others has its licence beside it. */
export async function bundleReportPage(): Promise<PageParts> {
  const bundle = await Rolldown.rolldown({ input: join(page, 'page-program.ts'), platform: 'browser', cwd: root });
  const { output } = await bundle.generate({ format: 'esm', minify: true, comments: false });
  await bundle.close();
  const { version } = JSON.parse(textOf(uplot, 'package.json')) as { readonly version: string };
  const licence = `/*! uPlot ${version}, https://github.com/leeoniya/uPlot\n${textOf(uplot, 'LICENSE').trim()}\n*/\n`;
  return {
    markup: textOf(page, 'report.html'),
    style: `${paletteStyle()}\n${licence}${textOf(uplot, 'dist/uPlot.min.css')}\n${STYLES.map((name) => textOf(page, name)).join('\n')}`,
    program: `${licence}${output[0].code}`,
  };
}
