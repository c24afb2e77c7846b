import { createRequire } from 'node:module';
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import { contextualize, getLogger, LakeTraceLogRecordProcessor } from 'laketrace';
import { test, vi } from 'vitest';
import { smoke } from './smoke.cjs';

test('logs by the ES module', () => smoke({ contextualize, getLogger, LakeTraceLogRecordProcessor, LoggerProvider }));

test('logs by the CommonJS build', () => {
  const require = createRequire(import.meta.url);
  return smoke({ ...require('laketrace'), ...require('@opentelemetry/sdk-logs') });
});

test('logs under fake timers', async () => {
  vi.useFakeTimers();
  await smoke({ contextualize, getLogger, LakeTraceLogRecordProcessor, LoggerProvider });
  vi.useRealTimers();
});
