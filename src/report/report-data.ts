// What the report's page is given: the contract between the command, which counts, and the page, which shows.

/** The bands of severity that a report tells apart, the most severe first: the six names of OpenTelemetry, and none. */
export const SEVERITY_BANDS = ['FATAL', 'ERROR', 'WARN', 'INFO', 'DEBUG', 'TRACE', 'UNSPECIFIED'] as const;

export type SeverityBand = (typeof SEVERITY_BANDS)[number];

/** The place of `ERROR` and of `WARN` in {@link SEVERITY_BANDS}: what is up to it is at least so severe. */
export const ERROR_BAND = 1;
export const WARN_BAND = 2;

/** The place in {@link SEVERITY_BANDS} of a severity number of OpenTelemetry. */
export function bandOf(severityNumber: number): number {
  return severityNumber >= 1 && severityNumber <= 24 ? 5 - Math.floor((severityNumber - 1) / 4) : 6;
}

/** How many records there were in each of a row of equal times. */
export interface TimelineSummary {
  /** Milliseconds since 1970 at which the first bucket begins. */
  readonly start: number;
  /** Milliseconds that a bucket covers. */
  readonly width: number;
  /** By bucket, and in it by band. */
  readonly counts: readonly (readonly number[])[];
}

/** One stage of one run. */
export interface StageSummary {
  /** The word that made it a stage: `stage`, `step`, `task`, `phase` or `job`. */
  readonly kind: string;
  /** The attribute that named it. */
  readonly key: string;
  readonly name: string;
  /** The run that it belongs to; empty where there is only one. */
  readonly run: string;
  /** Milliseconds since 1970. */
  readonly start: number | null;
  readonly end: number | null;
  /** Milliseconds. */
  readonly duration: number | null;
  /** Where the duration is from: a field of a record, or the times of the first and the last record. */
  readonly from: 'field' | 'records';
  readonly records: number;
  readonly warnings: number;
  readonly errors: number;
}

/** Errors that are alike: of one type, with one message but for its numbers. */
export interface ErrorSummary {
  /** By which the rows of the table name it. */
  readonly id: number;
  readonly band: number;
  readonly type: string;
  readonly message: string;
  /** Of the last one that had a stack; empty where none had. */
  readonly stack: string;
  /** Of the last one. */
  readonly logger: string;
  readonly count: number;
  readonly first: number | null;
  readonly last: number | null;
}

/** A part of the input that is no record. */
export interface ProblemSummary {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

/** All but the records themselves. */
export interface ReportSummary {
  readonly title: string;
  /** The name and version of the program that made it. */
  readonly madeBy: string;
  /** Milliseconds since 1970. */
  readonly madeAt: number;
  /** The time zone in which times are shown, such as `UTC`. */
  readonly zone: string;
  /** The paths that were asked for, and the conditions that records had to meet. */
  readonly paths: readonly string[];
  readonly conditions: readonly string[];
  readonly records: number;
  readonly recordsWithoutTime: number;
  readonly files: number;
  readonly bands: readonly number[];
  /** Milliseconds since 1970. */
  readonly first: number | null;
  readonly last: number | null;
  /** What the resources say, such as services and hosts: a name, and its values with the number of their records. */
  readonly origins: readonly (readonly [name: string, values: readonly (readonly [string, number])[]])[];
  readonly timeline: TimelineSummary;
  readonly stages: readonly StageSummary[];
  readonly moreStages: number;
  readonly errors: readonly ErrorSummary[];
  readonly moreErrors: number;
  readonly redactions: readonly (readonly [entity: string, count: number])[];
  readonly problems: readonly ProblemSummary[];
  readonly problemCount: number;
  /** How many records the table has; those that it has not are older, and less severe first. */
  readonly tableRecords: number;
  /** Whether it would have more of them if they were smaller. */
  readonly isTableFull: boolean;
}

/**
 * Records of the table, by columns: as JSON in the page, compressed. Lists that are named by others are of this block alone, so that what is
 * kept of a block that is dropped is nothing.
 */
export interface RecordBlock {
  readonly levels: readonly (readonly [name: string, band: number])[];
  readonly loggers: readonly string[];
  readonly files: readonly string[];
  /** Attributes of resources: the JSON of an object of texts. */
  readonly resources: readonly string[];
  /** The place of each record among all, from 0, as the difference to the one before. */
  readonly ordinal: readonly number[];
  /** Milliseconds since 1970, as the difference to the last that had a time; `null` where it has none. */
  readonly time: readonly (number | null)[];
  /** Places in the lists above. */
  readonly level: readonly number[];
  readonly logger: readonly number[];
  readonly file: readonly number[];
  readonly resource: readonly number[];
  /** 0 where it is not known. */
  readonly line: readonly number[];
  readonly message: readonly string[];
  /** The JSON of an object of texts; empty where there are none. */
  readonly fields: readonly string[];
  /** The ids of trace and span with a slash between; empty where there is none. */
  readonly trace: readonly string[];
  /** The rows that are errors: their place in the block, the id of their {@link ErrorSummary}, type, message and stack. */
  readonly errors: readonly (readonly [row: number, group: number, type: string, message: string, stack: string])[];
}
