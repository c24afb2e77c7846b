import winston from 'winston';
import DailyRotateFile from 'winston-daily-rotate-file';
import { run } from './job.mjs';

const transport = new DailyRotateFile({ dirname: process.argv[2], filename: 'app-%DATE%.log', maxSize: '10m' });
const { combine, json, timestamp } = winston.format;
const logger = winston.createLogger({ format: combine(timestamp(), json()), transports: [transport] });
await run(
  (body, attributes) => logger.info(body, attributes),
  () => logger.end(),
);
