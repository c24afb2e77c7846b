// The transport target for pino: `pino.transport({ target: 'laketrace/pino', options })`. It runs in the thread that pino starts for it.
import { hostname } from 'node:os';
import { Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { parentPort, workerData } from 'node:worker_threads';
import { ignore } from '../foreign/call.ts';
import { isPlainObject } from '../foreign/shape.ts';
import { within } from '../lifecycle/timeout.ts';
import { type LakeTraceSetup, setUpFrom } from '../setup/setup-laketrace.ts';
import type { SetupOptions } from '../setup/setup-options.ts';
import { type PinoConfig, readPinoLine } from './pino-record.ts';

/**
 * Options of the transport: those of `setupLakeTrace` that a thread can be handed, which are all but functions and instances of classes. What
 * concerns the whole process (`register`, `capture`, `handleSignals`) is not among them.
 */
export type PinoTransportOptions = Omit<SetupOptions, 'register' | 'capture' | 'handleSignals'>;

/** pino waits 10 seconds for its transports as a process exits, and then throws. */
const SHUTDOWN_LIMIT = 8000;
/** pino tells of its levels as soon as a logger is made with the transport. */
const CONFIG_LIMIT = 1000;

/**
 * Gives the stream that pino writes its lines to. Each becomes a record: level, time, message, `err` as `exception.*`, trace fields as trace context,
 * bindings and fields as attributes, `name` as the name of the logger. Which levels are logged is pino's: the default of
 * `minimumSeverity` is TRACE here.
 * @throws ConfigurationError, MissingPackageError: pino emits them as its transport's error
 */
export async function pinoTransport(
  given: PinoTransportOptions & { readonly pinoWillSendConfig?: boolean } = {},
): Promise<Writable> {
  const {
    pinoWillSendConfig: _pino,
    $context: _threadStream,
    levels,
    ...options
  } = given as PinoTransportOptions & Record<string, unknown>;
  const config = receiveConfig();
  const setup = setUpFrom(
    {
      ...(process.env['LAKETRACE_MINIMUM_SEVERITY'] ? {} : { minimumSeverity: 'TRACE' }),
      ...options,
      // pino has an option of this name as well, beside ours; it arrives as a message too.
      ...(isLevelsOfPino(levels) ? {} : { levels }),
      resourceAttributes: { 'host.name': hostname(), 'process.pid': process.pid, ...options.resourceAttributes },
      register: false,
      capture: [],
      handleSignals: false,
    } as SetupOptions,
    process.env,
  );
  return new PinoStream(setup, await config);
}

/** pino's levels are numbers by name. */
function isLevelsOfPino(levels: unknown): boolean {
  return isPlainObject(levels) && Object.values(levels).every((level) => typeof level === 'number');
}

/** What pino says of its levels and keys, where this is its thread, and it says so. */
async function receiveConfig(): Promise<PinoConfig> {
  const port = parentPort;
  const data: unknown = isPlainObject(workerData) ? workerData['workerData'] : undefined;
  if (port === null || !isPlainObject(data) || data['pinoWillSendConfig'] !== true) return {};
  let receive = ignore as (message: unknown) => void;
  const received = new Promise<PinoConfig>((resolve) => {
    receive = (message) => {
      if (isPlainObject(message) && message['code'] === 'PINO_CONFIG') resolve((message['config'] ?? {}) as PinoConfig);
    };
    port.on('message', receive);
  });
  try {
    return await within(received, CONFIG_LIMIT, 'the configuration of pino did not come');
  } catch {
    // A transport that no logger was made with, yet.
    return {};
  } finally {
    port.off('message', receive);
  }
}

/** Lines in, records out. Its end is that of the files. */
class PinoStream extends Writable {
  readonly #setup: LakeTraceSetup;
  readonly #config: PinoConfig;
  readonly #decoder = new StringDecoder('utf8');
  readonly #loggers = new Map<string, LakeTraceSetup['logger']>();
  #begun = '';

  constructor(setup: LakeTraceSetup, config: PinoConfig) {
    super({ decodeStrings: false });
    this.#setup = setup;
    this.#config = config;
  }

  override _write(chunk: Buffer | string, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    const text = typeof chunk === 'string' ? chunk : this.#decoder.write(chunk);
    const lines = (this.#begun + text).split('\n');
    this.#begun = lines.pop() ?? '';
    for (const line of lines) this.#emit(line);
    done();
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#emit(this.#begun + this.#decoder.end());
    this.#begun = '';
    this.#close().then(() => done(), done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#close().then(
      () => done(error),
      () => done(error),
    );
  }

  /** `logger.flush(callback)` of pino waits for it. */
  flush(done: (error?: Error) => void): void {
    this.#setup.provider.forceFlush().then(() => done(), done);
  }

  #emit(line: string): void {
    if (line === '') return;
    const { loggerName = 'pino', record } = readPinoLine(line, this.#config);
    this.#loggerNamed(loggerName).emit(record as Parameters<LakeTraceSetup['logger']['emit']>[0]);
  }

  #loggerNamed(name: string): LakeTraceSetup['logger'] {
    const logger = this.#loggers.get(name) ?? this.#setup.provider.getLogger(name);
    this.#loggers.set(name, logger);
    return logger;
  }

  /** What has not ended in time (a large file that is compressed) is done by the next start. */
  #close(): Promise<void> {
    return within(this.#setup.shutdown(), SHUTDOWN_LIMIT, 'the files could not be closed').catch(ignore);
  }
}
