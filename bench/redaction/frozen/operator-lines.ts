// The frozen corpus: lines that an operator of a lakehouse platform sees, written without a look at the rules. Nobody
// tunes a rule on it: what it shows to be missed is reported, and its kind goes into a regression set with lines of its own.
// A checksum in test/redaction/frozen-corpus.test.ts holds the texts; docs/privacy.md compares with rivals on it alone.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CleanLine } from '../clean-corpus.ts';
import { type Fragment, type Sample, toSample } from '../sample.ts';
import { SeededRandom } from '../seeded-random.ts';
import { operatorValue } from './operator-values.ts';

const SEED = 20261129;
/** Not a secret: random text that may stay. */
const HARMLESS = '-';

interface Template {
  /** Its heading and its place below it: `airflow 3`. */
  readonly name: string;
  readonly text: string;
}

/** A file's texts: separated by an empty line, below `=== heading` lines; a line of `~` is an empty line of the text. */
function templates(file: string): Template[] {
  const found: Template[] = [];
  let group = '';
  let place = 0;
  const content = readFileSync(join(import.meta.dirname, 'operator-lines', file), 'utf8');
  for (const text of content.trim().split(/\n{2,}/)) {
    if (text.startsWith('=== ')) {
      group = text.slice(4);
      place = 0;
    } else {
      found.push({ name: `${group} ${++place}`, text: text.replace(/^~$/gm, '') });
    }
  }
  return found;
}

/** The template with the kinds of its values alone. */
function form(text: string): string {
  return text.replace(/⟦(\S+) [^⟧]*⟧/g, '<$1>');
}

/** Puts values where `⟦KIND recipe⟧` stands. Made at run time, so that no scanner of a clone finds a secret. */
function fill(text: string, random: SeededRandom): Fragment {
  return text.split(/(⟦[^⟧]*⟧)/).map((part) => {
    const place = /^⟦(\S+) (.*)⟧$/.exec(part);
    if (place === null) return part;
    const value = (place[2] as string).replace(/\{([^}]+)\}/g, (_, name: string) => operatorValue(random, name));
    return place[1] === HARMLESS ? value : { entity: place[1] as string, value };
  });
}

/** Texts with made-up secrets and PII, each at its known place. */
export function operatorSamples(): Sample[] {
  const random = new SeededRandom(SEED);
  return templates('planted.txt').map(({ name, text }) => toSample(name, form(text), fill(text, random)));
}

/** Texts without any, many of them about secrets. */
export function operatorCleanLines(): CleanLine[] {
  const random = new SeededRandom(SEED + 1);
  return templates('clean.txt').map(({ name, text }) => ({ source: name, line: fill(text, random).join('') }));
}
