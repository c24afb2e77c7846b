// pino: plain JSON lines, written by the main thread at each call or from a buffer, or by pino-roll's worker thread into files of 10 MB.
import { join } from 'node:path';
import { type DestinationStream, pino } from 'pino';
import type { Contender, MakeContender } from './contender.ts';

function loggingTo(stream: DestinationStream, finish: () => Promise<void>): Contender {
  const logger = pino(stream);
  return {
    log: ({ body, attributes, error }) => {
      if (error === undefined) logger.info(attributes, body);
      else logger.info({ ...attributes, err: error }, body);
    },
    finish,
  };
}

/** @param options of `pino.destination` */
export function pinoFile(options: { readonly sync: boolean; readonly minLength?: number }): MakeContender {
  return (directory) => {
    const stream = pino.destination({ dest: join(directory, 'app.log'), ...options });
    const finish = () =>
      new Promise<void>((resolve) => {
        stream.once('close', resolve);
        stream.end();
      });
    return loggingTo(stream, finish);
  };
}

export const pinoRoll: MakeContender = (directory) => {
  const transport = pino.transport({
    target: 'pino-roll',
    options: { file: join(directory, 'app'), size: '10m', extension: '.log', mkdir: true },
  });
  const finish = () =>
    new Promise<void>((resolve) => {
      // The transport's worker does not keep the process alive by itself.
      const alive = setInterval(() => undefined, 1000);
      transport.on('close', () => {
        clearInterval(alive);
        resolve();
      });
      transport.end();
    });
  return loggingTo(transport, finish);
};
