// Each command that takes a password by its place, or by an option of one letter, masks the password of its example and nothing else.
import { describe, expect, test } from 'vitest';
import { SHORT_OPTIONS } from '../../src/redaction/credentials/forms/command-line.ts';
import { POSITIONAL_COMMANDS } from '../../src/redaction/credentials/forms/positional-passwords.ts';
import { redactText } from '../../src/redaction/index.ts';

/** An everyday word, one with signs, and one of the length that a key takes. */
const PASSWORDS = ['lantern', 'Winter-falcon_42', 'k7Qz2mN5pQ8sT1vW4xB6'];

function masked(example: string): void {
  // A key as JSON says its least length, a name of an option that its value is none.
  const passwords = example.includes('"oct"') ? PASSWORDS.slice(1) : PASSWORDS;
  for (const password of passwords) {
    for (const line of [example, `2026-11-29 12:00:00 INFO + ${example}`, `first\n${example}\nlast`]) {
      expect(redactText(line.replace('<V>', password))).toBe(line.replace('<V>', '[CREDENTIAL]'));
    }
  }
}

describe('by its place', () => {
  test.each(POSITIONAL_COMMANDS.map(({ example }) => example))('%s', masked);

  test.each(POSITIONAL_COMMANDS.map(({ example }) => example))(
    '%s, where a variable stands for the password',
    (example) => {
      const line = example.replace('<V>', '$DB_PASSWORD');
      expect(redactText(line)).toBe(line);
    },
  );
});

describe('by an option of one letter', () => {
  test.each(SHORT_OPTIONS.flatMap(({ examples }) => examples))('%s', masked);

  test('each letter has its example', () => {
    for (const { letters, examples } of SHORT_OPTIONS) {
      expect(examples.map((example) => / -(\w) <V>/.exec(example)?.[1]).join('')).toBe(letters);
    }
  });

  test.each(SHORT_OPTIONS.flatMap(({ examples }) => examples))('%s of another command is no password', (example) => {
    const [, option = ''] = / (-\w <V>)/.exec(example) ?? [];
    const line = `make ${option.replace('<V>', 'lantern')} all`;
    expect(redactText(line)).toBe(line);
  });
});
