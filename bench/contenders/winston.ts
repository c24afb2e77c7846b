// winston with winston-daily-rotate-file: plain JSON lines, rotated at 10 MB, not compressed.
import winston from 'winston';
import DailyRotateFile from 'winston-daily-rotate-file';
import { attributesOf, BODY, type Contender } from './workload.ts';

export function winstonRotate(directory: string): Contender {
  const transport = new DailyRotateFile({ dirname: directory, filename: 'app-%DATE%.log', maxSize: '10m' });
  const logger = winston.createLogger({
    format: winston.format.combine(winston.format.timestamp(), winston.format.json()),
    transports: [transport],
  });
  return {
    log: (index) => logger.info(BODY, attributesOf(index)),
    finish: () =>
      new Promise((resolve) => {
        transport.on('finish', () => resolve());
        logger.end();
      }),
  };
}
