// What is known of records, for people: sections of short tables and lines of bars.
import { styleText } from 'node:util';
import { counted } from '../../format/counted.ts';
import { levelColor } from '../../format/pretty-text.ts';
import { sanitizeText } from '../../format/sanitize-text.ts';
import { TimeFormatter } from '../../format/time-pattern.ts';
import type { Output } from '../output.ts';
import { bytesText } from '../progress-bar.ts';
import { cutTo, Table, type TableColumn } from '../table.ts';
import type { KindSummary, StatsSummary, TimeCounts } from './stats-summary.ts';

/** How it is shown. */
export interface StatsStyle {
  readonly colors: boolean;
  readonly output: Pick<Output, 'isTerminal' | 'columns'>;
  readonly timeZone: string;
}

const TIME = 'YYYY-MM-DD HH:mm:ss';
const WIDEST_NAME = 40;
/** What stands beside the bars in a line. */
const BESIDE_BARS = 40;
const MOST_BARS = 60;
const LEAST_BARS = 10;
const MOST_FILES = 30;

/** How many bars there is room for. */
export function barsFor({ columns }: Pick<Output, 'columns'>): number {
  return Math.max(LEAST_BARS, Math.min(MOST_BARS, columns - BESIDE_BARS));
}

/** The text. */
export function statsText(summary: StatsSummary, style: StatsStyle): string {
  const sections = new Sections(summary, style);
  return [
    sections.head(),
    sections.kinds('Levels', summary.levels),
    sections.kinds('Loggers', summary.scopes, summary.otherScopes),
    sections.messages(),
    sections.exceptions(),
    sections.durations(),
    sections.redactions(),
    sections.gaps(),
    sections.files(),
  ]
    .filter((section) => section !== '')
    .join('\n');
}

class Sections {
  readonly #summary: StatsSummary;
  readonly #style: StatsStyle;
  readonly #times: TimeFormatter;

  constructor(summary: StatsSummary, style: StatsStyle) {
    this.#summary = summary;
    this.#style = style;
    this.#times = new TimeFormatter(TIME, style.timeZone, 'timeZone', { marksRepeated: true });
  }

  head(): string {
    const { records, first, last, files, withoutTime, overTime } = this.#summary;
    const bytes = files.reduce((sum, file) => sum + (file.bytes ?? 0), 0);
    const size = bytes > 0 ? `, ${bytesText(bytes)}` : '';
    const lines = [this.#bold(`${counted(records, 'record')} in ${counted(files.length, 'file')}${size}`)];
    if (first !== null && last !== null && overTime !== undefined) {
      const span = Date.parse(last) - Date.parse(first);
      lines.push(`${this.#time(first)} to ${this.#time(last)}, ${spanText(span)}`);
      lines.push(`${sparkline(overTime.counts)}  ${this.#dim(`a column is ${spanText(overTime.columnWidth)}`)}`);
    }
    if (withoutTime > 0) lines.push(`${counted(withoutTime, 'record')} without a time`);
    return `${lines.join('\n')}\n`;
  }

  kinds(title: string, kinds: readonly KindSummary[], others = 0): string {
    if (kinds.length === 0) return '';
    const name = Math.min(WIDEST_NAME, Math.max(...kinds.map((kind) => nameOf(kind).length)));
    const count = grouped(Math.max(...kinds.map((kind) => kind.count))).length;
    const lines = kinds.map((kind) => {
      const shown = cutTo(nameOf(kind), name).padEnd(name);
      const painted = title === 'Levels' ? this.#level(shown, kind.severityNumber) : shown;
      return `${painted}  ${grouped(kind.count).padStart(count)}  ${this.#share(kind.count)}  ${this.#bars(kind.overTime)}`.trimEnd();
    });
    if (others > 0) lines.push(this.#dim(`and ${grouped(others)} of others`));
    return this.#section(title, lines);
  }

  messages(): string {
    const { messages, otherMessages, messagesMissed } = this.#summary;
    if (messages.length === 0) return '';
    const count = grouped(messages[0]?.count ?? 0).length;
    const level = Math.max(...messages.map((message) => Math.min(WIDEST_LEVEL, message.level.length)));
    const lines = messages.map((message) => {
      const shown = this.#level(cutTo(sanitizeText(message.level), level).padEnd(level), message.severityNumber);
      const text = sanitizeText(message.count === 1 ? message.example : message.message);
      const room = Math.max(LEAST_BARS, this.#style.output.columns - count - level - 4);
      return `${grouped(message.count).padStart(count)}  ${shown}  ${this.#style.output.isTerminal ? cutTo(text, room) : text}`;
    });
    if (otherMessages > 0) lines.push(this.#dim(`and ${grouped(otherMessages)} with others`));
    if (messagesMissed > 0) {
      lines.push(this.#dim(`too many differ: each count may be too low by ${grouped(messagesMissed)}`));
    }
    return this.#section('Messages, # for numbers', lines);
  }

  exceptions(): string {
    const { exceptions } = this.#summary;
    const rows = exceptions.map(({ type, count }) => [grouped(count), type]);
    return this.#table('Exceptions', [{ title: 'records', align: 'right' }, { title: 'type' }], rows);
  }

  durations(): string {
    const rows = this.#summary.durations.map(({ field, unit, count, median, p95, most, slowest }) => {
      const shown = (value: number) => (unit === 'ms' ? spanText(value) : numberText(value));
      return [
        cutTo(sanitizeText(field), WIDEST_NAME),
        grouped(count),
        shown(median),
        shown(p95),
        shown(most),
        slowest.message,
      ];
    });
    const numbers = ['records', 'median', '95 %', 'most'].map((title) => ({ title, align: 'right' as const }));
    return this.#table('Durations', [{ title: 'field' }, ...numbers, { title: 'the slowest' }], rows);
  }

  redactions(): string {
    const { records, byLabel } = this.#summary.redactions;
    const rows = Object.entries(byLabel).map(([label, count]) => [grouped(count), label]);
    return this.#table(
      `Redactions, in ${counted(records, 'record')}`,
      [{ title: 'times', align: 'right' }, { title: 'of' }],
      rows,
    );
  }

  gaps(): string {
    const rows = this.#summary.gaps.map(({ from, to, milliseconds }) => [
      ...[spanText(milliseconds), this.#time(from), this.#time(to)],
    ]);
    return this.#table(
      'Gaps',
      [{ title: 'without a record', align: 'right' }, { title: 'from' }, { title: 'to' }],
      rows,
    );
  }

