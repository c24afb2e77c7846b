// How fast the redactor is alone: on real kinds of lines against the six patterns of the Python version, on a record; and on hostile lines.
import { hrtime } from 'node:process';
import { createRedactor } from '../../src/redaction/index.ts';
import { figure, markdownTable } from '../page/generated-page.ts';
import { broken, REPEATED_UNITS } from '../redaction/hostile.ts';
import type { Scale, Section } from '../section.ts';

/** The six masking patterns of the Python LakeTrace, as its users had them. */
const SIX_PATTERNS: readonly RegExp[] = [
  /(password|passwd|pwd)\s*[:=]\s*\S+/gi,
  /(api_key|apikey|secret)\s*[:=]\s*\S+/gi,
  /(token|auth|authorization)\s*[:=]\s*\S+/gi,
  /\b[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Z|a-z]{2,}\b/g,
  /\b\d{4}[-\s]?\d{4}[-\s]?\d{4}[-\s]?\d{4}\b/g,
  /\b\d{3}-\d{2}-\d{4}\b/g,
];

/** Lines in the shapes of Spark, a web server, a JSON logger, the JVM and a build; `n` makes each of them different. */
const LINES: readonly ((n: number) => string)[] = [
  (n) =>
    `24/05/06 12:34:${n % 60} INFO TaskSetManager: Finished task ${n}.0 in stage 3.0 (TID ${n * 7}) in ${n * 13} ms on 10.0.0.${n % 255} (executor ${n % 9}) (${n}/200)`,
  (n) =>
    `10.0.0.${n % 255} - - [06/May/2024:12:34:${n % 60} +0000] "GET /api/v1/orders/${n}?page=2&size=50 HTTP/1.1" 200 ${n * 31} "-" "Mozilla/5.0 (X11; Linux x86_64)"`,
  (n) =>
    `{"level":30,"time":171499${n}1234,"pid":${n},"hostname":"worker-${n % 12}","msg":"order processed","orderId":"ord-${n}","durationMs":${n % 97}.5,"rows":${n * 3}}`,
  (n) =>
    `\tat org.apache.spark.sql.execution.WholeStageCodegenExec$$anon$1.hasNext(WholeStageCodegenExec.scala:${n % 900})`,
  (n) =>
    `2024-05-06T12:34:56.${n % 1000}Z INFO  [pool-${n % 8}-thread-${n % 16}] c.e.orders.OrderService - Loaded ${n} rows from catalog.schema.table_${n} in ${n % 50}.${n % 10} s`,
  (n) =>
    `Downloading from central: https://repo.maven.apache.org/maven2/org/apache/spark/spark-core_2.12/3.5.${n % 9}/spark-core_2.12-3.5.${n % 9}.pom`,
  (n) =>
    `trace_id=4bf92f3577b34da6a3ce929d0e0e${(n % 9000) + 1000} span_id=00f067aa0ba9${(n % 9000) + 1000} status=ok attempt=${n % 4} table=bronze.events`,
];

/** Megabytes a second, the best of some rounds: of what disturbed the others least is left. */
export interface RedactionSpeed {
  readonly lines: number;
  /** By entities that are looked for. */
  readonly rates: { readonly default: number; readonly all: number; readonly patterns: number };
  /** Microseconds of a record with a body of 83 characters and 6 attributes. */
  readonly record: number;
}

/** The best of some runs, in milliseconds: the one that was disturbed least. */
function best(run: () => void, times: number): number {
  let fastest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < times; i++) {
    const start = hrtime.bigint();
    run();
    fastest = Math.min(fastest, Number(hrtime.bigint() - start) / 1e6);
  }
  return fastest;
}

function linesOf(count: number): string[] {
  return Array.from({ length: count }, (_, n) => (LINES[n % LINES.length] as (n: number) => string)(n + 1000));
}

function measure(scale: Scale): Promise<RedactionSpeed> {
  const lines = linesOf(scale === 'full' ? 14_000 : 700);
  const rounds = scale === 'full' ? 9 : 1;
  const megabytes = lines.reduce((sum, line) => sum + line.length, 0) / 1e6;
  const rate = (redact: (line: string) => string): number => {
    // Counted, so that nothing is left out by the compiler.
    let changed = 0;
    const fastest = best(() => {
      for (const line of lines) if (redact(line) !== line) changed++;
    }, rounds);
    return changed < 0 ? 0 : (megabytes / fastest) * 1000;
  };
  const [usual, every] = [createRedactor(), createRedactor({ entities: 'all' })];
  const records = lines.map((line, n) => ({
    body: line.slice(0, 83).padEnd(83, '.'),
    attributes: {
      'order.id': `ord-${n}`,
      rows: n,
      table: 'bronze.events',
      attempt: n % 4,
      region: 'westeurope',
      'http.route': '/api/v1/orders',
    },
  }));
  const ofRecords = best(() => {
    for (const record of records) usual.redactRecord(record);
  }, rounds);
  return Promise.resolve({
    lines: lines.length,
    rates: {
      default: rate((line) => usual.redactText(line)),
      all: rate((line) => every.redactText(line)),
      patterns: rate((line) => SIX_PATTERNS.reduce((masked, pattern) => masked.replace(pattern, '***'), line)),
    },
    record: (ofRecords * 1000) / records.length,
  });
}

function render({ lines, rates, record }: RedactionSpeed): string {
  const rows = [
    ['default entities', `${figure(rates.default)} MB/s`],
    ['all entities', `${figure(rates.all)} MB/s`],
    ['the six patterns of LakeTrace for Python, in JavaScript', `${figure(rates.patterns)} MB/s`],
  ];
  return [
    `${figure(lines)} lines in the shapes of Spark, a web server, a JSON logger, the JVM and a build, the best of nine rounds. A record of 83 characters and six ` +
      `attributes takes ${figure(record, 2)} µs.`,
    markdownTable([['redactor', 'speed'], ...rows]),
  ].join('\n\n');
}

export const redactionSpeed: Section<RedactionSpeed> = { measure, render };

/** Prints the times of hostile lines, and the worst of them. */
export function runHostile(log: (line: string) => void = console.log): void {
  const redactor = createRedactor();
  let worst = { shape: '', milliseconds: 0 };
  let worstGrowth = { shape: '', perDoubling: 0 };
  for (const [shape, unit] of Object.entries(REPEATED_UNITS)) {
    const repeated = (length: number): string => unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
    const small = broken(repeated(1 << 16));
    const large = broken(repeated(1 << 22));
    const passedOver = best(() => redactor.redactText(repeated(1 << 20)), 5);
    const milliseconds = best(() => redactor.redactText(broken(repeated(1 << 20))), 5);
    const growth = (best(() => redactor.redactText(large), 3) / best(() => redactor.redactText(small), 9)) ** (1 / 6);
    log(
      `  ${shape.padEnd(24)} ${passedOver.toFixed(1).padStart(7)} ms for 1 MiB; with breaks ${milliseconds.toFixed(1).padStart(7)} ms, x${growth.toFixed(2)} a doubling`,
    );
    if (milliseconds > worst.milliseconds) worst = { shape, milliseconds };
    if (growth > worstGrowth.perDoubling) worstGrowth = { shape, perDoubling: growth };
  }
  log(
    `worst hostile MiB with breaks: ${worst.shape}, ${worst.milliseconds.toFixed(1)} ms; worst growth x${worstGrowth.perDoubling.toFixed(2)} a doubling (${worstGrowth.shape})`,
  );
}
