import { join } from 'node:path';
import { pino } from 'pino';
import { run } from './job.mjs';

const logger = pino(pino.destination({ dest: join(process.argv[2], 'app.log'), sync: true }));
await run(
  (body, attributes) => logger.info(attributes, body),
  () => undefined,
);
