// Each row of the table of tokens, by tokens made from the row: one that fits, one too short, one too long, and some glued to words.
import { describe, expect, test } from 'vitest';
import { createRedactor } from '../../../src/redaction/index.ts';
import type { TokenFormat } from '../../../src/redaction/tokens/token-format.ts';
import { TOKEN_FORMATS } from '../../../src/redaction/tokens/token-formats.ts';

const redactor = createRedactor();

/** Letters and digits in no order, of every kind that an alphabet has within the first three; marks are put in between. */
const ORDER = 'aB3cD5eF7gH9jK2mN4pQ6rS8tU0vW1xYzAbCdEfGhJkMnPqRsTuVwXyZiIlLoO';

/** `length` characters of a row's alphabet: the last is a letter or digit, and each mark that it has stands in a long one. */
function body({ alphabet }: TokenFormat, length: number): string {
  const plain = Array.from(ORDER).filter((c) => alphabet.characters.includes(c));
  const marks = Array.from(alphabet.characters).filter((c) => !/[A-Za-z0-9]/.test(c));
  return Array.from({ length }, (_, at) => {
    const mark = at % 5 === 4 && at < length - 1 ? marks[Math.floor(at / 5) % (marks.length + 1)] : undefined;
    return mark ?? plain[at % plain.length];
  }).join('');
}

const rulesIn = (text: string): string[] => redactor.explain(text).map(({ rule }) => rule);
const token = (format: TokenFormat, length = format.least): string => format.prefix + body(format, length);

/** What the names of two rows of one vendor with one prefix differ in. */
const ROWS = TOKEN_FORMATS.map(
  (format) =>
    [
      `${format.rule.name} ${format.prefix.slice(0, 12)}… (${format.least} of ${format.alphabet.characters.length})`,
      format,
    ] as const,
);
/** A shorter token of a row is one of another row. */
const isOfAnother = (format: TokenFormat, text: string): boolean =>
  TOKEN_FORMATS.some(
    (other) =>
      other !== format &&
      other.rule.name === format.rule.name &&
      text.startsWith(other.prefix) &&
      text.length - other.prefix.length >= other.least,
  );

describe.each(ROWS)('%s', (_, format) => {
  test('the shortest is masked whole and nothing else', () => {
    expect(redactor.redactText(`run 7: ${token(format)} was used`)).toBe(`run 7: [${format.rule.entity}] was used`);
    expect(rulesIn(`run 7: ${token(format)} was used`)).toContain(format.rule.name);
  });

  test('the longest is, and one of no bounds however long it is', () => {
    const longest = token(format, Math.min(format.most, format.least + 200));
    expect(redactor.redactText(`(${longest}).`)).toBe(`([${format.rule.entity}]).`);
  });

  test('one too short is none', () => {
    const short = token(format, format.least - 1);
    if (!isOfAnother(format, short)) expect(rulesIn(`run 7: ${short} was used`)).not.toContain(format.rule.name);
  });

  const hasMost = format.most < Number.MAX_SAFE_INTEGER;
  if (hasMost)
    test('one too long is none', () => {
      const long = token(format, format.most + 1);
      if (!isOfAnother(format, long)) expect(rulesIn(`run 7: ${long} was used`)).not.toContain(format.rule.name);
    });

  if (format.isMixed)
    test('one of lower case alone is none', () => {
      const lower = format.prefix + body(format, format.least).replace(/[^a-z]/g, 'q');
      if (!isOfAnother(format, lower)) expect(rulesIn(`run 7: ${lower} was used`)).not.toContain(format.rule.name);
    });

  test.each(['x', '7', '_'])('one right after %s is part of a word', (glue) => {
    // A part of it may be a token of another row: `xoxe.xoxp-…`.
    const hits = redactor.explain(`${glue}${token(format)} was used`);
    expect(hits.filter(({ start }) => start <= glue.length)).toEqual([]);
  });

  test('one right before a letter is none, or masked with the letter', () => {
    const text = redactor.redactText(`run 7: ${token(format)}Z was used`);
    expect([`run 7: ${token(format)}Z was used`, `run 7: [${format.rule.entity}] was used`]).toContain(text);
  });
});
