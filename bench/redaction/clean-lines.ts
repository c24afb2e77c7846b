// Turns a program's raw output into corpus lines: this machine's names taken out, near-repeats thinned.
import { hostname, userInfo } from 'node:os';

/** Lines longer than this are left out: they are dumps, and would weigh more than all others together. */
const LONGEST = 4_000;
/** How many lines that differ only in their digits and hexadecimal runs are kept. */
const SAME_SHAPE = 10;

/** What to put in place of what would tell this machine, or a person. */
export function normalizer(root: string, scratch: string, cache: string): (line: string) => string {
  const names: [string, string][] = [
    [scratch, '/srv/work'],
    [cache, '/srv/cache'],
    [root, '/srv/app'],
    [root.replace(/\/wt\/.*$/, '/main'), '/srv/app'],
    ['/root', '/home/app'],
    [hostname(), 'node-1'],
  ];
  const login = userInfo().username;
  return (line) => {
    let text = line;
    for (const [from, to] of names) {
      if (from.length > 3) text = text.replaceAll(from, to);
    }
    text = text
      .replace(new RegExp(`\\b${hostname()}\\b`, 'g'), 'node-1')
      .replace(new RegExp(`\\b${login}\\b`, 'g'), 'app');
    // Name <address> of a packager or an author is a person: keep the shape, give another name.
    return text.replace(/[\p{L}.'" -]{2,40}<[^<>\s@]+@[^<>\s@]+>/gu, (whole) => ` ${personFor(whole)}`);
  };
}

function personFor(text: string): string {
  let hash = 0;
  for (const char of text) hash = (hash * 31 + char.charCodeAt(0)) % 97;
  return `Packager ${hash} <packager${hash}@dist.example>`;
}

/** Distinct lines, at most ten of one shape, none overlong, without terminal colours. */
export function distinctLines(raw: string, normalize: (line: string) => string, limit: number): string[] {
  const shapes = new Map<string, number>();
  const seen = new Set<string>();
  const lines: string[] = [];
  for (const rawLine of raw.split(/\r?\n/)) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colour sequences are what is removed.
    const line = normalize(rawLine.replace(/\u001b\[[0-9;]*m/g, '')).trimEnd();
    if (line.trim().length < 4 || line.length > LONGEST || seen.has(line)) continue;
    seen.add(line);
    const shape = line.replace(/0x[0-9a-f]+|[0-9a-f]{7,}|\d+/gi, '0');
    const count = shapes.get(shape) ?? 0;
    if (count >= SAME_SHAPE) continue;
    shapes.set(shape, count + 1);
    lines.push(line);
  }
  return everyNth(lines, limit);
}

/** At most `limit` lines, spread evenly over the whole. */
export function everyNth(lines: readonly string[], limit: number): string[] {
  if (lines.length <= limit) return [...lines];
  const kept: string[] = [];
  for (let i = 0; i < limit; i++) kept.push(lines[Math.floor((i * lines.length) / limit)] as string);
  return kept;
}
