/* global test */
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import { contextualize, LakeTraceLogRecordProcessor } from 'laketrace';
import { smoke } from './smoke.cjs';

test('logs', () => smoke({ contextualize, LakeTraceLogRecordProcessor, LoggerProvider }));
