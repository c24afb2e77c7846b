// A transport for winston: its records go to a provider that is there, or to files of its own.
import winston from 'winston';
import { ignore } from '../foreign/call.ts';
import { messageOf } from '../foreign/shape.ts';
import { globalProvider } from '../setup/global-providers.ts';
import { type LakeTraceSetup, setUpFrom } from '../setup/setup-laketrace.ts';
import { SETUP_OPTIONS, type SetupOptions } from '../setup/setup-options.ts';
import { ConfigurationError } from '../spec/configuration-error.ts';
import { isObject } from '../spec/option-checks.ts';
import { warn } from '../telemetry/warning.ts';
import { readWinstonInfo } from './winston-record.ts';

/** A transport, as winston's types call it. */
type TransportStream = Exclude<NonNullable<winston.LoggerOptions['transports']>, readonly unknown[]>;

/** What winston's own transports take. */
interface TransportOptions {
  /** Applied to what is logged, for this transport alone. Default: none. */
  readonly format?: NonNullable<winston.LoggerOptions['format']>;
  /** The least important level that is logged. Default: the logger's. */
  readonly level?: string;
  /** `true`: nothing is logged. Default `false`. */
  readonly silent?: boolean;
  /** `true`: what winston knows of uncaught errors is logged. Default `false`. */
  readonly handleExceptions?: boolean;
  /** `true`: what winston knows of unhandled rejections is logged. Default `false`. */
  readonly handleRejections?: boolean;
}

/** winston's base class of transports, which its types call by another name than it has. */
const WinstonTransport: new (options?: TransportOptions) => TransportStream = (
  winston as unknown as { readonly Transport: new (options?: TransportOptions) => TransportStream }
).Transport;

/** A provider of the SDK, as far as it is needed here. */
interface Provider {
  getLogger(name: string): { emit(record: never): void };
  forceFlush?(): Promise<unknown>;
}

type Logger = ReturnType<Provider['getLogger']>;

/** Options of {@link LakeTraceTransport}: those of winston's transports, and those of `setupLakeTrace` but `register`, `capture`, `handleSignals`. */
export interface LakeTraceTransportOptions
  extends TransportOptions,
    Omit<SetupOptions, 'register' | 'capture' | 'handleSignals' | 'levels'> {
  /**
   * Where records go. Default: with any option of LakeTrace a provider of its own; without, the global provider (of `laketrace/register`,
   * `setupLakeTrace`, NodeSDK) from the first record on at which one is registered, and until then one of its own with the defaults.
   */
  readonly provider?: Provider;
  /** The name of the logger. Default `winston`. */
  readonly loggerName?: string;
}

const OF_WINSTON = ['format', 'level', 'silent', 'handleExceptions', 'handleRejections'] as const;
/** After this many records it is looked how much waits for the disk. */
const LOOK_EVERY = 32;
/** The part of the buffer that may be full before winston has to wait. */
const HALF = 0.5;

/**
 * `new LakeTraceTransport({ file: { directory: 'logs' } })` among the transports of a winston logger: level, message and fields become a record,
 * an error `exception.*`. Which levels are logged is winston's: the default of `minimumSeverity` is TRACE here. `logger.end()` and
 * `logger.close()` write everything and close what the transport has opened itself.
 * @throws ConfigurationError, MissingPackageError; without any option it warns of them instead, at the first record
 */
export class LakeTraceTransport extends WinstonTransport {
  readonly #loggerName: string;
  #own: LakeTraceSetup | undefined;
  /** Where records go for good. */
  #provider: Provider | undefined;
  #logger: Logger | undefined;
  #hasFailed = false;
  readonly #mayDrop: boolean;
  #records = 0;

