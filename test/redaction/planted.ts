// Texts in which a made-up secret is planted in many shapes, kind by kind, and their neighbours that have none.
import { describe, expect, test } from 'vitest';
import { redactText } from '../../src/redaction/index.ts';

/** Where the secret stands in a template. */
export const PLACE = '<V>';

export interface Kind {
  /** The secrets, each planted in each template. */
  readonly values: readonly string[];
  readonly finds: readonly string[];
  readonly leaves?: readonly string[];
  /** What stands in the secret's place afterwards. */
  readonly label?: string;
}

/** Tests each template with each secret: all of it is masked, nothing beside it, and nothing once more. */
export function testKinds(kinds: Readonly<Record<string, Kind>>): void {
  describe.each(Object.entries(kinds))('%s', (_, { values, finds, leaves = [], label = '[CREDENTIAL]' }) => {
    test.each(finds)('finds %s', (template) => {
      const after = template.replaceAll(PLACE, label);
      for (const value of values) expect(redactText(template.replaceAll(PLACE, () => value))).toBe(after);
      expect(redactText(after)).toBe(after);
    });

    test.each(leaves.map((text) => [text]))('leaves %s', (text) => {
      expect(redactText(text)).toBe(text);
    });
  });
}

/** An everyday word, one with signs, and one of the length that a key takes. */
const PASSWORDS = ['lantern', 'Winter-falcon_42', 'k7Qz2mN5pQ8sT1vW4xB6'];

/**
 * Tests commands with passwords in them: alone, in a log and on a line among others.
 * @param areChosen whether what they take is no word
 */
export function testCommands(commands: readonly string[], areChosen = false): void {
  test.each(commands)('%s', (command) => {
    // A key as JSON has its least length.
    const passwords = areChosen || command.includes('"oct"') ? PASSWORDS.slice(1) : PASSWORDS;
    for (const password of passwords) {
      for (const line of [command, `2026-11-29 12:00:00 INFO + ${command}`, `first\n${command}\nlast`]) {
        expect(redactText(line.replace(PLACE, password))).toBe(line.replace(PLACE, '[CREDENTIAL]'));
      }
    }
  });
}
