// One call for users of OpenTelemetry: resource, processor, provider, registered in both APIs.
import { isMainThread } from 'node:worker_threads';
import type { LoggerProvider, LogRecordProcessor } from '@opentelemetry/sdk-logs';
import { ignore, tell } from '../foreign/call.ts';
import { asOwnWork } from '../foreign/own-work.ts';
import { RUN_HANDLE } from '../lifecycle/run-handle.ts';
import { onTermination, type TerminationSignal } from '../lifecycle/termination.ts';
import { LakeTraceLogRecordProcessor } from '../processor/log-record-processor.ts';
import type { LakeTraceLogRecordProcessorOptions } from '../processor/processor-options.ts';
import { loadSdk } from '../sdk/sdk-packages.ts';
import { ConfigurationError } from '../spec/configuration-error.ts';
import { warn } from '../telemetry/warning.ts';
import { captureConsole } from './capture/console-capture.ts';
import type { CapturedRecord } from './capture/emit.ts';
import { markedProcessor } from './capture/marked-processor.ts';
import { captureUncaught } from './capture/uncaught-capture.ts';
import { type GlobalRegistration, registerGlobally } from './global-providers.ts';
import { mergeOptions, namingVariables } from './merged-options.ts';
import { isSdkDisabled, readLimits, resourceOf } from './otel-environment.ts';
import { otlpExporter } from './otlp-exporter.ts';
import { checkLoggerVariables, checkPlatform, type Environment, readEnvironment } from './read-environment.ts';
import { checkSetupOptions, type SetupOptions } from './setup-options.ts';

/** What {@link setupLakeTrace} gives. */
export interface LakeTraceSetup {
  /** The SDK's provider. */
  readonly provider: LoggerProvider;
  /** A logger of it, named as the service is. */
  readonly logger: ReturnType<LoggerProvider['getLogger']>;
  /** The processor of LakeTrace: `stats()`, `rotate()`, `finishedFiles()`. `undefined` where `OTEL_SDK_DISABLED` is `true`. */
  readonly processor: LakeTraceLogRecordProcessor | undefined;
  /**
   * Writes and sends everything, and closes; the provider is then no longer the global one, and nothing is captured. A second call gives
   * the same promise.
   */
  shutdown(): Promise<void>;
}

const SIGNALS: readonly TerminationSignal[] = ['SIGTERM', 'SIGINT'];

/**
 * Sets up logging with OpenTelemetry in one call: builds the resource, the processor of LakeTrace and the provider, and registers the
 * provider in both global registries (`@opentelemetry/api-logs`, and `@opentelemetry/api` from 1.10 on), so that loggers,
 * instrumentations and transports of either reach it. Where another provider is registered, it stays, with one warning.
 *
 * What the options leave out is taken from the environment: `LAKETRACE_*` (docs/setup.md), `OTEL_SERVICE_NAME`,
 * `OTEL_RESOURCE_ATTRIBUTES`, `OTEL_LOGRECORD_*`, `OTEL_EXPORTER_OTLP_*` with `otlp`. With `OTEL_SDK_DISABLED=true` it gives a provider
 * that does nothing.
 * @throws ConfigurationError naming the option, or the variable that has set it; nothing is registered then
 * @throws MissingPackageError where `@opentelemetry/sdk-logs`, or the exporter that `otlp` asks for, is not installed
 */
export function setupLakeTrace(options: SetupOptions = {}): LakeTraceSetup {
  return setUpFrom(options, process.env);
}

/** The same with an environment that is given. */
export function setUpFrom(given: SetupOptions, env: Environment): LakeTraceSetup {
  checkSetupOptions(given);
  const fromEnvironment = readEnvironment(env);
  checkPlatform(env);
  checkLoggerVariables(env);
  // Threads have the variables of their process, whose main thread warns.
  if (isMainThread) for (const complaint of fromEnvironment.complaints) warn(complaint);
  const options = mergeOptions({ ...given }, fromEnvironment) as SetupOptions;
  return namingVariables({ ...given }, fromEnvironment, () => {
    checkSetupOptions(options);
    return isSdkDisabled(env) ? disabledSetup(options) : setUp(options, env);
  });
}