  files(): string {
    const { files } = this.#summary;
    const rows = files
      .slice(0, MOST_FILES)
      .map(({ file, records, bytes, plainBytes, ratio }) => [
        ...[grouped(records), bytes === null ? '' : bytesText(bytes), plainBytes === null ? '' : bytesText(plainBytes)],
        ...[ratio === null ? '' : `${ratio.toFixed(1)}:1`, file],
      ]);
    const more = files.length - rows.length;
    const titles = ['records', 'on disk', 'plain', 'ratio'].map((title) => ({ title, align: 'right' as const }));
    const table = this.#table('Files', [...titles, { title: 'file', isPath: true }], rows);
    return more > 0 ? `${table}${this.#dim(`and ${counted(more, 'more file')}`)}\n` : table;
  }

  #table(title: string, columns: readonly TableColumn[], rows: readonly (readonly string[])[]): string {
    if (rows.length === 0) return '';
    const { output, colors } = this.#style;
    return `${this.#bold(title)}\n${new Table(columns, rows, output, colors).text(rows)}`;
  }

  #section(title: string, lines: readonly string[]): string {
    return `${this.#bold(title)}\n${lines.join('\n')}\n`;
  }

  #bars(counts: TimeCounts | undefined): string {
    return counts === undefined ? '' : sparkline(counts.counts);
  }

  #share(count: number): string {
    const percent = (100 * count) / Math.max(1, this.#summary.records);
    return `${percent.toFixed(1)} %`.padStart('100.0 %'.length);
  }

  #time(text: string): string {
    return this.#times.format([Date.parse(text) / 1000, 0]);
  }

  #level(text: string, severity: number): string {
    return this.#style.colors ? levelColor(severity, text) : text;
  }

  #bold(text: string): string {
    return this.#style.colors ? styleText('bold', text, { validateStream: false }) : text;
  }

  #dim(text: string): string {
    return this.#style.colors ? styleText('dim', text, { validateStream: false }) : text;
  }
}

const WIDEST_LEVEL = 10;

function nameOf({ name }: KindSummary): string {
  return name === '' ? '(none)' : sanitizeText(name);
}

function grouped(count: number): string {
  return count.toLocaleString('en-US');
}

function numberText(value: number): string {
  return value.toLocaleString('en-US', { maximumSignificantDigits: 3 });
}

const UNITS: readonly (readonly [number, string])[] = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1000, 's'],
  [1, 'ms'],
  [0.001, 'us'],
];

/** Milliseconds for people: `3 h 20 min`, `1.5 s`. */
function spanText(milliseconds: number): string {
  if (milliseconds === 0) return '0 ms';
  const index = UNITS.findIndex(([unit]) => milliseconds >= unit);
  const [unit, name] = UNITS[index] ?? [0.001, 'us'];
  if (unit <= 1000) return `${numberText(milliseconds / unit)} ${name}`;
  const [smaller = 1, smallerName = ''] = UNITS[index + 1] ?? [];
  const whole = Math.floor(milliseconds / unit);
  const rest = Math.floor((milliseconds - whole * unit) / smaller);
  return rest === 0 ? `${grouped(whole)} ${name}` : `${grouped(whole)} ${name} ${rest} ${smallerName}`;
}

const BARS = '▁▂▃▄▅▆▇█';

/** Counts as a line of bars; a blank where there is nothing. */
function sparkline(counts: readonly number[]): string {
  const most = Math.max(...counts, 1);
  return counts.map((count) => (count === 0 ? ' ' : BARS[Math.ceil((count / most) * BARS.length) - 1])).join('');
}
