// Sends numbered records through the batch path, each with secrets in it, and shuts down.
// Usage: node send-records.mjs <http|proto|grpc> <url> <count>
// The secrets are in the variable PLANTED, as JSON.
import { credentials } from '@grpc/grpc-js';
import { OTLPLogExporter as GrpcExporter } from '@opentelemetry/exporter-logs-otlp-grpc';
import { OTLPLogExporter as HttpExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPLogExporter as ProtoExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import { LakeTraceLogRecordProcessor } from 'laketrace';

const [protocol, url, count] = process.argv.slice(2);
const planted = JSON.parse(process.env.PLANTED ?? '[]');

const exporters = {
  http: () => new HttpExporter({ url: `${url}/v1/logs` }),
  proto: () => new ProtoExporter({ url: `${url}/v1/logs` }),
  grpc: () => new GrpcExporter({ url, credentials: credentials.createInsecure() }),
};
const processor = new LakeTraceLogRecordProcessor({ file: false, batch: { exporter: exporters[protocol]() } });
const provider = new LoggerProvider({
  resource: resourceFromAttributes({ 'service.name': 'sender' }),
  processors: [processor],
});
const logger = provider.getLogger('sender');
for (let i = 0; i < Number(count); i++) {
  const secret = planted[i % planted.length];
  logger.emit({
    severityNumber: 9,
    body: `record ${i} with ${secret} in it`,
    attributes: { i, secret, nested: { deep: [`token=${secret}`] } },
  });
}
await provider.shutdown();
const { exported } = processor.stats().batch;
if (exported !== Number(count)) throw new Error(`${exported} of ${count} were exported`);
