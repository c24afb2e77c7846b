// Logs by pino, winston and bunyan, which OpenTelemetry's instrumentations watch, and by both APIs.
// It is started with `laketrace/register`, and knows nothing of it.
const { context, trace, TraceFlags, ...api } = require('@opentelemetry/api');
const { AsyncLocalStorageContextManager } = require('@opentelemetry/context-async-hooks');
const { BunyanInstrumentation } = require('@opentelemetry/instrumentation-bunyan');
const { PinoInstrumentation } = require('@opentelemetry/instrumentation-pino');
const { WinstonInstrumentation } = require('@opentelemetry/instrumentation-winston');

context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
for (const Instrumentation of [PinoInstrumentation, WinstonInstrumentation, BunyanInstrumentation])
  new Instrumentation().enable();

const span = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  traceFlags: TraceFlags.SAMPLED,
};
const within = trace.setSpanContext(context.active(), span);

const bunyan = require('bunyan').createLogger({ name: 'bunyan', stream: { write: () => true } });
const pino = require('pino')({ name: 'pino' }, { write: () => true });
const winston = require('winston');
const logger = winston.createLogger({ transports: [new winston.transports.Console({ silent: true })] });

context.with(within, () => {
  bunyan.warn({ rows: 1 }, 'by bunyan for ada@example.com');
  pino.warn({ rows: 1 }, 'by pino for ada@example.com');
  logger.warn('by winston for ada@example.com', { rows: 1 });
  require('@opentelemetry/api-logs').logs.getLogger('api-logs').emit({ severityNumber: 13, body: 'by api-logs' });
  api.logs?.getLogger('api').emit({ severityNumber: 13, body: 'by api' });
});
