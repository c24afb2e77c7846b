// Log lines like those that the exporter writes, for tests and measurements of codecs: OTLP/JSON, seeded, endless.

const SERVICES = ['checkout', 'inventory', 'ingest-orders', 'bronze-loader', 'session-api'];
const SCOPES = ['http.server', 'spark.driver', 'db.pool', 'queue.consumer', 'cache'];
const SEVERITIES: readonly (readonly [number, string])[] = [
  [9, 'INFO'],
  [9, 'INFO'],
  [9, 'INFO'],
  [5, 'DEBUG'],
  [13, 'WARN'],
  [17, 'ERROR'],
];
const BODIES: readonly ((random: Random) => string)[] = [
  (r) => `GET /api/v2/orders/${r.below(9_000_000)}/items?page=${r.below(40)} 200 in ${r.below(90_000) / 100} ms`,
  (r) => `Wrote partition date=2026-11-${10 + r.below(20)}/hour=${r.below(24)} with ${r.below(250_000)} rows`,
  (r) => `Connection pool db-primary: ${r.below(64)} of 64 in use, ${r.below(9)} waiting`,
  (r) => `Retrying message ${r.hex(16)} after ${100 * 2 ** r.below(7)} ms (attempt ${1 + r.below(7)})`,
  (r) => `Stage ${r.below(400)} finished: ${r.below(200)} tasks, shuffle read ${r.below(4_000_000)} bytes`,
  (r) => `Session ${r.hex(32)} refreshed for customer ${r.below(500_000)}`,
  (r) =>
    `Unhandled rejection in worker ${r.below(16)}\nError: read ECONNRESET\n    at TLSWrap.onStreamRead (node:internal/stream_base_commons:${r.below(300)}:20)\n    at OrderClient.fetch (/srv/app/dist/orders/client.js:${r.below(900)}:17)`,
];

/** A small seeded generator (mulberry32): the same lines on each run. */
class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  below(limit: number): number {
    return this.next() % limit;
  }

  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)] as T;
  }

  hex(digits: number): string {
    let text = '';
    while (text.length < digits) {
      text += this.next().toString(16).padStart(8, '0');
    }
    return text.slice(0, digits);
  }
}

/** Endless OTLP/JSON lines, each one request of one record with six attributes, trace context and a resource. */
export function* otlpLines(seed = 1): Generator<string, never> {
  const random = new Random(seed);
  let time = 1_795_000_000_000;
  const instance = random.hex(32);
  for (;;) {
    time += random.below(40);
    const [severityNumber, severityText] = random.pick(SEVERITIES);
    const service = random.pick(SERVICES);
    const nanos = `${time}${String(random.below(1_000_000)).padStart(6, '0')}`;
    yield `${JSON.stringify({
      resourceLogs: [
        {
          resource: {
            attributes: [
              { key: 'service.name', value: { stringValue: service } },
              { key: 'service.instance.id', value: { stringValue: instance } },
              { key: 'laketrace.platform', value: { stringValue: 'databricks' } },
              { key: 'host.name', value: { stringValue: 'worker-0.cluster.internal' } },
            ],
          },
          scopeLogs: [
            {
              scope: { name: random.pick(SCOPES), version: '1.4.2' },
              logRecords: [
                {
                  timeUnixNano: nanos,
                  observedTimeUnixNano: nanos,
                  severityNumber,
                  severityText,
                  body: { stringValue: random.pick(BODIES)(random) },
                  attributes: [
                    { key: 'http.request.method', value: { stringValue: random.pick(['GET', 'GET', 'POST', 'PUT']) } },
                    { key: 'http.response.status_code', value: { intValue: random.pick([200, 200, 200, 404, 503]) } },
                    { key: 'user.id', value: { stringValue: `u-${random.below(200_000)}` } },
                    { key: 'duration_ms', value: { doubleValue: random.below(100_000) / 100 } },
                    { key: 'cache.hit', value: { boolValue: random.below(3) > 0 } },
                    { key: 'region', value: { stringValue: random.pick(['westeurope', 'northeurope', 'eastus2']) } },
                  ],
                  traceId: random.hex(32),
                  spanId: random.hex(16),
                  flags: 1,
                },
              ],
            },
          ],
        },
      ],
    })}\n`;
  }
}

/** Whole lines, of at least the given number of bytes together. */
export function logLines(bytes: number, seed = 1): Buffer {
  const parts: string[] = [];
  let length = 0;
  for (const line of otlpLines(seed)) {
    if (length >= bytes) {
      break;
    }
    parts.push(line);
    length += line.length;
  }
  return Buffer.from(parts.join(''));
}
