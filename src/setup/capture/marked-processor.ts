// A processor all of whose work is known as our own, however late it is done.
import type { LogRecordProcessor } from '@opentelemetry/sdk-logs';
import { asOwnWork } from '../../foreign/own-work.ts';

/** The same processor, for where the console is captured: what it and its sinks print is not logged. */
export function markedProcessor(processor: LogRecordProcessor): LogRecordProcessor {
  return {
    onEmit: (record, context) => asOwnWork(() => processor.onEmit(record, context)),
    enabled: (options) => processor.enabled?.(options) ?? true,
    forceFlush: (options) => asOwnWork(() => processor.forceFlush(options)),
    shutdown: () => asOwnWork(() => processor.shutdown()),
  };
}
