// The program with winston: see after.ts.
import winston from 'winston';
import DailyRotateFile from 'winston-daily-rotate-file';

const directory = process.env['LAKETRACE_LOG_DIR'] ?? 'logs';
const logger = winston.createLogger({
  level: 'debug',
  format: winston.format.combine(
    winston.format.timestamp(),
    winston.format.errors({ stack: true }),
    winston.format.json(),
  ),
  transports: [
    new winston.transports.Console(),
    new DailyRotateFile({
      dirname: directory,
      filename: 'billing-%DATE%.log',
      maxSize: '10m',
      maxFiles: '14d',
      zippedArchive: true,
    }),
    new winston.transports.File({ dirname: directory, filename: 'errors.log', level: 'error' }),
  ],
});

const log = logger.child({ tenant: 'north' });
log.debug('run begins');
log.info('invoice sent', { invoice: 12, to: 'ada@example.com' });
log.warn('no address', { customer: 3 });
log.error(new Error('mail server refused', { cause: new Error('ECONNREFUSED') }));
logger.end();
