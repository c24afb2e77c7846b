import { LoggerProvider } from '@opentelemetry/sdk-logs';
import { LakeTraceLogRecordProcessor } from 'laketrace';
import { run } from './job.mjs';

const file = { directory: process.argv[2], name: 'app', rotation: '10 MB', compression: 'gzip' };
const provider = new LoggerProvider({ processors: [new LakeTraceLogRecordProcessor({ file })] });
const logger = provider.getLogger('job');
await run(
  (body, attributes) => logger.emit({ severityNumber: 9, severityText: 'INFO', body, attributes }),
  () => provider.shutdown(),
);
