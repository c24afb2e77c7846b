// Cuts a text after the last of some marks: the command, the call or the object that what follows it belongs to.

/** What stands after the last of some marks, such as the `|` and line ends that part commands; the whole text without one. */
export function afterLast(text: string, marks: string): string {
  let end = -1;
  for (const mark of marks) end = Math.max(end, text.lastIndexOf(mark));
  return text.slice(end + 1);
}
