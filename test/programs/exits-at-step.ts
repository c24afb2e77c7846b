// A child process that calls `process.exit` in the middle of `shutdown()`: `node exits-at-step.ts <options as JSON> <number of the call>`.
//
// Right before that file system call, counted from the beginning of `shutdown()`. It prints `reached` where it came to that.
import { ExporterIn, environmentWith } from '../support/environment.ts';
import { fileSystemThat } from '../support/failing-file-system.ts';
import { logRecord } from '../support/log-records.ts';

const [json = '{}', last = ''] = process.argv.slice(2);
let isShuttingDown = false;
let calls = 0;

/** Only calls on the thread pool: during a blocking one nobody else can end the process. */
const fs = fileSystemThat((_, __, { isBlocking }) => {
  if (isBlocking || !isShuttingDown || ++calls !== Number(last)) return undefined;
  console.log('reached');
  // Once: the exit handlers make calls too.
  isShuttingDown = false;
  process.exit(0);
});
const exporter = new ExporterIn(JSON.parse(json), environmentWith({ fs }));
for (let n = 0; n < 12; n++) exporter.append(logRecord(`record ${n}`));
await exporter.forceFlush();
exporter.append(logRecord('the last'));
isShuttingDown = true;
await exporter.shutdown();
