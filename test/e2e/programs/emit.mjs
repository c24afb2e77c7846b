// Emits numbered records through the provider, then ends in the way that is asked for.
// Usage: node emit.mjs <directory> <count> <shutdown|exit|throw|natural> [options as JSON]

import { LoggerProvider } from '@opentelemetry/sdk-logs';
import { LakeTraceLogRecordProcessor } from 'laketrace';

const [directory, count, ending, options = '{}'] = process.argv.slice(2);
const processor = new LakeTraceLogRecordProcessor({
  file: { directory, name: 'app', rotation: '256 KB', compression: 'gzip', ...JSON.parse(options) },
});
const provider = new LoggerProvider({ processors: [processor] });
const logger = provider.getLogger('emit', '1.0.0');
for (let i = 0; i < Number(count); i++) {
  logger.emit({
    severityNumber: 9,
    severityText: 'INFO',
    body: `record ${i}`,
    attributes: { i, kind: 'numbered', ok: true },
  });
}
if (ending === 'exit') process.exit(0);
if (ending === 'throw') throw new Error('the program fails');
if (ending === 'shutdown') await provider.shutdown();
