// What OpenTelemetry's own environment variables say of logs. The SDK leaves them to whoever sets it up.
import type { Resource } from '@opentelemetry/resources';
import type { SdkPackages } from '../sdk/sdk-packages.ts';
import { ConfigurationError } from '../spec/configuration-error.ts';
import type { Environment } from './read-environment.ts';

/** What an SDK cuts attributes to. */
export interface RecordLimits {
  /** The most attributes of a record. */
  readonly attributeCountLimit?: number;
  /** The most characters of a text in them. */
  readonly attributeValueLengthLimit?: number;
}

/** Whether `OTEL_SDK_DISABLED` switches telemetry off. */
export function isSdkDisabled(env: Environment): boolean {
  return env['OTEL_SDK_DISABLED']?.trim().toLowerCase() === 'true';
}

/**
 * The limits of `OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT` and `OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT`; where one is not set, of
 * `OTEL_ATTRIBUTE_…`.
 * @throws ConfigurationError naming the variable
 */
export function readLimits(env: Environment): RecordLimits {
  const count = readLimit(env, 'ATTRIBUTE_COUNT_LIMIT');
  const length = readLimit(env, 'ATTRIBUTE_VALUE_LENGTH_LIMIT');
  return {
    ...(count !== undefined && { attributeCountLimit: count }),
    ...(length !== undefined && { attributeValueLengthLimit: length }),
  };
}

function readLimit(env: Environment, name: string): number | undefined {
  for (const variable of [`OTEL_LOGRECORD_${name}`, `OTEL_${name}`]) {
    const text = env[variable]?.trim();
    if (text === undefined || text === '') continue;
    if (!/^\d+$/.test(text)) throw new ConfigurationError(variable, text, 'a whole number of at least 0');
    return Number(text);
  }
  return undefined;
}

/** The resource of the process: the SDK's own, what `OTEL_RESOURCE_ATTRIBUTES` and `OTEL_SERVICE_NAME` say, and over it what is given. */
export function resourceOf({ resources }: SdkPackages, given: Readonly<Record<string, unknown>>): Resource {
  const { defaultResource, detectResources, envDetector, resourceFromAttributes } = resources;
  return defaultResource()
    .merge(detectResources({ detectors: [envDetector] }))
    .merge(resourceFromAttributes(given as never));
}
