// The program with pino: see after.ts.
import { pino } from 'pino';

const logger = pino({ name: 'orders', level: 'debug', redact: ['card', 'user.email'] });

const log = logger.child({ request: 'r-17' });
log.debug('cache asked');
log.info({ order: 7, user: { email: 'ada@example.com' } }, 'order placed');
log.warn({ card: '4111 1111 1111 1111' }, 'card refused');
try {
  JSON.parse('{');
} catch (error) {
  log.error(error, 'answer cannot be read');
}
log.fatal('giving up');
