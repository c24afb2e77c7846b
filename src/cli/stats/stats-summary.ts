// What was gathered of records -> one plain object: what `stats --json` prints, and of which the text is made.
import type { FrequentKeys } from '../../tally/frequent-keys.ts';
import { MOST_COLUMNS } from '../../tally/time-columns.ts';
import type { FileSize } from './file-sizes.ts';
import type { KindInfo, RecordStats } from './record-stats.ts';

const MOST_SCOPES = 20;
const MOST_MESSAGES = 20;
const MOST_EXCEPTIONS = 10;
const MOST_DURATIONS = 20;

/** Counts over time. */
export interface TimeCounts {
  /** Milliseconds. */
  readonly columnWidth: number;
  readonly counts: readonly number[];
}

/** A level or a scope. */
export interface KindSummary {
  readonly name: string;
  readonly count: number;
  readonly severityNumber: number;
  readonly overTime: TimeCounts | undefined;
}

/** All of it. Times are RFC 3339 in UTC, durations milliseconds. */
export interface StatsSummary {
  readonly records: number;
  readonly first: string | null;
  readonly last: string | null;
  readonly withoutTime: number;
  readonly overTime: TimeCounts | undefined;
  readonly levels: readonly KindSummary[];
  readonly scopes: readonly KindSummary[];
  readonly otherScopes: number;
  readonly messages: readonly {
    readonly message: string;
    readonly count: number;
    readonly level: string;
    readonly severityNumber: number;
    readonly example: string;
  }[];
  readonly otherMessages: number;
  /** How much too low counts of messages may be, where there were too many different ones. */
  readonly messagesMissed: number;
  readonly exceptions: readonly { readonly type: string; readonly count: number }[];
  readonly durations: ReturnType<RecordStats['durations']>;
  readonly redactions: { readonly records: number; readonly byLabel: Readonly<Record<string, number>> };
  readonly gaps: readonly { readonly from: string; readonly to: string; readonly milliseconds: number }[];
  readonly files: readonly FileSize[];
}

/** @param columns how many columns of time there are at most */
export function summaryOf(
  stats: RecordStats,
  files: readonly FileSize[],
  columns: number = MOST_COLUMNS,
): StatsSummary {
  const { records, first, last, withoutTime, messages, redactions } = stats;
  const hasTime = last >= first;
  const overTime = (times: RecordStats['times']): TimeCounts | undefined => {
    if (!hasTime) return undefined;
    const { width, counts } = times.columns(first, last, columns);
    return { columnWidth: width, counts };
  };
  const kinds = (keys: FrequentKeys<KindInfo>, most?: number): KindSummary[] =>
    keys.top(most).map(({ key, count, info }) => ({
      ...{ name: key, count, severityNumber: info.severity, overTime: overTime(info.times) },
    }));
  const scopes = kinds(stats.scopes, MOST_SCOPES);
  const top = messages.top(MOST_MESSAGES);
  const sum = (list: readonly { readonly count: number }[]) => list.reduce((total, { count }) => total + count, 0);
  return {
    records,
    first: hasTime ? textOf(first) : null,
    last: hasTime ? textOf(last) : null,
    withoutTime,
    overTime: overTime(stats.times),
    levels: kinds(stats.levels).sort((a, b) => a.severityNumber - b.severityNumber),
    scopes,
    otherScopes: records - sum(scopes),
    messages: top.map(({ key, count, info: { level, severity, example } }) => ({
      ...{ message: key, count, level, severityNumber: severity, example },
    })),
    otherMessages: records - sum(top),
    messagesMissed: messages.mostMissed,
    exceptions: stats.exceptions.top(MOST_EXCEPTIONS).map(({ key, count }) => ({ type: key, count })),
    durations: stats.durations().slice(0, MOST_DURATIONS),
    redactions: { records: redactions.records, byLabel: Object.fromEntries(redactions.counts()) },
    gaps: stats.gaps().map(({ from, to }) => ({ from: textOf(from), to: textOf(to), milliseconds: to - from })),
    files,
  };
}

function textOf(time: number): string {
  return new Date(time).toISOString();
}
