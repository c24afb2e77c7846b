// What is known of many records: gathered one by one, in bounded memory.

import { keptText } from '../../format/kept-text.ts';
import type { StoredLogRecord } from '../../read/record/stored-record.ts';
import { severityName } from '../../spec/severity.ts';
import { foldedText } from '../../tally/folded-text.ts';
import { FrequentKeys } from '../../tally/frequent-keys.ts';
import { MaskCounts } from '../../tally/mask-counts.ts';
import { TimeColumns } from '../../tally/time-columns.ts';
import { DurationFields, type DurationSummary } from './duration-fields.ts';
import { type TimeGap, TimeGaps } from './time-gaps.ts';

/** Levels have the names of the application, so there may be any number. */
const MOST_LEVELS = 100;
const MOST_SCOPES = 1000;
const MOST_MESSAGES = 10_000;
const LONGEST_NAME = 200;

/** A kind of records over time. */
export interface KindInfo {
  readonly times: TimeColumns;
  /** The severity number: of a level its own, of others the highest of their records. */
  severity: number;
}

/** What is known of records with one message. */
export interface MessageInfo {
  severity: number;
  level: string;
  /** One of them, as it stands. */
  readonly example: string;
}

/** Gathers it. */
export class RecordStats {
  records = 0;
  /** In milliseconds since the epoch; not finite where no record has a time. */
  first: number = Number.POSITIVE_INFINITY;
  last: number = Number.NEGATIVE_INFINITY;
  withoutTime = 0;
  readonly times: TimeColumns = new TimeColumns();
  readonly levels: FrequentKeys<KindInfo> = new FrequentKeys(MOST_LEVELS);
  readonly scopes: FrequentKeys<KindInfo> = new FrequentKeys(MOST_SCOPES);
  readonly messages: FrequentKeys<MessageInfo> = new FrequentKeys(MOST_MESSAGES);
  readonly exceptions: FrequentKeys<undefined> = new FrequentKeys(MOST_SCOPES);
  readonly redactions: MaskCounts = new MaskCounts();
  readonly #durations = new DurationFields();
  readonly #gaps = new TimeGaps();

  add(record: StoredLogRecord): void {
    this.records++;
    const severity = record.severityNumber ?? 0;
    const time = record.time.getTime();
    const level = this.levels.add(levelNameOf(record), newKind);
    level.severity = severity;
    const scope = this.scopes.add(record.loggerName.slice(0, LONGEST_NAME), newKind);
    scope.severity = Math.max(scope.severity, severity);
    this.#addTime(time, [level, scope]);
    this.#addMessage(record, severity);
    const { exception } = record;
    if (exception !== undefined) this.exceptions.add(exception.type.slice(0, LONGEST_NAME) || 'Error', () => undefined);
    this.#durations.add(record);
    this.redactions.add(record);
  }

  /** The fields that hold durations. */
  durations(): DurationSummary[] {
    return this.#durations.summaries();
  }

  /** The longest times without a record. */
  gaps(): TimeGap[] {
    return this.#gaps.longest();
  }

  #addTime(time: number, kinds: readonly KindInfo[]): void {
    if (Number.isNaN(time)) {
      this.withoutTime++;
      return;
    }
    this.first = Math.min(this.first, time);
    this.last = Math.max(this.last, time);
    this.times.add(time);
    for (const kind of kinds) kind.times.add(time);
    this.#gaps.add(time);
  }

  #addMessage(record: StoredLogRecord, severity: number): void {
    const { message, level } = record;
    const info = this.messages.add(foldedText(message), () => ({
      ...{ severity, level: keptText(level, LONGEST_NAME), example: keptText(message, LONGEST_NAME) },
    }));
    if (severity > info.severity) {
      info.severity = severity;
      info.level = keptText(level, LONGEST_NAME);
    }
  }
}

function newKind(): KindInfo {
  return { times: new TimeColumns(), severity: 0 };
}

function levelNameOf({ level, severityNumber }: StoredLogRecord): string {
  return level === '' ? severityName(severityNumber) : level.slice(0, LONGEST_NAME);
}
