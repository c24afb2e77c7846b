// OpenTelemetry's emit through LakeTrace: OTLP/JSON, rotated at 10 MB, compressed or not.
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import { LakeTraceLogRecordProcessor } from '../../src/index.ts';
import { attributesOf, BODY, type Contender } from './workload.ts';

/** @param compression of rotated files */
export function laketrace(
  directory: string,
  compression: 'gzip' | 'none',
  rotation: string | false = '10 MB',
): Contender {
  const processor = new LakeTraceLogRecordProcessor({ file: { directory, name: 'app', rotation, compression } });
  const provider = new LoggerProvider({ processors: [processor] });
  const logger = provider.getLogger('bench');
  return {
    log: (index) =>
      logger.emit({ severityNumber: 9, severityText: 'INFO', body: BODY, attributes: attributesOf(index) }),
    finish: () => provider.shutdown(),
  };
}
