// Writes the log of a made-up service, for the queries and jobs beside this file: runs of stages, requests in spans, errors, and
// mail addresses that are masked.
//
//   node make-logs.mjs <directory> <records> [gzip | zstd | bz2]
import { context, trace } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import { LakeTraceLogRecordProcessor } from 'laketrace';

const [directory = 'logs/lakehouse', count = '10000', compression] = process.argv.slice(2);
const RECORDS = Number(count);
const RUNS = 3;
const STAGES = ['extract', 'transform', 'load'];
const ROUTES = ['/orders', '/orders/{id}', '/refunds'];
/** The records cover one hour. */
const START = Date.UTC(2026, 0, 31, 12);
const HOUR = 3_600_000;

const provider = new LoggerProvider({
  resource: resourceFromAttributes({ 'service.name': 'orders', 'deployment.environment.name': 'test' }),
  processors: [
    new LakeTraceLogRecordProcessor({
      recordId: true,
      redaction: { mark: true },
      // Some files stay plain, the active one among them.
      file: {
        directory,
        name: 'orders',
        rotation: Math.ceil((RECORDS * 750) / 6),
        ...(compression === undefined ? {} : { compression, compressAfter: 2 }),
      },
    }),
  ],
});
const logger = provider.getLogger('orders', '1.0.0');

/**
 * The same ids in every run of this program.
 * @param {number} n
 * @param {number} digits
 */
function hexOf(n, digits) {
  return (n + 1).toString(16).padStart(digits, '0');
}

for (let n = 0; n < RECORDS; n++) {
  const run = n % RUNS;
  // Ten records are a trace.
  const traceId = hexOf(Math.floor(n / 10), 32);
  const span = { traceId, spanId: hexOf(n, 16), traceFlags: 1 };
  const record = {
    timestamp: START + Math.floor((n * HOUR) / RECORDS),
    context: trace.setSpanContext(context.active(), span),
  };
  const attributes = { 'run.id': `run-${run}`, n };
  if (n % 100 === 99) {
    const text = `refund for customer-${n}@example.com failed`;
    logger.emit({ ...record, severityNumber: 17, severityText: 'ERROR', body: text, attributes });
  } else if (n % 10 === 0) {
    const stage = { stage: STAGES[(n / 10) % STAGES.length] ?? '', milliseconds: 1000 + (n % 997), rows: n * 3 };
    const body = { message: 'stage finished', stage: stage.stage };
    logger.emit({
      ...record,
      severityNumber: 10,
      severityText: 'SUCCESS',
      body,
      attributes: { ...attributes, ...stage },
    });
  } else {
    const request = {
      'http.route': ROUTES[n % ROUTES.length] ?? '',
      milliseconds: 5 + (n % 1009) / 2,
      ok: n % 7 !== 0,
    };
    const body = `GET ${request['http.route']} by customer ${n}`;
    logger.emit({
      ...record,
      severityNumber: 9,
      severityText: 'INFO',
      body,
      attributes: { ...attributes, ...request },
    });
  }
  // A program that logs has pauses, in which files are rotated and compressed.
  if (n % 1000 === 999) await new Promise((resolve) => setImmediate(resolve));
}
await provider.shutdown();
