// The same in CommonJS.
const { LakeTraceTransport } = require('laketrace/winston');
const pino = require('pino');
const winston = require('winston');

const transport = pino.transport({ target: 'laketrace/pino', options: { file: { directory: 'logs', name: 'pino' } } });
pino({ name: 'orders' }, transport).warn({ rows: 1 }, 'by pino for ada@example.com');

const file = { directory: 'logs', name: 'winston' };
winston
  .createLogger({ transports: [new LakeTraceTransport({ file })] })
  .warn('by winston for ada@example.com', { rows: 1 });
