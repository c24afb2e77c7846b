import { join } from 'node:path';
import { pino } from 'pino';
import { run } from './job.mjs';

// Its own hook has the process wait for the worker at the end.
const options = { file: join(process.argv[2], 'app'), size: '10m', extension: '.log', mkdir: true };
const logger = pino(pino.transport({ target: 'pino-roll', options }));
await run(
  (body, attributes) => logger.info(attributes, body),
  () => undefined,
);
