// The time and the level in lines of text that other programs write in forms of their own: servers of the web, syslog, Go, klog.
import type { HrTime } from '../../format/time-pattern.ts';
import { utcTime } from '../../spec/utc-time.ts';
import { NO_TIME, readTimeText } from './stored-time.ts';

/** What a line says in such a form, and where: all else of it is its message. */
export interface OtherStamp {
  readonly time: HrTime;
  /** Nothing where lines of the form have none; without one a line may have the name of a level. */
  readonly level: string | undefined;
  readonly hasLevel: boolean;
  /** Where the time begins, with what belongs to it, and where what follows begins. */
  readonly start: number;
  readonly end: number;
  /** The number of its facility in syslog. */
  readonly facility?: number;
}

const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec';
const KLOG_LEVELS: Readonly<Record<string, string>> = { I: 'INFO', W: 'WARNING', E: 'ERROR', F: 'FATAL' };
/** The severities of syslog, by their numbers (RFC 5424, 6.2.1). */
const SYSLOG_LEVELS: readonly string[] = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'];
const SEVERITIES = SYSLOG_LEVELS.length;
/** Facilities are 0 to 23. */
const MOST_PRIORITY = 191;

/**
 * glog and klog: `I0102 03:04:05.678901   12345 server.go:42] started`; glog may write the year, too.
 * https://github.com/google/glog, https://github.com/kubernetes/klog
 */
