/* global jest, test */
const { LoggerProvider } = require('@opentelemetry/sdk-logs');
const { contextualize, getLogger, LakeTraceLogRecordProcessor } = require('laketrace');
const { smoke } = require('./smoke.cjs');

test('logs', () => smoke({ contextualize, getLogger, LakeTraceLogRecordProcessor, LoggerProvider }));

test('logs under fake timers', async () => {
  jest.useFakeTimers();
  await smoke({ contextualize, getLogger, LakeTraceLogRecordProcessor, LoggerProvider });
  jest.useRealTimers();
});