  constructor(options: LakeTraceTransportOptions = {}) {
    const { provider, loggerName = 'winston', ...rest } = options;
    const { ofWinston, ofLakeTrace } = divided(rest);
    super(ofWinston);
    if (provider !== undefined && (!isObject(provider) || typeof provider.getLogger !== 'function')) {
      throw ConfigurationError.ofKind('provider', provider, 'a LoggerProvider');
    }
    this.#loggerName = loggerName;
    this.#mayDrop = mayDrop(ofLakeTrace);
    if (provider === undefined && Object.keys(ofLakeTrace).length > 0) this.#own = ownSetup(ofLakeTrace);
    this.#provider = provider ?? this.#own?.provider;
    this.#logger = this.#provider?.getLogger(loggerName);
  }

  /** Called by winston with each info object that is to be logged. */
  override log(info: object, done: () => void): void {
    const { levels = {} } = this as { levels?: Readonly<Record<string, number>> };
    this.#loggerNow()?.emit(readWinstonInfo(info, levels) as never);
    this.emit('logged', info);
    this.#records++;
    if (this.#records % LOOK_EVERY === 0 && this.#isBehind) this.#flush().then(done, done);
    else done();
  }

  /** A logger at the top of a module is made before the program has set up a provider. */
  #loggerNow(): Logger | undefined {
    if (this.#provider !== undefined) return this.#logger;
    const registered = globalProvider() as Provider | undefined;
    if (registered !== undefined) {
      this.#provider = registered;
      this.#logger = registered.getLogger(this.#loggerName);
    } else if (this.#own === undefined && !this.#hasFailed) {
      this.#setUp();
    }
    return this.#logger;
  }

  /** winston takes what a transport throws for an error of the application. */
  #setUp(): void {
    try {
      this.#own = ownSetup({});
      this.#logger = this.#own.provider.getLogger(this.#loggerName);
    } catch (error) {
      this.#hasFailed = true;
      warn(`LakeTraceTransport logs nothing until a provider of logs is registered: ${messageOf(error)}`);
    }
  }

  /** Writes everything before `finish`, which `logger.end()` leads to. */
  override _final(done: (error?: Error | null) => void): void {
    Promise.all([this.#flush(), this.#own?.shutdown()]).then(
      () => done(),
      () => done(),
    );
  }

  /** Called by winston when the transport is removed, and when the logger is closed. */
  override close(): void {
    this.#own?.shutdown().catch(ignore);
  }

  /**
   * Whether so much waits for the disk that winston should wait as well, where records would be dropped else. Where a write blocks
   * instead, nothing must wait in winston's own queue: it is lost when the process exits, and what the file has taken is not.
   */
  get #isBehind(): boolean {
    if (!this.#mayDrop) return false;
    const bytes = this.#own?.processor?.stats().file?.bytes;
    return bytes !== undefined && bytes.buffered > bytes.limit * HALF;
  }

  async #flush(): Promise<void> {
    // One of our own is flushed as it is shut down.
    await (this.#provider ?? this.#own?.provider)?.forceFlush?.();
  }
}

/** `level` and `format` beside `file` are winston's. */
function divided(options: Readonly<Record<string, unknown>>): {
  ofWinston: TransportOptions;
  ofLakeTrace: SetupOptions;
} {
  const ofWinston: Record<string, unknown> = {};
  const ofLakeTrace: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(options)) {
    const isOfWinston = (OF_WINSTON as readonly string[]).includes(name) && !SETUP_OPTIONS.known.includes(name);
    (isOfWinston ? ofWinston : ofLakeTrace)[name] = value;
  }
  return { ofWinston, ofLakeTrace };
}

/** Whether records are dropped when the buffer is full. */
function mayDrop({ file }: SetupOptions): boolean {
  const inCode = isObject(file) && 'overflow' in file ? file['overflow'] : undefined;
  const overflow = inCode ?? process.env['LAKETRACE_OVERFLOW'] ?? 'block';
  return typeof overflow === 'string' && overflow.startsWith('drop');
}

function ownSetup(options: SetupOptions): LakeTraceSetup {
  const minimum = process.env['LAKETRACE_MINIMUM_SEVERITY'] ? {} : { minimumSeverity: 'TRACE' };
  return setUpFrom({ ...minimum, ...options, register: false, capture: [], handleSignals: false }, process.env);
}