const KLOG = /^([IWEF])(\d{4})?(\d\d)(\d\d) (\d\d:\d\d:\d\d\.\d{1,9}) +\d+ [^ \]]{1,255}:\d+\] ?/;
/** Go's `log`: `2026/01/02 03:04:05.678901 started`; nginx's error log, with the level behind: `2026/01/02 03:04:05 [error] 12#12: …`. */
const SLASHED =
  /^(\d{4})\/(\d\d)\/(\d\d) (\d\d:\d\d:\d\d(?:\.\d{1,9})?)(?: \[(debug|info|notice|warn|error|crit|alert|emerg)\](?= \d+#))? /;
/** The log of requests of Apache and nginx, common and combined: `10.0.0.1 - ada [02/Jan/2026:03:04:05 +0000] "GET / HTTP/1.1" 200 …`. */
const REQUEST =
  /^[^ []{1,255} [^ []{1,255} [^[]{1,255}(\[(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d:\d\d:\d\d) ([+-]\d{4})\] )"/;
/** Apache's error log: `[Fri Jan 02 03:04:05.678901 2026] [core:error] [pid 12] …`. */
const APACHE_ERROR =
  /^\[[A-Z][a-z]{2} ([A-Z][a-z]{2}) ([ \d]\d) (\d\d:\d\d:\d\d(?:\.\d{1,9})?) (\d{4})\] (?=\[(?:[\w-]{0,64}:)?(trace|debug|info|notice|warn|error|crit|alert|emerg)\d?\]|)/;
/** Syslog, RFC 3164: `<34>Jan  2 03:04:05 host app[12]: …`; in files mostly without the priority in front. */
const SYSLOG_3164 = /^(?:<(\d{1,3})>)?([A-Z][a-z]{2}) ([ \d]\d) (\d\d:\d\d:\d\d(?:\.\d{1,9})?) (?=[^ ]+ )/;
/** Syslog, RFC 5424: `<34>1 2026-01-02T03:04:05.678Z host app 12 ID47 - …`, with `-` for a time that is not known. */
const SYSLOG_5424 =
  /^<(\d{1,3})>1 (-|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)) (?=[^ ]+ [^ ]+ [^ ]+ [^ ]+ )/;

/** Reads what is found: nothing where it is no time. */
type Read = (found: RegExpExecArray, years: Years) => OtherStamp | undefined;

const FORMS: readonly (readonly [RegExp, Read])[] = [
  [
    SLASHED,
    ([all, year, month, day, time, level], years) =>
      stamp(years.time(year, month, day, time), all.length, { level, hasLevel: level !== undefined }),
  ],
  [
    KLOG,
    ([all, letter = '', year, month, day, time], years) => {
      // What stands behind the time is the thread, and where in the code.
      const end = all.indexOf(' ', all.indexOf(':'));
      return stamp(years.time(year, month, day, time), end, { level: KLOG_LEVELS[letter], hasLevel: true });
    },
  ],
  [
    REQUEST,
    ([all, bracket = '', day, month, year, time, offset], years) => {
      const start = all.length - bracket.length - 1;
      return stamp(years.time(year, monthOf(month), day, time, offset), all.length - 1, { hasLevel: true, start });
    },
  ],
  [
    APACHE_ERROR,
    ([all, month, day, time, year, level], years) =>
      stamp(years.time(year, monthOf(month), day, time), all.length, { level, hasLevel: level !== undefined }),
  ],
  [
    SYSLOG_3164,
    ([all, priority, month, day, time], years) =>
      stamp(years.time(undefined, monthOf(month), day, time), all.length, ofPriority(priority)),
  ],
  [
    SYSLOG_5424,
    ([all, priority, time = '']) =>
      stamp(time === '-' ? NO_TIME : readTimeText(time), all.length, ofPriority(priority)),
  ],
];

/** What a line begins with that another program wrote; nothing where it is in none of the forms that are known. */
export function otherStampOf(line: string, years: Years): OtherStamp | undefined {
  for (const [form, read] of FORMS) {
    const found = form.exec(line);
    if (found !== null) return read(found, years);
  }
  return undefined;
}

function stamp(
  time: HrTime | undefined,
  end: number,
  more:
    | {
        readonly level?: string | undefined;
        readonly hasLevel: boolean;
        readonly start?: number;
        readonly facility?: number;
      }
    | undefined,
): OtherStamp | undefined {
  return time === undefined || more === undefined ? undefined : { start: 0, level: undefined, ...more, time, end };
}

/** The level and the facility of a priority of syslog (RFC 5424, 6.2.1), nothing where it is none. */
function ofPriority(
  text: string | undefined,
): { readonly level?: string; readonly hasLevel: boolean; readonly facility?: number } | undefined {
  if (text === undefined) return { hasLevel: false };
  const priority = Number(text);
  if (priority > MOST_PRIORITY) return undefined;
  return {
    level: SYSLOG_LEVELS[priority % SEVERITIES] as string,
    hasLevel: true,
    facility: Math.floor(priority / SEVERITIES),
  };
}

function monthOf(name = ''): string {
  return String(MONTHS.indexOf(name) / 3 + 1);
}

const DAY = 86_400_000;
/** How much later than the last change of its file a line may be: by clocks of other zones, and where it is followed for long. */
const MOST_AHEAD = 7 * DAY;
/** The 29th of February may be as far away, around a year such as 1900. */
const MOST_YEARS = 8;

/** Finds the years of the times of one file, where its lines have none. */
export class Years {
  readonly #changed: number;
  #last: number | undefined;

  /** @param changed when the file was changed last, in milliseconds since the epoch */
  constructor(changed: number) {
    this.#changed = changed;
  }

  /** A time by its parts, as they are written: nothing where there is none such. Without an offset it is of UTC. */
  time(year: string | undefined, month = '', day = '', time = '', offset = 'Z'): HrTime | undefined {
    const [two, whole] = [month.padStart(2, '0'), day.trim().padStart(2, '0')];
    const at = (number: number): HrTime | undefined =>
      readTimeText(`${String(number).padStart(4, '0')}-${two}-${whole}T${time}${offset}`);
    if (year !== undefined) return at(Number(year));
    const first = this.#yearOf(Number(month), Number(day));
    for (let back = 0; back <= MOST_YEARS; back++) {
      const found = at(first - back);
      if (found === undefined) continue;
      this.#last = found[0] * 1000;
      return found;
    }
    return undefined;
  }

  /** The one in which a line is nearest to the line before; of the first line the last one in which the file was there already. */
  #yearOf(month: number, day: number): number {
    const near = this.#last ?? this.#changed;
    const year = new Date(near).getUTCFullYear();
    const distance = (of: number): number => utcTime(of, month, day) - near;
    if (this.#last === undefined) return [year + 1, year].find((of) => distance(of) <= MOST_AHEAD) ?? year - 1;
    return [year, year + 1, year - 1].reduce((best, of) =>
      Math.abs(distance(of)) < Math.abs(distance(best)) ? of : best,
    );
  }
}
