// The SDK alone: its batch processor, its JSON serializer, and an append of each batch as a line.
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { JsonLogsSerializer } from '@opentelemetry/otlp-transformer';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { attributesOf, BODY, type Contender } from './workload.ts';

/** With a queue that is large enough to lose nothing. */
export function sdk(directory: string): Contender {
  const stream = createWriteStream(join(directory, 'app.jsonl'), { flags: 'a' });
  const provider = new LoggerProvider({
    processors: [
      new BatchLogRecordProcessor({
        maxQueueSize: 10_000_000,
        exporter: {
          export: (records, done) => {
            stream.write(JsonLogsSerializer.serializeRequest(records) ?? '');
            stream.write('\n', () => done({ code: 0 }));
          },
          forceFlush: () => Promise.resolve(),
          shutdown: async () => {
            stream.end();
            await finished(stream);
          },
        },
      }),
    ],
  });
  const logger = provider.getLogger('bench');
  return {
    log: (index) =>
      logger.emit({ severityNumber: 9, severityText: 'INFO', body: BODY, attributes: attributesOf(index) }),
    finish: () => provider.shutdown(),
  };
}
