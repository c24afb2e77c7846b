// One call, after loggers of the API were made; a numbered record by each.
import * as api from '@opentelemetry/api';
import { finishRun, setupLakeTrace } from 'laketrace';

const { logs } = api.logs === undefined ? await import('@opentelemetry/api-logs') : api;
const early = logs.getLogger('early');
const { logger, provider, processor } = setupLakeTrace({
  file: { directory: 'logs', name: 'app' },
  otlp: process.argv[2] === 'otlp',
});
early.emit({ severityNumber: 9, body: 0 });
logger.emit({ severityNumber: 9, body: 1 });
logs.getLogger('late').emit({ severityNumber: 9, body: 2 });
const report = await finishRun({ provider, upload: (files) => files.length });
console.log(
  JSON.stringify({
    ...report,
    files: report.files.length,
    milliseconds: undefined,
    passed: processor.stats().records.passed,
  }),
);
