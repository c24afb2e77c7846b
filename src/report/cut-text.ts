// Cuts long texts, and says so in them: a report stays small beside a message of a megabyte.

/** A text of at most so many characters, before the note of what is missing. Never half a character of two units. */
export function cutText(text: string, most: number): string {
  if (text.length <= most) return text;
  const last = text.charCodeAt(most - 1);
  const end = last >= 0xd800 && last <= 0xdbff ? most - 1 : most;
  return `${text.slice(0, end)}… [${text.length - end} more characters]`;
}
