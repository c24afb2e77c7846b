// winston with winston-daily-rotate-file: plain JSON lines, rotated at 10 MB, not compressed.
import winston from 'winston';
import DailyRotateFile from 'winston-daily-rotate-file';
import type { MakeContender } from './contender.ts';

export const winstonRotate: MakeContender = (directory) => {
  const transport = new DailyRotateFile({ dirname: directory, filename: 'app-%DATE%.log', maxSize: '10m' });
  const { combine, json, timestamp } = winston.format;
  const logger = winston.createLogger({
    format: combine(timestamp(), json()),
    transports: [transport],
  });
  return {
    log: ({ body, attributes, error }) => {
      // An error among the fields is written as `{}`: its own fields are given, as winston's users do.
      if (error === undefined) logger.info(body, attributes);
      else
        logger.info(body, { ...attributes, error: { name: error.name, message: error.message, stack: error.stack } });
    },
    finish: () =>
      new Promise((resolve) => {
        // The first is of the transport, which may still have all of it in memory; the second comes when its file has ended.
        let finishes = 0;
        transport.on('finish', () => {
          if (++finishes === 2) resolve();
        });
        logger.end();
      }),
  };
};
