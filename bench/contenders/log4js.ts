// log4js with its file appender: JSON lines by a layout of one's own, rotated at 10 MB, not compressed.
import { join } from 'node:path';
import log4js from 'log4js';
import type { MakeContender } from './contender.ts';
import type { Sample } from './samples.ts';

const MB = 1024 * 1024;

export const log4jsFile: MakeContender = (directory) => {
  log4js.addLayout('json', () => ({ startTime, level, categoryName, data }) => {
    const [{ body, attributes, error }] = data as [Sample];
    const exception = error === undefined ? {} : { error: error.message, stack: error.stack };
    return JSON.stringify({
      time: startTime,
      level: level.levelStr,
      logger: categoryName,
      message: body,
      ...attributes,
      ...exception,
    });
  });
  const file = { type: 'file', filename: join(directory, 'app.log'), maxLogSize: 10 * MB, backups: 1000 };
  log4js.configure({
    appenders: { file: { ...file, layout: { type: 'json' } } },
    categories: { default: { appenders: ['file'], level: 'info' } },
  });
  const logger = log4js.getLogger('bench');
  return {
    log: (sample) => logger.info(sample),
    finish: () =>
      new Promise((resolve, reject) =>
        log4js.shutdown((error) => (error instanceof Error ? reject(error) : resolve())),
      ),
  };
};
