// The SDK alone: its batch or simple processor, its JSON serializer, and an append of what that makes. And its emit into nothing.
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import type { LogRecordExporter, LogRecordProcessor } from '@opentelemetry/sdk-logs';
import type { Contender, MakeContender, SdkLine } from './contender.ts';
import { InstalledLine } from './sdk-line.ts';

/** A provider's logger before a processor. */
export function emitTo({ sdk }: InstalledLine, processor: LogRecordProcessor): Contender {
  const provider = new sdk.LoggerProvider({ processors: [processor] });
  const logger = provider.getLogger('bench');
  return {
    log: ({ body, attributes, error }) =>
      logger.emit({
        severityNumber: 9,
        severityText: 'INFO',
        body,
        attributes: attributes as Record<string, string>,
        ...(error === undefined ? {} : { exception: error }),
      }),
    finish: () => provider.shutdown(),
  };
}

function appending({ transformer }: InstalledLine, directory: string): LogRecordExporter {
  const stream = createWriteStream(join(directory, 'app.jsonl'), { flags: 'a' });
  return {
    export: (records, done) => {
      stream.write(transformer.JsonLogsSerializer.serializeRequest(records) ?? '');
      stream.write('\n', () => done({ code: 0 }));
    },
    forceFlush: () => Promise.resolve(),
    shutdown: async () => {
      stream.end();
      await finished(stream);
    },
  };
}

/** With a queue that is large enough to lose nothing. */
export function sdkBatch(line: SdkLine): MakeContender {
  const installed = new InstalledLine(line);
  return (directory) => {
    const exporter = appending(installed, directory);
    return emitTo(installed, new installed.sdk.BatchLogRecordProcessor({ maxQueueSize: 10_000_000, exporter }));
  };
}

export function sdkSimple(line: SdkLine): MakeContender {
  const installed = new InstalledLine(line);
  return (directory) =>
    emitTo(installed, new installed.sdk.SimpleLogRecordProcessor({ exporter: appending(installed, directory) }));
}

export function emitIntoNothing(line: SdkLine): MakeContender {
  const installed = new InstalledLine(line);
  return () =>
    emitTo(installed, {
      onEmit: () => undefined,
      forceFlush: () => Promise.resolve(),
      shutdown: () => Promise.resolve(),
    });
}
