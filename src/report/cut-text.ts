// Cuts long texts, and says so in them: a report stays small beside a message of a megabyte.

/**
 * A text that is not too long; what is cut off is said in it. No character of two units is halved.
 * @param most characters that are kept
 */
export function cutText(text: string, most: number): string {
  if (text.length <= most) return text;
  const last = text.charCodeAt(most - 1);
  const end = last >= 0xd800 && last <= 0xdbff ? most - 1 : most;
  return `${text.slice(0, end)}… [${text.length - end} more characters]`;
}