function setUp(options: SetupOptions, env: Environment): LakeTraceSetup {
  const { capture = [], handleSignals = false, register = true } = options;
  const processor = asOwnWork(() => new LakeTraceLogRecordProcessor(processorOptions(options, env)));
  const all: LogRecordProcessor[] = [processor, ...(options.processors ?? [])];
  const provider = createProvider(options, env, capture.includes('console') ? all.map(markedProcessor) : all);
  const registration = register ? registerGlobally(provider) : undefined;
  if (registration !== undefined) warnOfOthers(registration);
  const leave: (() => void)[] = [];
  const shutdown = once(() => close(provider, registration, leave));
  if (handleSignals) {
    const work = { flush: () => provider.forceFlush(), shutdown };
    for (const signal of SIGNALS) leave.push(onTermination(work, undefined, signal));
  }
  const emit = (name: string, record: CapturedRecord) => tell(ignore, () => provider.getLogger(name).emit(record));
  if (capture.includes('uncaught')) leave.push(captureUncaught(emit, () => processor.writeNow()));
  if (capture.includes('console')) leave.push(captureConsole(emit));
  return setupOf(provider, processor, shutdown, options);
}

/** Telemetry is switched off: loggers are there, and do nothing. */
function disabledSetup(options: SetupOptions): LakeTraceSetup {
  const provider = createProvider(options, {}, []);
  return setupOf(
    provider,
    undefined,
    once(() => provider.shutdown()),
    options,
  );
}

function setupOf(
  provider: LoggerProvider,
  processor: LakeTraceLogRecordProcessor | undefined,
  shutdown: () => Promise<void>,
  { serviceName }: SetupOptions,
): LakeTraceSetup {
  const logger = provider.getLogger(serviceName ?? 'laketrace');
  const setup: LakeTraceSetup = { provider, logger, processor, shutdown };
  const handle = { forceFlush: () => provider.forceFlush(), shutdown };
  for (const owner of [setup, provider, logger])
    Object.defineProperty(owner, RUN_HANDLE, { value: handle, configurable: true });
  return setup;
}

function createProvider(
  { serviceName, resourceAttributes = {}, logRecordLimits, sdk = loadSdk('setupLakeTrace') }: SetupOptions,
  env: Environment,
  processors: LogRecordProcessor[],
): LoggerProvider {
  const own = serviceName === undefined ? resourceAttributes : { ...resourceAttributes, 'service.name': serviceName };
  return new sdk.LoggerProvider({
    resource: resourceOf(sdk, own),
    logRecordLimits: { ...readLimits(env), ...logRecordLimits },
    processors,
  });
}

/** What the processor itself takes of the options. */
function processorOptions(options: SetupOptions, env: Environment): LakeTraceLogRecordProcessorOptions {
  const {
    serviceName: _serviceName,
    resourceAttributes: _resourceAttributes,
    logRecordLimits: _logRecordLimits,
    processors: _processors,
    register: _register,
    handleSignals: _handleSignals,
    capture: _capture,
    sdk: _sdk,
    otlp = false,
    ...own
  } = options;
  if (otlp === false || own.batch?.exporter !== undefined) return withExporter(own);
  return { ...own, batch: { ...own.batch, exporter: otlpExporter(otlp, env) } };
}

/** Variables can say how batches are sent, but not to whom. */
function withExporter(options: LakeTraceLogRecordProcessorOptions): LakeTraceLogRecordProcessorOptions {
  if (options.batch === undefined || options.batch.exporter !== undefined) return options;
  throw new ConfigurationError('batch.exporter', undefined, 'an exporter, or otlp: true (LAKETRACE_OTLP=true)', 'none');
}

function warnOfOthers({ taken }: GlobalRegistration): void {
  if (taken.length === 0) return;
  warn(
    `another provider of logs is registered with ${taken.join(' and ')}, and stays: what is logged there does not come here. ` +
      'To combine them, give it new LakeTraceLogRecordProcessor() among its processors (logRecordProcessors of NodeSDK), ' +
      'instead of a second set-up',
  );
}

async function close(
  provider: LoggerProvider,
  registration: GlobalRegistration | undefined,
  leave: readonly (() => void)[],
): Promise<void> {
  try {
    await provider.shutdown();
  } finally {
    for (const leaveOne of leave) leaveOne();
    registration?.leave();
  }
}

/** Does something once: every call gives the promise of the first. */
function once(work: () => Promise<void>): () => Promise<void> {
  let promise: Promise<void> | undefined;
  return () => {
    promise ??= work();
    return promise;
  };
}
