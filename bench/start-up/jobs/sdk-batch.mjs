import { appendFile } from 'node:fs';
import { join } from 'node:path';
import { JsonLogsSerializer } from '@opentelemetry/otlp-transformer';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { run } from './job.mjs';

const path = join(process.argv[2], 'app.jsonl');
const exporter = {
  export: (records, done) =>
    appendFile(path, Buffer.concat([JsonLogsSerializer.serializeRequest(records), Buffer.from('\n')]), (error) =>
      done({ code: error === null ? 0 : 1 }),
    ),
  forceFlush: () => Promise.resolve(),
  shutdown: () => Promise.resolve(),
};
const provider = new LoggerProvider({ processors: [new BatchLogRecordProcessor({ exporter })] });
const logger = provider.getLogger('job');
await run(
  (body, attributes) => logger.emit({ severityNumber: 9, severityText: 'INFO', body, attributes }),
  () => provider.shutdown(),
);
