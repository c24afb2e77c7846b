// The report's page as a reader uses it: looks, searches, filters, opens, prints; by the pointer and by the keyboard.
import type { Locator, Page } from 'playwright-core';
import { describe, expect, inject, test } from 'vitest';
import { failed, pipelineRecords, START, said } from '../report/report-records.ts';
import { reportBrowser } from './report-browser.ts';

describe.skipIf(inject('chromium') === '')('the page of a report', () => {
  const open = reportBrowser();

  /** Waits until a text is there; the page filters while it does other things. */
  const settles = async (place: Locator, text: string) => await place.filter({ hasText: text }).first().waitFor();
  const matches = (page: Page, text: string) => settles(page.locator('#matches'), text);
  const rows = (page: Page) => page.locator('#rows .row');

  test('shows what is in the records, and does nothing else', async () => {
    const { page, unwanted } = await open(pipelineRecords(1200));
    expect(await page.title()).toBe('orders – LakeTrace report');
    expect(await page.locator('#span').textContent()).toBe('2026-11-30 02:00:00.000 – 02:00:11.990 UTC');
    const figures = (await page.locator('#figures > div').allInnerTexts()).map((text) =>
      text
        .split(/\s*\n\s*/)
        .reverse()
        .join(' '),
    );
    expect(figures.map((text) => text.split(' ').sort().join(' '))).toEqual(
      ['records 1,200', 'errors 10', 'warnings 46', 'from first to last 12 s', 'values masked 46', 'file 1'].map(
        (text) => text.split(' ').sort().join(' '),
      ),
    );
    expect(await page.locator('#legend').innerText()).toMatch(/ERROR\s+10\s+WARN\s+46\s+INFO\s+762\s+DEBUG\s+382/);
    expect(await page.locator('#chart canvas').count()).toBe(1);
    expect(await page.locator('.stages tbody tr').allInnerTexts()).toEqual([
      expect.stringMatching(/^extract\s+02:00:00\.000\s+3\.99 s\s+400\s+16\s+0$/),
      expect.stringMatching(/^transform\s+02:00:04\.000\s+3\.99 s\s+400\s+16\s+0$/),
      expect.stringMatching(/^load\s+02:00:08\.000\s+3\.99 s\s+400\s+14\s+10$/),
    ]);
    expect(await page.locator('#redactions').innerText()).toMatch(/EMAIL\s+46/);
    expect(await page.locator('#matches').textContent()).toBe('1,200 records');
    expect(await rows(page).first().innerText()).toMatch(
      /02:00:00\.000\s+DEBUG\s+orders\.extract\s+read page 0\s*stage=extract\s*rows=0/,
    );
    expect(unwanted).toEqual([]);
  });

  test('searches words, phrases and fields, and says how many records there are', async () => {
    const { page } = await open(pipelineRecords(1200));
    const search = page.getByRole('searchbox', { name: 'Search the records' });
    for (const [text, count] of [
      ['batch', '762 of 1,200 records'],
      ['"is busy"', '10 of 1,200 records'],
      ['batch -stage=load', '512 of 1,200 records'],
      ['rows=7', '1 of 1,200 records'],
      ['nothing like it', '0 of 1,200 records'],
    ] as const) {
      await search.fill(text);
      await matches(page, count);
    }
    expect(await page.locator('#empty').textContent()).toBe('No record meets the filter. Escape clears it.');
    await page.getByRole('button', { name: 'Clear all' }).click();
    await matches(page, '1,200 records');
    expect(await search.inputValue()).toBe('');
  });

  test('filters by severity, logger and stage', async () => {
    const { page } = await open(pipelineRecords(1200));
    await page.locator('#bands [data-band="info"]').click();
    await matches(page, '438 of 1,200 records');
    expect(await page.locator('#legend [data-band="info"]').getAttribute('aria-pressed')).toBe('false');
    await page.locator('#legend [data-band="debug"]').click();
    await matches(page, '56 of 1,200 records');
    await page.locator('#logger').selectOption('orders.load');
    await matches(page, '24 of 1,200 records');
    await page.locator('#clear').click();
    await page.getByRole('button', { name: 'transform' }).click();
    await matches(page, '400 of 1,200 records');
    expect(await page.locator('#search').inputValue()).toBe('stage=transform');
  });

  test('opens the stack of a kind of errors, and its records', async () => {
    const { page } = await open(pipelineRecords(1200));
    const error = page.locator('#errors details');
    expect(await error.count()).toBe(1);
    await error.locator('summary').click();
    expect(await error.locator('.stack').innerText()).toMatch(
      /^LakeBusyError: orders_\d is busy\n {4}at write \(file:\/\/\/app\/write\.ts:4:11\)\nCaused by: Error: 503 from the lake$/,
    );
    await error.getByRole('button', { name: 'Show the 10 records' }).click();
    await matches(page, '10 of 1,200 records');
    await rows(page).nth(1).click();
    const details = page.locator('#details');
    expect(await details.locator('h3').innerText()).toBe('ERROR 2026-11-30 02:00:08.790 UTC');
    expect(await details.locator('.stack').innerText()).toContain('    at write (file:///app/write.ts:4:11)\n');
    expect(await details.locator('.fields').first().innerText()).toMatch(/stage\s+load\s+only\s+rows\s+879/);
    await details.getByRole('button', { name: 'Only records with this rows' }).click();
    await matches(page, '1 of 1,200 records');
  });

  test('shows the records of a time that is selected on the timeline', async () => {
    const { page } = await open(pipelineRecords(1200));
    const over = page.locator('#chart .u-over');
    const { x, y, width, height } = (await over.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    await page.mouse.move(x + 1, y + height / 2);
    await page.mouse.down();
    await page.mouse.move(x + width / 2, y + height / 2, { steps: 5 });
    await page.mouse.up();
    await matches(page, '600 of 1,200 records');
    expect(await page.locator('#conditions').innerText()).toContain('2026-11-30 02:00:00.000 – 02:00:06.000 UTC');
    await page.getByRole('button', { name: /^Remove the condition/ }).click();
    await matches(page, '1,200 records');
  });

  test('shows times in the zone of the browser where that is asked for', async () => {
    const { page } = await open(pipelineRecords(90), { timezoneId: 'Asia/Kolkata' });
    await rows(page).first().click();
    await page.getByRole('radio', { name: /^Asia/ }).check();
    await settles(page.locator('#span'), '2026-11-30 07:30:00.000');
    expect(await rows(page).first().innerText()).toContain('07:30:00.000');
    expect(await page.locator('#details h3').innerText()).toMatch(/07:30:00\.000 Asia\/(Kolkata|Calcutta)$/);
    expect(await page.locator('#grid-zone').textContent()).toMatch(/^Asia/);
  });

  test('begins in the zone that it was made for', async () => {
    const { page } = await open(pipelineRecords(90), { timezoneId: 'Europe/Oslo' }, undefined, 'Asia/Tokyo');
    await settles(page.locator('#span'), '2026-11-30 11:00:00.000');
    expect(await page.locator('#grid-zone').textContent()).toBe('Asia/Tokyo');
    await page.getByRole('radio', { name: 'Europe/Oslo' }).check();
    await settles(page.locator('#span'), '2026-11-30 03:00:00.000');
  });

  test('is used by the keyboard alone', async () => {
    const { page } = await open(pipelineRecords(1200));
    const focused = () => page.evaluate<string>('document.activeElement.id || document.activeElement.className');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('skip');
    await page.keyboard.press('/');
    expect(await focused()).toBe('search');
    await page.keyboard.type('stage=load');
    await matches(page, '400 of 1,200 records');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('logger');
    // A key that is typed into a list of choices is none of ours.
    await page.keyboard.press('1');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Escape');
    await matches(page, '1,200 records');
    await page.evaluate('document.activeElement.blur()');

    await page.keyboard.press('g');
    expect(await focused()).toBe('grid');
    const active = page.locator('#rows .row.active');
    const isActive = (row: string) => settles(active, row);
    for (const key of ['Home', 'ArrowDown', 'j', 'ArrowDown', 'k']) await page.keyboard.press(key);
    await isActive('rows=2');
    expect(await page.locator('#grid').getAttribute('aria-activedescendant')).toBe(await active.getAttribute('id'));
    expect(await active.evaluate((row) => getComputedStyle(row).outlineStyle)).toBe('solid');
    await page.keyboard.press('End');
    await isActive('rows=1199');
    await page.keyboard.press('Home');
    await page.keyboard.press('n');
    await isActive('rows=839');
    await page.keyboard.press('n');
    await page.keyboard.press('N');
    await page.keyboard.press('Enter');
    await settles(page.locator('#details .stack'), 'at write');
    await page.keyboard.press('ArrowDown');
    await settles(page.locator('#details .said'), 'read page 840');
    await page.keyboard.press('Escape');
    expect(await page.locator('#details').isVisible()).toBe(false);
    expect(await focused()).toBe('grid');

    await page.keyboard.press('4');
    await matches(page, '438 of 1,200 records');
    await page.keyboard.press('Escape');
    await matches(page, '1,200 records');
    await page.keyboard.press('?');
    expect(await page.getByRole('dialog', { name: 'Keys' }).isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    expect(await page.getByRole('dialog').count()).toBe(0);

    await page.locator('#chart').focus();
    await page.keyboard.press('ArrowRight');
    await settles(page.locator('#readout'), '02:00:00.100');
    await page.keyboard.press('Home');
    await page.keyboard.press('Shift+End');
    await matches(page, '1,200 of 1,200 records').catch(() => matches(page, '1,200 records'));
    expect(await page.locator('#conditions').innerText()).toContain('02:00:12.000');
  });

  test('each part that can be reached shows that it has the focus', async () => {
    const { page } = await open(pipelineRecords(90));
    const seen = new Set<string>();
    for (let step = 0; step < 40; step++) {
      await page.keyboard.press('Tab');
      const [name, outline] = await page.evaluate<[string, string]>(`(() => {
        const at = document.activeElement;
        const shown = at.matches('.switch input') ? at.nextElementSibling : at;
        const { outlineStyle, outlineWidth } = getComputedStyle(shown);
        return [at === document.body ? '' : at.id || at.textContent.trim().slice(0, 30) || at.value, outlineStyle + ' ' + outlineWidth];
      })()`);
      if (name === '' || seen.has(name)) continue;
      seen.add(name);
      expect.soft(outline, name).toMatch(/^(?:solid|auto) [1-9]/);
    }
    expect([...seen]).toEqual(
      expect.arrayContaining(['Skip to the records', 'chart', 'search', 'grid', 'load', 'open-shortcuts']),
    );
  });

  test('names its parts for who does not see them', async () => {
    const { page } = await open(pipelineRecords(1200));
    for (const name of ['Overview', 'Timeline', 'Errors', 'Stages', 'Redactions', 'Records'])
      expect(await page.getByRole('region', { name }).count(), name).toBe(1);
    const grid = page.getByRole('grid', { name: 'Records' });
    expect(await grid.getAttribute('aria-rowcount')).toBe('1201');
    expect(await grid.getByRole('columnheader').allInnerTexts()).toEqual([
      'Time UTC',
      'Level',
      'Logger',
      'Message and fields',
    ]);
    expect(await grid.getByRole('row').nth(1).getAttribute('aria-rowindex')).toBe('2');
    expect(await page.locator('#chart-text').textContent()).toMatch(
      /^Records in 120 bars of 100 ms: most, 10, from .*; errors in 10 bars\.$/,
    );
  });

  test('is dark or light as the system is, or as the reader says', async () => {
    const ground = (page: Page) => page.evaluate<string>('getComputedStyle(document.documentElement).backgroundColor');
    const [light, dark] = ['rgb(245, 246, 248)', 'rgb(14, 18, 23)'];
    const { page } = await open(pipelineRecords(90), { colorScheme: 'dark' });
    expect(await ground(page)).toBe(dark);
    await page.getByRole('radio', { name: 'Light' }).check();
    expect(await ground(page)).toBe(light);
    await page.keyboard.press('t');
    expect(await ground(page)).toBe(dark);
    await page.keyboard.press('t');
    await page.emulateMedia({ colorScheme: 'light' });
    expect(await ground(page)).toBe(light);
  });

  test('prints light, with its records, and without what is for the screen alone', async () => {
    const { page } = await open(pipelineRecords(1200), { colorScheme: 'dark' });
    await page.locator('#search').fill('stage=load');
    await matches(page, '400 of 1,200 records');
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    const printed = page.locator('#printed');
    await settles(printed, 'The first 200 of 400 records');
    expect(await printed.locator('tbody tr').count()).toBe(200);
    expect(await page.evaluate<string>('getComputedStyle(document.body).color')).toBe('rgb(26, 32, 41)');
    for (const place of ['#filter', '#grid', '.switches', '#readout'])
      expect(await page.locator(place).isVisible(), place).toBe(false);
    for (const place of ['#chart', '#figures', '.stages', '#redactions'])
      expect(await page.locator(place).isVisible(), place).toBe(true);
    await page.emulateMedia({ media: 'screen' });
    await page.locator('#grid').waitFor();
    await printed.locator('tr').first().waitFor({ state: 'detached' });
    expect((await page.pdf()).length).toBeGreaterThan(10_000);
  });

  test.each([320, 390, 800, 1280, 2200])('%d pixels wide, nothing reaches out of it', async (width) => {
    const long = 'W'.repeat(3000);
    const { page } = await open(
      [
        ...pipelineRecords(90),
        failed(long, { logger: long, fields: { [long]: long, stage: long }, resource: { 'service.name': long } }),
      ],
      { viewport: { width, height: 800 } },
    );
    await page.locator('#errors summary').last().click();
    await page.locator('#grid').focus();
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await page.locator('#details').waitFor();
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    const details = await page.locator('#details').boundingBox();
    expect((details?.x ?? 0) + (details?.width ?? 0)).toBeLessThanOrEqual(width);
  });

  test('levels are whole, an error without an exception has no empty cell, and stages of long names fit on paper', async () => {
    const stage = 'a stage whose name is long, '.repeat(8);
    const { page } = await open(
      [
        said({ at: 0, severity: 0, level: '', message: 'of no level' }),
        said({ at: 1, severity: 17, level: 'ERROR', message: 'said alone', fields: { stage } }),
        failed('thrown', { at: 2, fields: { stage } }),
      ],
      { viewport: { width: 676, height: 800 } },
    );
    const clipped = (selector: string) =>
      page.evaluate<number>(
        `[...document.querySelectorAll(${JSON.stringify(selector)})].filter((e) => e.scrollWidth > e.clientWidth + 1).length`,
      );
    expect(await rows(page).locator('.thrown').count()).toBe(1);
    expect(await clipped('#rows .level')).toBe(0);
    await page.emulateMedia({ media: 'print' });
    await page.locator('#printed tr').first().waitFor();
    expect(await clipped('#stages, #stages *')).toBe(0);
  });

  test('of no records says so in each part', async () => {
    const { page, unwanted } = await open([]);
    expect(await page.locator('main').innerText()).not.toMatch(/NaN|undefined|Infinity/);
    expect(await page.locator('#empty').textContent()).toBe('There are no records in logs.');
    for (const place of ['#errors', '#stages', '#redactions'])
      expect(await page.locator(place).innerText()).toBe('There are no records.');
    await page.keyboard.press('n');
    await page.keyboard.press('g');
    await page.keyboard.press('Enter');
    expect(unwanted).toEqual([]);
  });

  test('shows records without a time, and those of days far apart', async () => {
    const { page, unwanted } = await open([
      said({ at: null, message: 'timeless' }),
      said({ at: 0 }),
      said({ at: 3 * 86_400_000 }),
    ]);
    expect(await page.locator('#notices').innerText()).toContain('1 record without a time');
    expect((await rows(page).allInnerTexts()).map((text) => text.slice(0, 23))).toEqual([
      expect.stringMatching(/^–/),
      '2026-11-30 02:00:00.000',
      '2026-12-03 02:00:00.000',
    ]);
    expect(START % 86_400_000).toBe(7_200_000);
    expect(unwanted).toEqual([]);
  });
});
