// Opens reports in a real browser, and keeps what a page must not do: ask for something, complain, open a dialog.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, inject, onTestFinished } from 'vitest';
import { pageParts } from '../../src/report/page-parts.ts';
import type { ReportRecord } from '../../src/report/record-block.ts';
import { reportPage } from '../../src/report/report-page.ts';
import { reportOf } from '../report/report-records.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

/** A page, and what it did besides showing itself. */
export interface OpenedReport {
  readonly page: Page;
  /** Requests other than for the file, messages on the console, errors, dialogs. */
  readonly unwanted: readonly string[];
}

/** Waiting for what a busy machine does late. */
const PATIENCE = 120_000;

/** Starts a browser for the tests of a file, and gives what opens reports in it. */
export function reportBrowser(): (
  records: Iterable<ReportRecord>,
  options?: BrowserContextOptions,
  limit?: number,
  zone?: string,
) => Promise<OpenedReport> {
  let browser: Browser | undefined;
  beforeAll(async () => {
    if (inject('chromium') !== '') browser = await chromium.launch({ executablePath: inject('chromium') });
  });
  afterAll(async () => await browser?.close());
  return async (records, options = {}, limit, zone) => {
    if (browser === undefined) throw new Error('there is no browser');
    const file = join(temporaryDirectory(), 'report.html');
    writeFileSync(file, [...reportPage(await reportOf(records, limit, zone), await pageParts())].join(''));
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, timezoneId: 'UTC', ...options });
    onTestFinished(async () => await context.close());
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE);
    const url = pathToFileURL(file).href;
    const unwanted: string[] = [];
    page.on('request', (request) => {
      if (request.url() !== url) unwanted.push(`request ${request.url()}`);
    });
    page.on('console', (message) => unwanted.push(`console ${message.text()}`));
    page.on('pageerror', (error) => unwanted.push(`error ${error.message}`));
    page.on('dialog', (dialog) => {
      unwanted.push(`dialog ${dialog.message()}`);
      void dialog.dismiss();
    });
    await page.goto(url);
    await page.locator('html[data-ready]').waitFor();
    return { page, unwanted };
  };
}
