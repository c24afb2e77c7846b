// Writes docs/report.png: the report of the logs that `npm start` leaves, in the system's Chromium or the one that CHROMIUM names.
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { runCommand } from '../../src/cli/program.ts';

const ROOT = join(import.meta.dirname, '../..');
const LOGS = join(ROOT, 'logs/etl/logs');
const SIZE = { width: 1280, height: 1180 };

if (!existsSync(LOGS)) throw new Error('there are no logs/etl/logs; run npm start first');
const directory = await mkdtemp(join(tmpdir(), 'laketrace-picture-'));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
try {
  const html = join(directory, 'report.html');
  const { stdin, stdout, stderr, env: environment } = process;
  const interrupted = new AbortController().signal;
  const code = await runCommand(['report', LOGS, '-o', html], '', { stdin, stdout, stderr, environment, interrupted });
  if (code !== 0) throw new Error('the report could not be made');
  // `node test/browser/report-picture.ts dark.png dark` to look at the other one.
  const [to = join(ROOT, 'docs/report.png'), colorScheme = 'light'] = process.argv.slice(2);
  const page = await browser.newPage({
    viewport: SIZE,
    timezoneId: 'UTC',
    colorScheme: colorScheme as 'light' | 'dark',
  });
  await page.goto(pathToFileURL(html).href);
  await page.locator('html[data-ready]').waitFor();
  await page.screenshot({ path: to });
} finally {
  await browser.close();
  await rm(directory, { recursive: true });
}
