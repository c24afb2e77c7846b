// Texts group by group: those with something to mask, and their neighbours that must stay.
import { describe, expect, test } from 'vitest';
import { redactText } from '../../src/redaction/index.ts';

export interface Group {
  /** Before and after. */
  readonly finds: readonly (readonly [before: string, after: string])[];
  readonly leaves: readonly string[];
}

/** Tests each text of some groups: what was masked is not masked again. */
export function testGroups(groups: Readonly<Record<string, Group>>): void {
  describe.each(Object.entries(groups))('%s', (_, { finds, leaves }) => {
    test.each(finds)('finds %s', (before, after) => {
      expect(redactText(before)).toBe(after);
      expect(redactText(after)).toBe(after);
    });

    test.each(leaves.map((text) => [text]))('leaves %s', (text) => {
      expect(redactText(text)).toBe(text);
    });
  });
}
