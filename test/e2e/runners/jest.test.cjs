/* global jest, test */
const { LoggerProvider } = require('@opentelemetry/sdk-logs');
const { contextualize, LakeTraceLogRecordProcessor } = require('laketrace');
const { smoke } = require('./smoke.cjs');

test('logs', () => smoke({ contextualize, LakeTraceLogRecordProcessor, LoggerProvider }));

test('logs under fake timers', async () => {
  jest.useFakeTimers();
  await smoke({ contextualize, LakeTraceLogRecordProcessor, LoggerProvider });
  jest.useRealTimers();
});
