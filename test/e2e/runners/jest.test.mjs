/* global test */
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import { LakeTraceLogRecordProcessor } from 'laketrace';
import { smoke } from './smoke.cjs';

test('logs', () => smoke({ LakeTraceLogRecordProcessor, LoggerProvider }));
