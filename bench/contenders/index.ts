// Who takes part in the benches, by name.
import type { MakeContender, SdkLine } from './contender.ts';

/** One that takes part. */
export interface Entry {
  readonly title: string;
  /** Loads what it logs with, and nothing of the others. */
  readonly load: (line: SdkLine) => Promise<MakeContender>;
}

async function laketrace(line: SdkLine, options: object = {}): Promise<MakeContender> {
  return (await import('./laketrace.ts')).laketrace(line, options);
}

/** The name of a contender. */
export type ContenderName =
  | 'laketrace'
  | 'laketrace-enqueue'
  | 'laketrace-interval'
  | 'laketrace-flat-json'
  | 'laketrace-plain'
  | 'laketrace-no-rotation'
  | 'sdk-batch'
  | 'sdk-simple'
  | 'pino-sync'
  | 'pino-async'
  | 'pino-roll'
  | 'winston-rotate'
  | 'log4js'
  | 'rotating-file-stream'
  | 'raw-writes'
  | 'emit-into-nothing'
  | 'none';

/** Of Node.js. */
export const CONTENDERS: Readonly<Record<ContenderName, Entry>> = {
  laketrace: { title: 'LakeTrace, all on', load: laketrace },
  'laketrace-enqueue': {
    title: 'LakeTrace, all on, `enqueue: true`',
    load: (line) => laketrace(line, { enqueue: true }),
  },
  'laketrace-interval': {
    title: 'LakeTrace, all on, `flush: { interval: 200 }`',
    load: (line) => laketrace(line, { flush: { interval: 200 } }),
  },
  'laketrace-flat-json': {
    title: 'LakeTrace, all on, `flatJson()`',
    load: async (line) => (await import('./laketrace.ts')).laketraceFlatJson(line),
  },
  'laketrace-plain': {
    title: 'LakeTrace, no compression',
    load: (line) => laketrace(line, { compression: 'none' }),
  },
  'laketrace-no-rotation': {
    title: 'LakeTrace, no compression, no rotation',
    load: (line) => laketrace(line, { compression: 'none', rotation: false }),
  },
  'sdk-batch': {
    title: 'SDK: Batch, JsonLogsSerializer, append',
    load: async (line) => (await import('./sdk.ts')).sdkBatch(line),
  },
  'sdk-simple': {
    title: 'SDK: Simple, JsonLogsSerializer, append',
    load: async (line) => (await import('./sdk.ts')).sdkSimple(line),
  },
  'pino-sync': { title: 'pino, sync', load: async () => (await import('./pino.ts')).pinoFile({ sync: true }) },
  'pino-async': {
    title: 'pino, async, from 4 KB on',
    load: async () => (await import('./pino.ts')).pinoFile({ sync: false, minLength: 4096 }),
  },
  'pino-roll': { title: 'pino + pino-roll', load: async () => (await import('./pino.ts')).pinoRoll },
  'winston-rotate': {
    title: 'winston + daily-rotate-file',
    load: async () => (await import('./winston.ts')).winstonRotate,
  },
  log4js: { title: 'log4js, file with rotation', load: async () => (await import('./log4js.ts')).log4jsFile },
  'rotating-file-stream': {
    title: 'JSON.stringify + rotating-file-stream',
    load: async () => (await import('./json-lines.ts')).rotatingFileStream,
  },
  'raw-writes': {
    title: 'floor: JSON.stringify + writes of 64 KB',
    load: async () => (await import('./json-lines.ts')).rawWrites,
  },
  'emit-into-nothing': {
    title: 'floor: emit of the SDK into nothing',
    load: async (line) => (await import('./sdk.ts')).emitIntoNothing(line),
  },
  none: {
    title: 'no logger',
    load: () => Promise.resolve(() => ({ log: () => undefined, finish: () => Promise.resolve() })),
  },
};

/** Those that write nothing, whose records are not counted back. */
const WITHOUT_FILES: readonly ContenderName[] = ['emit-into-nothing', 'none'];

export const writesFiles = (name: ContenderName): boolean => !WITHOUT_FILES.includes(name);
