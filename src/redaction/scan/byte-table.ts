// Tables of bytes: which ones a rule means. They are filled when the program starts, so a table costs what it marks, not 256 questions.
import { CLASS } from './byte-classes.ts';

/**
 * Has 1 at each of some bytes, 0 elsewhere.
 * @param characters each of them one byte
 * @param classes all bytes of these classes as well
 */
export function byteTable(characters: string, classes = 0): Uint8Array {
  const table = new Uint8Array(256);
  for (let i = 0; i < characters.length; i++) table[characters.charCodeAt(i)] = 1;
  if (classes === 0) return table;
  for (let byte = 0; byte < 256; byte++) if (((CLASS[byte] as number) & classes) !== 0) table[byte] = 1;
  return table;
}
