// A service that answers requests over HTTP and logs five records for each: told by its parent when to measure and when to end.
import { createServer } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import type { SdkLine } from '../contenders/contender.ts';
import { countIn } from '../contenders/count-back.ts';
import { CONTENDERS, type ContenderName, writesFiles } from '../contenders/index.ts';
import { SHAPES } from '../contenders/samples.ts';
import { type GcFigures, GcWatch } from '../latency/gc-watch.ts';
import { inTemporaryDirectory, taskOf } from '../own-process.ts';

/** Which service. */
export interface ServiceTask {
  readonly contender: ContenderName;
  readonly line: SdkLine;
}

/** What it says of itself at its end. */
export interface ServiceFigures extends GcFigures {
  /** Microseconds of all threads. */
  readonly cpuARequest: number;
  /** The most resident memory, in MB. */
  readonly peakRss: number;
  readonly lost: number;
}

/** What the parent says. */
export type Order = 'measure' | 'end';

export const RECORDS_A_REQUEST = 5;
/** Rows of an answer, which are what the service works on. */
const ROWS = 60;

/** A little work, as a service has: an answer made of rows. */
function answerTo(url: string): string {
  const rows = Array.from({ length: ROWS }, (_, row) => ({
    id: `${url}/${row}`,
    amount: (row * 37) % 1000,
    open: row % 3 === 0,
  }));
  const total = rows.filter(({ open }) => open).reduce((sum, { amount }) => sum + amount, 0);
  return JSON.stringify({ rows, total });
}

const { contender: name, line } = taskOf<ServiceTask>();
const make = await CONTENDERS[name].load(line);
await inTemporaryDirectory(async (directory) => {
  const contender = make(directory);
  let records = 0;
  let requests = 0;
  const server = createServer((request, response) => {
    requests++;
    for (let i = 1; i < RECORDS_A_REQUEST; i++) contender.log(SHAPES.typical.of(records++));
    const answer = answerTo(request.url ?? '');
    contender.log(SHAPES.typical.of(records++));
    response.setHeader('content-type', 'application/json');
    response.end(answer);
  }).listen(0, '127.0.0.1', () => {
    const address = server.address();
    process.send?.(typeof address === 'object' ? address?.port : undefined);
  });
  const figures = await new Promise<Omit<ServiceFigures, 'lost'>>((resolve) => {
    let gc = new GcWatch();
    let [cpu, before] = [process.cpuUsage(), requests];
    process.on('message', async (order: Order) => {
      if (order === 'measure') {
        gc.stop();
        gc = new GcWatch();
        [cpu, before] = [process.cpuUsage(), requests];
        return;
      }
      await turn();
      const { user, system } = process.cpuUsage(cpu);
      resolve({
        ...gc.stop(),
        cpuARequest: (user + system) / (requests - before),
        peakRss: (process.resourceUsage().maxRSS * 1024) / 1e6,
      });
    });
  });
  server.closeAllConnections();
  server.close();
  await contender.finish();
  const lost = writesFiles(name) ? countIn(directory, records).lost : 0;
  process.send?.({ ...figures, lost } satisfies ServiceFigures);
  process.disconnect();
});
