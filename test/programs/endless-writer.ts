// A program that logs until its standard input ends, in small files that are soon compressed; it prints how many records it has logged.
//
//   npx node test/programs/endless-writer.ts <directory>
import { setTimeout as sleep } from 'node:timers/promises';
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import { LakeTraceLogRecordProcessor } from '../../src/processor/log-record-processor.ts';

const [directory = ''] = process.argv.slice(2);
const file = { directory, name: 'endless', rotation: 100_000, compression: 'gzip', compressAfter: 2 } as const;
const processor = new LakeTraceLogRecordProcessor({ file, recordId: true });
const logger = new LoggerProvider({ processors: [processor] }).getLogger('endless');

let isEnded = false;
process.stdin.resume().on('end', () => {
  isEnded = true;
});
let n = 0;
while (!isEnded) {
  for (let i = 0; i < 20; i++) logger.emit({ severityNumber: 9, body: `record ${n}`, attributes: { n: n++ } });
  await sleep(10);
  if (n % 1000 === 0) console.log(n);
}
await processor.shutdown();
console.log(n);
