// A worker thread that logs one record and stays, or ends by itself: `workerData` are the exporter's options and how it ends.
import { parentPort, workerData } from 'node:worker_threads';
import { RotatingFileLogRecordExporter } from '../../src/file/rotating-file-log-record-exporter.ts';
import { logRecord } from '../support/log-records.ts';

const { options, label, end } = workerData;
const exporter = new RotatingFileLogRecordExporter(options);
exporter.append(logRecord(label));
await exporter.forceFlush();
parentPort?.postMessage(exporter.activeFile);
if (end === 'stays') setInterval(() => undefined, 1000);
else if (end === 'exits') process.exit(0);
else if (end === 'shuts down') await exporter.shutdown();
