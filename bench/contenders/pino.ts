// pino with pino-roll: plain JSON lines, written and rotated at 10 MB by a worker thread, not compressed.
import { join } from 'node:path';
import { pino } from 'pino';
import { attributesOf, BODY, type Contender } from './workload.ts';

export function pinoRoll(directory: string): Contender {
  const transport = pino.transport({
    target: 'pino-roll',
    options: { file: join(directory, 'app'), size: '10m', extension: '.log', mkdir: true },
  });
  const logger = pino(transport);
  return {
    log: (index) => logger.info(attributesOf(index), BODY),
    finish: () =>
      new Promise((resolve) => {
        // The transport's worker does not keep the process alive by itself.
        const alive = setInterval(() => undefined, 1000);
        transport.on('close', () => {
          clearInterval(alive);
          resolve();
        });
        transport.end();
      }),
  };
}
