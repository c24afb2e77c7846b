// The program of before.ts, moved over: the same lines on standard output under pino's names, and files that rotate and are clean.
//
//   node examples/moved-from-pino/after.ts
import { defaultLogDirectory, flatJson, getLogger } from 'laketrace';

const logger = getLogger('orders', {
  level: 'DEBUG',
  logDir: defaultLogDirectory(),
  // What reads the lines of pino goes on reading these.
  format: flatJson({ rename: { message: 'msg', timestamp: 'time', logger_name: 'name' } }),
});

const log = logger.bind({ request: 'r-17' });
log.debug('cache asked');
log.info('order placed', { order: 7, user: { email: 'ada@example.com' } });
log.warn('card refused', { card: '4111 1111 1111 1111' });
try {
  JSON.parse('{');
} catch (error) {
  log.exception('answer cannot be read', error);
}
log.critical('giving up');
await logger.close();
