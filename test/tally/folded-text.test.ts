// Texts of one statement are one: numbers, ids and quoted names do not make a kind.
import { expect, test } from 'vitest';
import { foldedText } from '../../src/tally/folded-text.ts';

test.each([
  ['row 12 of 4711', 'row # of #'],
  ['orders_3 is busy', 'orders_# is busy'],
  ['trace 4bf92f3577b34da6 is lost', 'trace # is lost'],
  ['run 6f9619ff-8b86-d011-b42d-00c04fc964ff and abcdefab-abcd-abcd-abcd-abcdefabcdef', 'run # and #'],
  ['at 12:30:05.250, 1,234.5 MB of v1.2.3', 'at #, # MB of v#'],
  ['"Ben-Hur" is released in 2025', '"#" is released in #'],
  ['"Ben-Hur" is released', '"#" is released'],
  ['nothing to fold', 'nothing to fold'],
  ['x'.repeat(301), `${'x'.repeat(300)}…`],
])('%s', (text, folded) => expect(foldedText(text)).toBe(folded));
