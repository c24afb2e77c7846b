// The report as one HTML file. Nothing from a record is markup in it, and nothing but our own program may run.
import { createHash } from 'node:crypto';
import { sanitizeText } from '../format/sanitize-text.ts';
import { escapeUnsafeCharacters } from '../format/unsafe-characters.ts';
import type { Report } from './collect-report.ts';

/** The parts of the page that are the same in each report. */
export interface PageParts {
  /** What is in `<body>`, but for data and program. */
  readonly markup: string;
  readonly style: string;
  readonly program: string;
}

/** Characters that could end the element that a JSON text stands in, or begin another. JSON has an escape for each. */
const UNSAFE_IN_ELEMENT = /[<>&]/g;

/**
 * A value as JSON that may stand within a `<script type="application/json">`, and that drives no terminal where the page is printed on one.
 * Lone surrogates are escaped by `JSON.stringify`.
 */
export function embeddedJson(value: unknown): string {
  return escapeUnsafeCharacters(JSON.stringify(value)).replace(
    UNSAFE_IN_ELEMENT,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A text that may stand within an element, on one line. */
function escaped(text: string): string {
  return sanitizeText(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/**
 * What the browser may do with the page: run this program and this style, and nothing else. No request of any kind; no text becomes markup, not
 * even by the program (trusted types).
 */
function policyOf({ style, program }: PageParts): string {
  const rules = [
    "default-src 'none'",
    `script-src ${hashOf(program)}`,
    `style-src ${hashOf(style)}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ];
  return rules.join('; ');
}

/** The file in parts, to be written one after the other. */
export function* reportPage({ summary, blocks }: Report, parts: PageParts): Generator<string> {
  yield `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyOf(parts)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${escaped(summary.title)} – LakeTrace report</title>
<style>${parts.style}</style>
</head>
<body>
${parts.markup}
<script type="application/json" id="summary">${embeddedJson(summary)}</script>
`;
  // Base64 has no character that means anything in HTML.
  for (const { compressed } of blocks)
    yield `<script type="application/octet-stream" class="records">${compressed.toString('base64')}</script>\n`;
  yield `<script type="module">${parts.program}</script>\n</body>\n</html>\n`;
}
