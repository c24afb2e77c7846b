// A program in an ES module, compiled against this SDK line with `skipLibCheck: false`.
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, InMemoryLogRecordExporter, LoggerProvider } from '@opentelemetry/sdk-logs';
import {
  detectRuntime,
  finishRun,
  LakeTraceLogRecordProcessor,
  type LakeTraceLogRecordProcessorOptions,
  type LakeTraceSetup,
  otlpJson,
  parseSize,
  RotatingFileLogRecordExporter,
  type RunReport,
  setupLakeTrace,
} from 'laketrace';
import type { PinoTransportOptions } from 'laketrace/pino';
import { LakeTraceTransport } from 'laketrace/winston';
import type winston from 'winston';

const options: LakeTraceLogRecordProcessorOptions = {
  minimumSeverity: 'DEBUG',
  filter: (record) => record.severityNumber !== 5,
  attributes: { team: 'data' },
  recordId: true,
  resource: resourceFromAttributes({ 'service.name': 'app' }),
  file: {
    directory: 'logs',
    rotation: ['10 MB', 'daily'],
    compression: 'gzip',
    retention: '10 files',
    format: otlpJson(),
  },
  batch: { exporter: new InMemoryLogRecordExporter(), maxExportBatchSize: 256 },
  sinks: [new InMemoryLogRecordExporter(), { sink: process.stdout, format: ({ body }) => String(body) }],
  onError: (error, { source, suppressed }) => console.error(source, suppressed, error.message),
};
const processor = new LakeTraceLogRecordProcessor(options);
const exporter = new RotatingFileLogRecordExporter({ name: 'alone', maxBufferedBytes: parseSize('1 MB') });
export const provider: LoggerProvider = new LoggerProvider({
  processors: [processor, new BatchLogRecordProcessor({ exporter })],
});
export const id: number = processor.addSink((record) => record.body);
export const platform: string = detectRuntime().platform;

const setup: LakeTraceSetup = setupLakeTrace({
  serviceName: 'app',
  capture: ['console'],
  handleSignals: true,
  otlp: 'grpc',
});
setup.logger.emit({ severityNumber: 9, body: 'one' });
const report: RunReport = await finishRun({
  logger: setup,
  upload: async (files, { signal }) => signal.aborted || files,
});
console.log(report.files, report.lost['file: format']);
const transports: winston.LoggerOptions = { transports: [new LakeTraceTransport({ level: 'debug', file: false })] };
const pinoOptions: PinoTransportOptions = { file: { directory: 'logs' }, minimumSeverity: 'DEBUG' };

export { pinoOptions, transports };
