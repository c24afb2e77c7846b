// How what is captured becomes a record.

/** What is captured, as a record of OpenTelemetry. */
export interface CapturedRecord {
  readonly severityNumber: number;
  readonly severityText: string;
  readonly body: string;
  readonly attributes: Record<string, string>;
}

/** Emits a record by the logger of this name. Never throws. */
export type Emit = (loggerName: string, record: CapturedRecord) => void;
