// Emits numbered records with attributes of every type into files, then shuts down. It prints "emitted" when all are taken in.
// Usage: node typed-records.mjs <count> [options as JSON: { first, perSecond, filler, flushEvery, processor, file }]
// With `filler` each record's body is a text of that many characters, and the attributes are few. With `flushEvery` it flushes after
// that many records, and prints how many records are then in files, such as "flushed 500".
// The directory is LAKETRACE_LOG_DIR.
import { setTimeout as sleep } from 'node:timers/promises';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import { LakeTraceLogRecordProcessor } from 'laketrace';

const [count, options = '{}'] = process.argv.slice(2);
const { first = 0, perSecond, filler, flushEvery, processor: given = {}, file = {} } = JSON.parse(options);

const provider = new LoggerProvider({
  resource: resourceFromAttributes({ 'service.name': 'typed', 'host.name': 'of-the-program' }),
  processors: [
    new LakeTraceLogRecordProcessor({
      minimumSeverity: 'TRACE',
      ...given,
      file: { name: 'typed', rotation: '256 KB', ...file },
    }),
  ],
});
const logger = provider.getLogger('typed', '1.0.0');

/** Numbers that 64 bits and JSON have in different ways, one a record. */
const NUMBERS = [
  0,
  -1,
  2 ** 53,
  2 ** 63,
  1e21,
  0.1,
  -0,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
];

/** Bodies of every type; the SDK takes what it likes. */
const BODIES = [
  (i) => `record ${i}: é 😀 \u2028 "quoted" \\ \t \u0000 end`,
  // Half of a pair: no UTF-8 has it.
  (i) => `half a pair \ud83d in record ${i}`,
  (i) => i,
  () => 9_223_372_036_854_775_807n,
  () => -9_223_372_036_854_775_808n,
  (i) => ({ i, list: [1, 'two', false, null], inner: { deep: { deeper: i } } }),
  () => new Uint8Array([0, 1, 254, 255]),
  () => true,
];

const emit = (i) =>
  logger.emit({
    severityNumber: 1 + (i % 24),
    severityText: 'LEVEL',
    body: BODIES[i % BODIES.length](i),
    attributes: {
      i,
      text: `value ${i}`,
      flag: i % 2 === 0,
      number: NUMBERS[i % NUMBERS.length],
      texts: ['a', 'b', ''],
      numbers: [i, i + 0.5],
      bytes: new Uint8Array([i & 255, 7]),
      map: { 'dotted.key': { list: [{ i }, [i]], none: null } },
      '': 'an empty key',
    },
  });

const emitLarge = (i) =>
  logger.emit({ severityNumber: 9, body: `${i} `.padEnd(filler, 'words of a long text '), attributes: { i } });

const last = first + Number(count);
const start = performance.now();
for (let i = first; i < last; i++) {
  if (filler === undefined) emit(i);
  else emitLarge(i);
  if ((i - first + 1) % flushEvery === 0) {
    await provider.forceFlush();
    console.log(`flushed ${i - first + 1}`);
  }
  if (perSecond === undefined) {
    // A turn now and then: files are compressed between turns.
    if (i % 2000 === 0) await sleep(1);
  } else if (i % 25 === 0) {
    const due = ((i - first) / perSecond) * 1000 - (performance.now() - start);
    if (due > 1) await sleep(due);
  }
}
console.log('emitted');
await provider.shutdown();
