// Makes elements of fixed kinds with texts in them. A text is never anything else: no markup is parsed here or anywhere in the page.
import { sanitizeText } from '../../format/sanitize-text.ts';

/** Attributes that the page sets; none of them can hold a program. */
type Attribute =
  | 'aria-controls'
  | 'aria-expanded'
  | 'aria-hidden'
  | 'aria-label'
  | 'aria-pressed'
  | 'aria-rowindex'
  | 'aria-selected'
  | 'class'
  | 'data-band'
  | 'dir'
  | 'id'
  | 'open'
  | 'role'
  | 'scope'
  | 'tabindex'
  | 'title'
  | 'type';

/** An element with attributes and content; a text becomes a text. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Partial<Record<Attribute, string>> = {},
  ...content: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  made.append(...content);
  return made;
}

/** The element of the page's own markup with an id. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no #${id}`);
  return found as T;
}

/** A text from a log as one line: what would break it, reorder it or hide in it is an escape that one sees. */
export function oneLine(text: string): string {
  return sanitizeText(text);
}

/** A text from a log with its lines. */
export function withLines(text: string): string {
  return text
    .split(/\r\n|\n/)
    .map((line) => sanitizeText(line.replaceAll('\t', '    ')))
    .join('\n');
}

/** Says something to who listens to the page rather than looks at it. */
export function announce(text: string): void {
  byId('announcements').textContent = text;
}
