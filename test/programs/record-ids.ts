// A worker thread that makes ids of records and posts them, in one text.
import { parentPort, workerData } from 'node:worker_threads';
import { UlidSource } from '../../src/processor/record/ulid.ts';

const ids = new UlidSource();
parentPort?.postMessage(Array.from({ length: workerData as number }, () => ids.next()).join(''));
