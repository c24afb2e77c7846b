// Records for reports: a pipeline of stages with errors, and what somebody might log who means harm.
import { RecordView } from '../../src/format/record-view.ts';
import { type Report, ReportCollector } from '../../src/report/collect-report.ts';
import type { ReportRecord } from '../../src/report/record-block.ts';
import { logRecord } from '../support/log-records.ts';

/** 2026-11-30T02:00:00Z */
export const START: number = Date.UTC(2026, 10, 30, 2);

/** What a record of a test says. */
export interface Said {
  /** Milliseconds after {@link START}; none without. */
  readonly at?: number | null;
  readonly severity?: number;
  readonly level?: string;
  readonly message?: string;
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly logger?: string;
  readonly resource?: Readonly<Record<string, unknown>>;
  readonly line?: number;
}

/** A record as it is read from a file. */
export function said({ at = 0, severity = 9, level = 'INFO', message = '', fields = {}, ...of }: Said): ReportRecord {
  const { logger = 'orders', resource = { 'service.name': 'orders' }, line = 1 } = of;
  const milliseconds = START + (at ?? 0);
  const hrTime: [number, number] =
    at === null ? [0, 0] : [Math.floor(milliseconds / 1000), (milliseconds % 1000) * 1e6];
  const record = logRecord(message, {
    ...{ hrTime, hrTimeObserved: hrTime, severityNumber: severity, severityText: level },
    attributes: fields as never,
    resource: { attributes: resource } as never,
    instrumentationScope: { name: logger },
  });
  return Object.assign(new RecordView(record), { source: { file: 'orders.jsonl', line } });
}

/** An error with a stack. */
export function failed(message: string, of: Said = {}): ReportRecord {
  const stack = `LakeBusyError: ${message}\n    at write (file:///app/write.ts:4:11)\nCaused by: Error: 503 from the lake`;
  const thrown = { 'exception.type': 'LakeBusyError', 'exception.message': message, 'exception.stacktrace': stack };
  return said({ severity: 17, level: 'ERROR', message: 'write failed', ...of, fields: { ...of.fields, ...thrown } });
}

const STAGES = ['extract', 'transform', 'load'];

/** A run of three stages, of which the last has trouble. */
export function* pipelineRecords(count: number): Generator<ReportRecord> {
  for (let index = 0; index < count; index++) {
    const stage = STAGES[Math.floor((index / count) * STAGES.length)] ?? '';
    const of = { at: index * 10, line: index + 1, fields: { stage, rows: index }, logger: `orders.${stage}` };
    if (index % 40 === 39 && stage === 'load') yield failed(`orders_${index % 7} is busy`, of);
    else if (index % 25 === 24)
      yield said({ ...of, severity: 13, level: 'WARN', message: `no address of [EMAIL], row ${index}` });
    else if (index % 3 === 0) yield said({ ...of, severity: 5, level: 'DEBUG', message: `read page ${index}` });
    else yield said({ ...of, message: `batch ${index} written` });
  }
}

/** Scripts, markup, controls, names and texts that have broken one page or another. Each would set `window.owned` if it ran. */
export const HOSTILE: readonly string[] = [
  '<script>window.owned = 1</script>',
  '</script><script>window.owned = 1</script>',
  '</SCRIPT ><img src=x onerror="window.owned = 1">',
  '<!--<script>window.owned = 1//',
  ']]><svg/onload=window.owned=1>',
  '"><iframe srcdoc="<script>parent.owned = 1</script>">',
  'javascript:window.owned=1//\'"`$' + '{window.owned = 1}',
  '</title></style></textarea><script>window.owned = 1</script>',
  '\u202egnol\u202c \u2066isolated\u2069 \u200b\ufeff',
  '\u0000\u0007\u001b[31m\u009b2J\u007f',
  '\u2028window.owned = 1\u2029',
  'lone \ud800 and \udc00 surrogates',
  '&lt;b&gt; &amp; &#60;script&#62;',
  '{{constructor.constructor("window.owned = 1")()}}',
  'line one\nline two\r\n\tline three',
  '\u0301'.repeat(2000),
  'x'.repeat(1_000_000),
  '',
];

/** Each text in each place of a record. */
export function* hostileRecords(): Generator<ReportRecord> {
  for (const [index, text] of HOSTILE.entries()) {
    const fields = JSON.parse(
      JSON.stringify({
        [text]: text,
        stage: text,
        nested: { [text]: [text] },
        constructor: text,
        toString: text,
      }).replace('{', '{"__proto__":{"owned":1},'),
    ) as Record<string, unknown>;
    const thrown = {
      'exception.type': text,
      'exception.message': text,
      'exception.stacktrace': `${text}\n    at ${text}`,
    };
    const resource = { 'service.name': text, 'host.name': text, 'laketrace.run.id': text };
    yield said({
      ...{ at: index, severity: 17, level: text.slice(0, 300), message: text, logger: text, resource },
      fields: Object.defineProperties(fields, Object.getOwnPropertyDescriptors(thrown)),
    });
  }
}

/** A report of records. */
export function reportOf(records: Iterable<ReportRecord>, limit = 200_000, zone?: string): Report {
  const collector = new ReportCollector({
    ...{ madeBy: 'laketrace 1.2.3', madeAt: START, paths: ['logs'], conditions: [], limit, zone },
  });
  for (const record of records) collector.add(record);
  return collector.finish();
}
