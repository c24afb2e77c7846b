// The program of before.ts, moved over: one call makes console, daily files and the file of errors.
//
//   node examples/moved-from-winston/after.ts
import { join } from 'node:path';
import { defaultLogDirectory, getLogger } from 'laketrace';

const logDir = defaultLogDirectory();
const logger = getLogger('billing', {
  level: 'DEBUG',
  logDir,
  rotation: ['daily', '10 MB'],
  retention: '14 days',
  compression: 'gzip',
});
logger.addHandler(join(logDir, 'errors.jsonl'), { level: 'ERROR' });

const log = logger.bind({ tenant: 'north' });
log.debug('run begins');
log.info('invoice sent', { invoice: 12, to: 'ada@example.com' });
log.warn('no address', { customer: 3 });
log.error(new Error('mail server refused', { cause: new Error('ECONNREFUSED') }));
await logger.close();
