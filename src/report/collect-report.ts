// One pass over records: counts all of them, and keeps those of the table.
import { basename } from 'node:path';
import { keptText } from '../format/kept-text.ts';
import { resourceText } from '../format/record-view.ts';
import { MaskCounts } from '../tally/mask-counts.ts';
import { cutText } from './cut-text.ts';
import { ErrorGroups } from './error-groups.ts';
import { fieldsText, type KeptBlock, type ReportRecord } from './record-block.ts';
import { RecordTable } from './record-table.ts';
import { bandOf, ERROR_BAND, type ProblemSummary, type ReportSummary, SEVERITY_BANDS } from './report-data.ts';
import { Stages } from './stages.ts';
import { Timeline } from './timeline.ts';

/** What a report says about itself. */
export interface ReportOrigin {
  /** Default: the services that the records are of, else the names of the paths. */
  readonly title?: string | undefined;
  readonly madeBy: string;
  /** Milliseconds since 1970. */
  readonly madeAt: number;
  /** The time zone in which times are shown. Default `UTC`. */
  readonly zone?: string | undefined;
  readonly paths: readonly string[];
  /** The conditions that records had to meet, as they were given. */
  readonly conditions: readonly string[];
  /** Most records of the table. */
  readonly limit: number;
}

/** All that a report shows. */
export interface Report {
  readonly summary: ReportSummary;
  /** The records of the table. */
  readonly blocks: readonly KeptBlock[];
}

const MOST_PROBLEMS = 20;
const MOST_VALUES = 200;
const SHOWN_VALUES = 5;
const LONGEST_VALUE = 120;

/** What of resources is counted: the name that is shown, and the attribute. */
const ORIGINS = [
  ['service', 'service.name'],
  ['platform', 'laketrace.platform'],
  ['host', 'host.name'],
  ['run', 'laketrace.run.id'],
] as const;

/** Collects a report, in bounded memory however many records there are. */
export class ReportCollector {
  readonly #origin: ReportOrigin;
  readonly #table: RecordTable;
  readonly #timeline = new Timeline();
  readonly #stages = new Stages();
  readonly #errors = new ErrorGroups();
  readonly #masked = new MaskCounts();
  readonly #bands: number[] = SEVERITY_BANDS.map(() => 0);
  readonly #files = new Set<string>();
  readonly #values = new Map<string, Map<string, number>>(ORIGINS.map(([name]) => [name, new Map()]));
  readonly #problems: ProblemSummary[] = [];
  #problemCount = 0;
  #records = 0;
  #withoutTime = 0;
  #first = Number.POSITIVE_INFINITY;
  #last = Number.NEGATIVE_INFINITY;

  constructor(origin: ReportOrigin) {
    this.#origin = origin;
    this.#table = new RecordTable(origin.limit);
  }

  add(record: ReportRecord): void {
    const { message, extra: fields, exception } = record;
    const time = record.time.getTime();
    const band = bandOf(record.levelNumber);
    const ordinal = this.#records++;
    this.#bands[band] = (this.#bands[band] ?? 0) + 1;
    if (Number.isNaN(time)) this.#withoutTime++;
    else {
      this.#first = Math.min(this.#first, time);
      this.#last = Math.max(this.#last, time);
      this.#timeline.add(time, band);
    }
    if (record.source !== undefined && this.#files.size < MOST_FILES) this.#files.add(record.source.file);
    const text = fieldsText(fields);
    this.#masked.add(record);
    this.#countOrigins(record);
    this.#stages.add({ run: runOf(record), fields, time, band });
    const isError = band <= ERROR_BAND || exception !== undefined;
    const error = { band, logger: cutText(record.loggerName, LONGEST_VALUE), message, exception, time };
    const group = isError ? this.#errors.add(error) : undefined;
    this.#table.add(record, { ordinal, time, band, message, fields, fieldsText: text, group });
  }

  /** Notes a part of the input that is no record. */
  addProblem({ file, line, message }: ProblemSummary): void {
    this.#problemCount++;
    if (this.#problems.length < MOST_PROBLEMS)
      this.#problems.push({ file, line, message: cutText(message, LONGEST_VALUE * 2) });
  }

  finish(): Report {
    const { title, madeBy, madeAt, zone = 'UTC', paths, conditions, limit } = this.#origin;
    const { blocks, rows } = this.#table.finish();
    const hasTime = this.#first <= this.#last;
    const origins = ORIGINS.flatMap(([name]) => {
      const values = mostFrequent(this.#values.get(name) ?? new Map());
      return values.length > 0 ? [[name, values] as const] : [];
    });
    const services = origins.find(([name]) => name === 'service')?.[1] ?? [];
    const summary = {
      title:
        title ?? (services.map(([service]) => service).join(', ') || paths.map((path) => basename(path)).join(', ')),
      ...{ madeBy, madeAt, zone, paths, conditions, origins },
      ...{ records: this.#records, recordsWithoutTime: this.#withoutTime, files: this.#files.size },
      ...{ bands: this.#bands, first: hasTime ? this.#first : null, last: hasTime ? this.#last : null },
      timeline: this.#timeline.summary(),
      ...this.#stages.summary(),
      ...this.#errors.summary(),
      redactions: this.#masked.counts(),
      ...{ problems: this.#problems, problemCount: this.#problemCount, tableRecords: rows },
      isTableFull: rows < Math.min(this.#records, limit),
    };
    return { summary, blocks };
  }

  #countOrigins({ resource }: ReportRecord): void {
    for (const [name, key] of ORIGINS) {
      const value = resourceText(resource, key);
      const counts = this.#values.get(name);
      if (value === '' || counts === undefined) continue;
      const text = cutText(value, LONGEST_VALUE);
      const count = counts.get(text);
      if (count !== undefined || counts.size < MOST_VALUES)
        counts.set(count === undefined ? keptText(text) : text, (count ?? 0) + 1);
    }
  }
}

const MOST_FILES = 100_000;

/** What tells two runs of one program apart. */
function runOf({ runId, resource }: ReportRecord): string {
  return runId || `${resourceText(resource, 'host.name')} ${resourceText(resource, 'process.pid')}`.trim();
}

function mostFrequent(counts: ReadonlyMap<string, number>): (readonly [string, number])[] {
  return [...counts].sort((a, b) => b[1] - a[1]).slice(0, SHOWN_VALUES);
}
