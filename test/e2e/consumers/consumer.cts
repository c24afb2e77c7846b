// A program in CommonJS, compiled against this SDK line with `skipLibCheck: false`.
import sdk = require('@opentelemetry/sdk-logs');
import laketrace = require('laketrace');

const processor = new laketrace.LakeTraceLogRecordProcessor({ file: { rotation: '1 MB' }, console: true });
export const provider = new sdk.LoggerProvider({ processors: [processor] });
export const exporter: sdk.LogRecordExporter = new laketrace.RotatingFileLogRecordExporter({ enqueue: true });
