// The resource of a logger's records: the run, the machine, the process, the platform, the service.
import { hostname } from 'node:os';
import type { Resource } from '@opentelemetry/resources';
import { isUnnamedService, type PlatformAttributes } from '../resource/index.ts';
import type { SdkPackages } from '../sdk/sdk-packages.ts';
import { ConfigurationError } from '../spec/configuration-error.ts';

/** What {@link runResource} is made of. */
export interface RunParts {
  readonly loggerName: string;
  readonly runId: string | undefined;
  readonly addsRuntimeContext: boolean;
  /** What was detected of the platform. */
  readonly detected: PlatformAttributes;
}

/** What says where a program runs, and is left out where nobody wants to know. */
const OF_RUNTIME = /^(?:laketrace\.(?:platform|runtime\.type)|cloud\.|databricks\.|fabric\.|spark\.)/;
const RUN_ID = 'laketrace.run.id';

/**
 * Makes the resource. What `OTEL_RESOURCE_ATTRIBUTES` and `OTEL_SERVICE_NAME` say goes before what was detected; a service that nobody
 * named has the name of the logger.
 */
export function runResource({ resources }: SdkPackages, parts: RunParts): Resource {
  const { loggerName, runId, addsRuntimeContext, detected } = parts;
  const given = resources.detectResources({ detectors: [resources.envDetector] });
  const known = Object.entries(detected).filter(([key]) => addsRuntimeContext || !OF_RUNTIME.test(key));
  const own = {
    'service.name': loggerName,
    ...(addsRuntimeContext && { 'host.name': hostname(), 'process.pid': process.pid }),
    ...Object.fromEntries(known),
    ...(runId !== undefined && { [RUN_ID]: runId }),
  };
  const base = resources.defaultResource();
  const named = isUnnamedService(given.attributes['service.name']) ? { 'service.name': own['service.name'] } : {};
  // Of two resources that are merged the second one wins.
  const merged = base.merge(resources.resourceFromAttributes(own)).merge(given);
  const withRun = runId === undefined ? named : { ...named, [RUN_ID]: runId };
  return Object.keys(withRun).length === 0 ? merged : merged.merge(resources.resourceFromAttributes(withRun));
}

/**
 * Reads the run id that a logger was given.
 * @throws ConfigurationError for what is neither a text nor a number
 */
export function readRunId(value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') return String(value);
  throw new ConfigurationError('runId', value, 'a text or a number');
}
