// Numbers, durations and sizes, as people read them: in the page and in the picture.

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const counts = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const three = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 });

/** `71,768` */
export function countText(count: number): string {
  return counts.format(count);
}

/** `345 ms`, `12.3 s`, `4 min 25 s`, `3 h 5 min`, `2 d 4 h` */
export function durationText(milliseconds: number): string {
  // What would be rounded up to a minute is one.
  if (milliseconds < SECOND) return `${three.format(milliseconds)} ms`;
  if (milliseconds < MINUTE - 50) return `${three.format(milliseconds / SECOND)} s`;
  if (milliseconds < HOUR - SECOND / 2) return twoParts(milliseconds, MINUTE, 'min', SECOND, 's');
  if (milliseconds < DAY - MINUTE / 2) return twoParts(milliseconds, HOUR, 'h', MINUTE, 'min');
  return twoParts(milliseconds, DAY, 'd', HOUR, 'h');
}

function twoParts(milliseconds: number, large: number, largeName: string, small: number, smallName: string): string {
  const smalls = Math.round(milliseconds / small);
  const perLarge = large / small;
  const rest = smalls % perLarge;
  return `${counts.format(Math.floor(smalls / perLarge))} ${largeName}${rest === 0 ? '' : ` ${rest} ${smallName}`}`;
}
