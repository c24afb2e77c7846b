/* global jest, test */
const { LoggerProvider } = require('@opentelemetry/sdk-logs');
const { LakeTraceLogRecordProcessor } = require('laketrace');
const { smoke } = require('./smoke.cjs');

test('logs', () => smoke({ LakeTraceLogRecordProcessor, LoggerProvider }));

test('logs under fake timers', async () => {
  jest.useFakeTimers();
  await smoke({ LakeTraceLogRecordProcessor, LoggerProvider });
  jest.useRealTimers();
});
