// A program in an ES module, compiled against this SDK line with `skipLibCheck: false`.
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, InMemoryLogRecordExporter, LoggerProvider } from '@opentelemetry/sdk-logs';
import {
  detectRuntime,
  LakeTraceLogRecordProcessor,
  type LakeTraceLogRecordProcessorOptions,
  otlpJson,
  parseSize,
  RotatingFileLogRecordExporter,
} from 'laketrace';

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
