/* global test */
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import { contextualize, getLogger, LakeTraceLogRecordProcessor } from 'laketrace';
import { smoke } from './smoke.cjs';

test('logs', () => smoke({ contextualize, getLogger, LakeTraceLogRecordProcessor, LoggerProvider }));
