// A report of 200,000 records stays usable: few rows are elements, whatever is scrolled to or searched for.
import { describe, expect, inject, test } from 'vitest';
import { pipelineRecords } from '../report/report-records.ts';
import { reportBrowser } from './report-browser.ts';

const MANY = 200_000;
/** A screen of rows, and a margin above and below. */
const MOST_ROWS = 60;

describe.skipIf(inject('chromium') === '')('200,000 records', () => {
  const open = reportBrowser();

  test('are scrolled and filtered with few rows at a time', async () => {
    const { page, unwanted } = await open(pipelineRecords(MANY));
    const rows = page.locator('#rows .row');
    const matches = async (text: string) => await page.locator('#matches').filter({ hasText: text }).waitFor();
    const shows = async (text: string) => {
      await rows.filter({ hasText: text }).first().waitFor();
      expect(await rows.count()).toBeLessThan(MOST_ROWS);
    };
    await matches('200,000 records');
    await shows('rows=0');
    for (const [share, row] of [
      [0.5, 100_000],
      [1, 199_999],
      [0.25, 50_000],
    ] as const) {
      await page.evaluate(
        `{ const grid = document.querySelector('#grid'); grid.scrollTop = (grid.scrollHeight - grid.clientHeight) * ${share}; }`,
      );
      await shows(`rows=${row}`);
    }
    await page.locator('#search').fill('stage=load');
    await matches('66,666 of 200,000 records');
    await page.locator('#search').pressSequentially(' is busy', { delay: 1 });
    await matches('1,667 of 200,000 records');
    await page.locator('#grid').focus();
    await page.keyboard.press('End');
    await shows('rows=199999');
    await page.keyboard.press('Enter');
    await page.locator('#details .stack').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await matches('200,000 records');
    // The open record stays where it was among all of them.
    await shows('rows=199999');
    expect(await page.evaluate<number>('document.querySelectorAll("*").length')).toBeLessThan(2000);
    expect(unwanted).toEqual([]);
  });

  test('of more only the newest are in the table, and the page says so', async () => {
    const { page } = await open(pipelineRecords(30_000), {}, 20_000);
    expect(await page.locator('#notices').innerText()).toContain('The table has 20,000 of 30,000 records');
    await page.locator('#matches').filter({ hasText: '20,000 records' }).waitFor();
    expect(await page.locator('#figures').innerText()).toContain('30,000');
  });
});
