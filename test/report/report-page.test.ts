// The file of a report: nothing of a record is markup in it, and its policy lets nothing run but its own program.
import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { pageParts } from '../../src/report/page-parts.ts';
import { embeddedJson, type PageParts, reportPage } from '../../src/report/report-page.ts';
import { reportSvg } from '../../src/report/report-svg.ts';
import { HOSTILE, hostileRecords, pipelineRecords, reportOf } from './report-records.ts';

describe('JSON in an element', () => {
  test.each(HOSTILE.map((text) => [text.slice(0, 40), text]))('%j is read back as it was', (_, text) => {
    const json = embeddedJson({ [text]: [text] });
    expect(json).not.toMatch(/[<>&\u2028\u2029]/);
    expect(json.isWellFormed()).toBe(true);
    expect(JSON.parse(json)).toEqual({ [text]: [text] });
  });
});

describe('the page', () => {
  let parts: PageParts;
  let html: string;
  beforeAll(async () => {
    parts = await pageParts();
    html = [...reportPage(await reportOf(hostileRecords()), parts)].join('');
  });

  test('has the elements that we put there, and no others', () => {
    const { markup, style, program } = parts;
    const rest = html.replace(program, '').replace(style, '').replace(markup, '');
    const elements = Array.from(rest.matchAll(/<([/!a-z][^\s>]*)/gi), ([, name = '']) => name);
    const open = [
      '!doctype',
      'html',
      'head',
      'meta',
      'meta',
      'meta',
      'meta',
      'meta',
      'title',
      '/title',
      'style',
      '/style',
    ];
    const data = ['/head', 'body', 'script', '/script', 'script', '/script', 'script', '/script', '/body', '/html'];
    expect(elements).toEqual([...open, ...data]);
  });

  test('allows its own program and style by their digests, and no request', () => {
    const [, policy = ''] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html) ?? [];
    const digest = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      `script-src ${digest(parts.program)}`,
      `style-src ${digest(parts.style)}`,
      "base-uri 'none'",
      "form-action 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ]);
    expect(html).not.toMatch(/unsafe-|(?:src|href)="(?!#)/);
  });

  test('its own program and style cannot end their elements', () => {
    expect(parts.program).not.toMatch(/<\/script|<!--|\r/i);
    expect(parts.style).not.toMatch(/<\/style|<!--|\r/i);
  });

  test('its program makes no markup of texts, and asks for nothing', () => {
    expect(parts.program).not.toMatch(
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|DOMParser|srcdoc|fetch\(|XMLHttpRequest|sendBeacon|WebSocket|import\(|localStorage/,
    );
  });

  test('names the licence of the chart library', () => {
    for (const part of [parts.program, parts.style]) {
      expect(part).toContain('The MIT License (MIT)');
      expect(part).toMatch(/Copyright \(c\) \d{4} Leon Sorokin/);
    }
  });
});

describe('the picture', () => {
  test('has no program, and of hostile texts only texts', async () => {
    const { summary } = await reportOf(hostileRecords());
    for (const title of HOSTILE) {
      const svg = reportSvg({ ...summary, title });
      const elements = new Set(Array.from(svg.matchAll(/<([a-z]+)/gi), ([, name = '']) => name));
      expect([...elements].sort()).toEqual(['path', 'rect', 'style', 'svg', 'text', 'tspan']);
      expect(svg).not.toMatch(/[^\t\n -\ud7ff\ue000-\ufffd]|[\u202a-\u202e\u2066-\u2069]/);
      expect(svg).not.toMatch(/\son\w+="|href/);
    }
  });

  test('says what is in the records, in UTC', async () => {
    const svg = reportSvg((await reportOf(pipelineRecords(1200))).summary);
    expect(svg).toContain('2026-11-30 02:00:00 – 2026-11-30 02:00:11 UTC (12 s)');
    expect(svg).toMatch(/1,200 records<\/tspan>.*ERROR .*10<.*WARN .*46</);
    expect(svg).toContain('each bar 100 ms · 3 stages · 1 kind of errors · 46 values masked');
    expect(svg.match(/<path class="[A-Z]+"/g)).toHaveLength(4);
  });

  test('of no records says so', async () => {
    const svg = reportSvg((await reportOf([])).summary);
    expect(svg).toContain('0 records');
    expect(svg).toContain('No record has a time.');
  });
});
