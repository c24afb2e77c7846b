// Sends numbered records through the batch path, shuts down at once, and prints as JSON what became of them: the counts of the path when
// the last one was emitted (`emitted`) and at the end (`batch`), what `onError` got (`errors`), and `shutdownMillis`. Before that, a line for each error as it comes.
// Usage: node send-records.mjs <http|proto|grpc> <url> <count> [options as JSON: { service, holdAt, filler, processor, batch, exporter }]
// They are emitted in one loop; before each number of `holdAt` it waits for a line at its standard input. With the variable PLANTED, a list of secrets as JSON, each record has one of them in it.
import { createInterface } from 'node:readline';
import { credentials } from '@grpc/grpc-js';
import { OTLPLogExporter as GrpcExporter } from '@opentelemetry/exporter-logs-otlp-grpc';
import { OTLPLogExporter as HttpExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPLogExporter as ProtoExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import { LakeTraceLogRecordProcessor } from 'laketrace';

const [protocol, url, count, options = '{}'] = process.argv.slice(2);
const {
  service = 'sender',
  holdAt = [],
  filler = 0,
  processor: given,
  batch,
  exporter: ofExporter,
} = JSON.parse(options);
const planted = JSON.parse(process.env.PLANTED ?? '[]');

const exporters = {
  http: () => new HttpExporter({ url: `${url}/v1/logs`, ...ofExporter }),
  proto: () => new ProtoExporter({ url: `${url}/v1/logs`, ...ofExporter }),
  grpc: () => new GrpcExporter({ url, credentials: credentials.createInsecure(), ...ofExporter }),
};
const errors = [];
const processor = new LakeTraceLogRecordProcessor({
  file: false,
  onError: ({ message }) => {
    errors.push(message);
    console.log(JSON.stringify({ message }));
  },
  ...given,
  batch: { exporter: exporters[protocol](), ...batch },
});
const provider = new LoggerProvider({
  resource: resourceFromAttributes({ 'service.name': service }),
  processors: [processor],
});
const logger = provider.getLogger('sender');

function emit(i) {
  const attributes = { i };
  let body = `record ${i}`.padEnd(filler, ' of many words');
  if (planted.length > 0) {
    const secret = planted[i % planted.length];
    body += ` with ${secret} in it`;
    Object.assign(attributes, { secret, nested: { deep: [`token=${secret}`] } });
  }
  logger.emit({ severityNumber: 9, body, attributes });
}

const lines = createInterface(process.stdin)[Symbol.asyncIterator]();
for (let i = 0; i < Number(count); i++) {
  if (holdAt.includes(i)) await lines.next();
  emit(i);
}
process.stdin.destroy();
const emitted = processor.stats().batch;
const end = performance.now();
await provider.shutdown();
const shutdownMillis = Math.round(performance.now() - end);
console.log(JSON.stringify({ emitted, batch: processor.stats().batch, errors, shutdownMillis }));
