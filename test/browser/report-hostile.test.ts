// Records that mean harm stay texts in the report's page: nothing of them runs, and nothing of them is markup.
import { describe, expect, inject, test } from 'vitest';
import { sanitizeText } from '../../src/format/sanitize-text.ts';
import { HOSTILE, hostileRecords } from '../report/report-records.ts';
import { reportBrowser } from './report-browser.ts';

/** What the page is made of; nothing that loads, runs or embeds beside its own program. */
const ELEMENTS =
  'A ASIDE B BDI BODY BUTTON CANVAS CODE DD DETAILS DIALOG DIV DL DT FIELDSET FOOTER FORM H1 H2 H3 H4 HEAD HEADER HTML I INPUT KBD LABEL LEGEND LI MAIN META NOSCRIPT OPTION P PRE SCRIPT SEARCH SECTION SELECT SMALL SPAN STYLE SUMMARY TABLE TBODY TD TH THEAD TITLE TR UL';

describe.skipIf(inject('chromium') === '')('hostile records', () => {
  const open = reportBrowser();

  test('stay text wherever they are shown', async () => {
    const { page, unwanted } = await open(hostileRecords());
    const owned = () => page.evaluate('[window.owned, ({}).owned, document.scripts.length].join()');
    expect(await owned()).toBe(',,2');
    expect(await page.locator('#matches').textContent()).toBe(`${HOSTILE.length} records`);
    await page.getByRole('button', { name: /kinds of errors$/ }).click();
    for (const summary of await page.locator('#errors summary').all()) await summary.click();
    await page.locator('#grid').focus();
    await page.keyboard.press('Home');
    for (const text of HOSTILE) {
      await page.keyboard.press('Enter');
      const shown = await page.locator('#details .said').textContent();
      if (/^[\t -~]*$/.test(text) && text.length < 10_000) expect(shown).toBe(text);
      expect(sanitizeText((shown ?? '').replaceAll('\n', ''))).toBe((shown ?? '').replaceAll('\n', ''));
      await page.keyboard.press('ArrowDown');
    }
    const used = await page.evaluate<string[]>(
      '[...new Set([...document.querySelectorAll("*")].map((e) => e.tagName))].sort()',
    );
    expect(used.filter((name) => !ELEMENTS.split(' ').includes(name))).toEqual([]);
    const attributes = await page.evaluate<string[]>(
      '[...document.querySelectorAll("*")].flatMap((e) => [...e.attributes].map((a) => a.name)).filter((name) => /^on|^src|^href$|^style$|^action/.test(name))',
    );
    expect([...new Set(attributes)].sort()).toEqual(['href', 'style']);
    expect(await page.locator('[href]').count()).toBe(1);
    await page.emulateMedia({ media: 'print' });
    await page.locator('#printed tr').first().waitFor({ state: 'attached' });
    expect(await owned()).toBe(',,2');
    expect(unwanted).toEqual([]);
  });

  test('are found by what they say', async () => {
    const { page } = await open(hostileRecords());
    for (const text of ['"<iframe srcdoc="', '</script><script>', '__proto__={"owned":1}', '{{constructor']) {
      await page.locator('#search').fill(text);
      await page
        .locator('#matches')
        .filter({ hasText: /^[1-9]\d* (?:of|records)/ })
        .waitFor();
      expect(await page.locator('#rows .row').count(), text).toBeGreaterThan(0);
    }
  });

  test('could not run even where the page made a mistake: the policy of the page forbids it', async () => {
    const { page } = await open(hostileRecords());
    const tried = await page.evaluate<string[]>(`(async () => {
      const results = [];
      const attempt = async (name, work) => { try { await work(); results.push(name + ' done'); } catch (error) { results.push(name + ' refused'); } };
      await attempt('markup', () => { document.body.innerHTML = '<img src=x onerror="window.owned = 1">'; });
      await attempt('script', () => { const s = document.createElement('script'); s.textContent = 'window.owned = 1'; document.body.append(s); });
      await attempt('handler', () => { const b = document.createElement('button'); b.setAttribute('onclick', 'window.owned = 1'); document.body.append(b); b.click(); });
      await attempt('fetch', () => fetch('data:text/plain,x'));
      await attempt('image', () => new Promise((done, fail) => { const i = new Image(); i.onload = done; i.onerror = fail; i.src = 'data:image/gif;base64,R0lGODlhAQABAAAAACw='; }));
      await attempt('worker', () => new Worker('data:text/javascript,1'));
      results.push(String(window.owned));
      return results;
    })()`);
    expect(tried.filter((result) => /^(?:markup|fetch|image|worker) done|^1$/.test(result))).toEqual([]);
    expect(tried.at(-1)).toBe('undefined');
  });
});
