// The options of `setupLakeTrace`, what each means, and their checks.
import type { LogRecordProcessor } from '@opentelemetry/sdk-logs';
import { PROCESSOR_OPTIONS } from '../processor/processor-option-names.ts';
import type { LakeTraceLogRecordProcessorOptions } from '../processor/processor-options.ts';
import type { LogAttributes } from '../processor/record/record-step.ts';
import { requireSdk, type SdkPackages } from '../sdk/sdk-packages.ts';
import { ConfigurationError } from '../spec/configuration-error.ts';
import { checkKeys, isObject } from '../spec/option-checks.ts';
import { nearestName, type OptionNames } from '../spec/option-remedy.ts';
import type { RecordLimits } from './otel-environment.ts';
import type { OtlpProtocol } from './otlp-exporter.ts';

/** What `capture` may name. */
export type CaptureSource = 'console' | 'uncaught';

/** Options of {@link setupLakeTrace}: those of {@link LakeTraceLogRecordProcessor}, and these. */
export interface SetupOptions extends LakeTraceLogRecordProcessorOptions {
  /** `service.name` of the resource. Default: `OTEL_SERVICE_NAME`, else what the SDK has. */
  readonly serviceName?: string;
  /** Further attributes of the resource. They count more than those of `OTEL_RESOURCE_ATTRIBUTES`. Default: none. */
  readonly resourceAttributes?: LogAttributes;
  /** What records are cut to. Default: `OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT` and the like, else the SDK's limits (128 attributes). */
  readonly logRecordLimits?: RecordLimits;
  /** Processors that get the records after LakeTrace, clean and tagged. Default: none. */
  readonly processors?: readonly LogRecordProcessor[];
  /** `true` (default): the provider becomes the global one of both APIs, where none is. `false`: it does not. */
  readonly register?: boolean;
  /**
   * `true`: on SIGTERM and SIGINT everything is written and sent, for 12 seconds at most, and the process then ends by the signal, as it
   * would have. Where the application listens to the signal as well, records are only flushed, and the end is its own. Default `false`.
   */
  readonly handleSignals?: boolean;
  /**
   * What is logged by itself: `'console'`, what is printed by `console.*`; `'uncaught'`, errors and rejections that nobody catches. What is
   * printed, and how the process ends, stays as it is. Default: nothing.
   */
  readonly capture?: readonly CaptureSource[];
  /**
   * `true`: records go to a collector in batches as well, as `OTEL_EXPORTER_OTLP_*` say. Or a protocol. Its exporter has to be installed.
   * Default `false`.
   */
  readonly otlp?: boolean | OtlpProtocol;
  /**
   * The SDK, for bundles in which it cannot be found at run time: `LoggerProvider` of `@opentelemetry/sdk-logs`, and `@opentelemetry/resources`
   * as a whole. Default: what is installed.
   */
  readonly sdk?: SdkPackages;
}

const OWN_OPTIONS = [
  'serviceName',
  'resourceAttributes',
  'logRecordLimits',
  'processors',
  'register',
  'handleSignals',
  'capture',
  'otlp',
  'sdk',
] as const satisfies readonly (keyof SetupOptions)[];

/** The names of the options. */
export const SETUP_OPTIONS: OptionNames = {
  ...PROCESSOR_OPTIONS,
  known: [...OWN_OPTIONS, ...PROCESSOR_OPTIONS.known],
  synonyms: {
    ...PROCESSOR_OPTIONS.synonyms,
    processors: 'processors',
    logrecordprocessors: 'processors',
    service: 'serviceName',
    name: 'serviceName',
    signals: 'handleSignals',
    captureconsole: 'capture',
    global: 'register',
    limits: 'logRecordLimits',
  },
};

const SOURCES: readonly string[] = ['console', 'uncaught'] satisfies CaptureSource[];

/**
 * Checks what no other reader looks at.
 * @throws ConfigurationError
 */
export function checkSetupOptions(options: SetupOptions): void {
  checkKeys(options, '', SETUP_OPTIONS);
  const { serviceName, resourceAttributes, logRecordLimits, processors, capture, otlp, sdk } = options;
  for (const name of ['register', 'handleSignals'] as const) {
    const value = options[name];
    if (value !== undefined && typeof value !== 'boolean') throw new ConfigurationError(name, value, 'true or false');
  }
  if (serviceName !== undefined && (typeof serviceName !== 'string' || serviceName === '')) {
    throw new ConfigurationError('serviceName', serviceName, 'a text');
  }
  if (resourceAttributes !== undefined && (!isObject(resourceAttributes) || Array.isArray(resourceAttributes))) {
    throw ConfigurationError.ofKind('resourceAttributes', resourceAttributes, 'an object of attributes');
  }
  if (logRecordLimits !== undefined) checkLimits(logRecordLimits);
  if (processors !== undefined && !(Array.isArray(processors) && processors.every(isProcessor))) {
    throw ConfigurationError.ofKind('processors', processors, 'a list of LogRecordProcessors');
  }
  if (capture !== undefined) checkCapture(capture);
  if (otlp !== undefined && typeof otlp !== 'boolean' && typeof otlp !== 'string') {
    throw ConfigurationError.ofKind('otlp', otlp, "true, false, 'http/protobuf', 'http/json' or 'grpc'");
  }
  if (sdk !== undefined) requireSdk('sdk', sdk);
}

function checkLimits(limits: unknown): void {
  const names = ['attributeCountLimit', 'attributeValueLengthLimit'] as const;
  checkKeys(limits, 'logRecordLimits', names);
  for (const name of names) {
    const value = (limits as RecordLimits)[name];
    if (value !== undefined && !(typeof value === 'number' && value >= 0)) {
      throw new ConfigurationError(`logRecordLimits.${name}`, value, 'a number of at least 0');
    }
  }
}

function checkCapture(capture: unknown): void {
  const accepted = "a list of 'console' and 'uncaught'";
  if (!Array.isArray(capture)) throw new ConfigurationError('capture', capture, accepted);
  for (const [index, source] of capture.entries()) {
    if (SOURCES.includes(source)) continue;
    const nearest = typeof source === 'string' ? nearestName(source, SOURCES) : undefined;
    throw new ConfigurationError(`capture[${index}]`, source, nearest === undefined ? accepted : `'${nearest}'`);
  }
}

function isProcessor(value: unknown): boolean {
  return isObject(value) && typeof value['onEmit'] === 'function';
}
