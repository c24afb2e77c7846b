// Logs one record with whichever SDK the project has, by NodeSDK where it is there, and prints what is in the file.
import { readFileSync } from 'node:fs';
import { LakeTraceLogRecordProcessor } from 'laketrace';

const [, , sdk, api] = process.argv;
const processor = new LakeTraceLogRecordProcessor({ file: { directory: 'out', name: 'app' } });
if (sdk === '@opentelemetry/sdk-node') {
  const { NodeSDK } = await import(sdk);
  const { logs } = await import(api);
  const node = new NodeSDK({ serviceName: 'app', logRecordProcessors: [processor], instrumentations: [] });
  node.start();
  logs.getLogger('program').emit({ severityNumber: 9, body: 'for jo@example.com' });
  await node.shutdown();
} else {
  const { LoggerProvider } = await import(sdk);
  const provider = new LoggerProvider({ processors: [processor] });
  provider.getLogger('program').emit({ severityNumber: 9, body: 'for jo@example.com' });
  await provider.shutdown();
}
process.stdout.write(readFileSync('out/app.jsonl', 'utf8'));
