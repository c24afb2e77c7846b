// Takes the lines of a shell apart.

/** What stands behind the last of some marks that part commands, such as `|` and line ends. */
export function lastCommand(text: string, marks: string): string {
  let end = -1;
  for (const mark of marks) end = Math.max(end, text.lastIndexOf(mark));
  return text.slice(end + 1);
}
