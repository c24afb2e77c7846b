// Resource detectors for the OpenTelemetry SDK: one a platform, each silent on the other platforms.
import type { ResourceDetector } from '@opentelemetry/resources';
import type { DetectionOptions } from './environment.ts';
import type { Platform, PlatformAttributes } from './platform.ts';
import { detectRuntime } from './runtime.ts';

class PlatformDetector implements ResourceDetector {
  readonly #platform: Platform;
  readonly #options: DetectionOptions | undefined;

  constructor(platform: Platform, options?: DetectionOptions) {
    this.#platform = platform;
    this.#options = options;
  }

  // The SDK passes its own configuration here; it has nothing for us.
  detect(): { attributes: PlatformAttributes } {
    const { platform, attributes } = detectRuntime(this.#options);
    return { attributes: platform === this.#platform ? attributes : {} };
  }
}

/**
 * A detector of one platform, in another environment than the real one.
 * @param platform the only platform on which it returns attributes
 */
export function createPlatformDetector(platform: Platform, options?: DetectionOptions): ResourceDetector {
  return new PlatformDetector(platform, options);
}

/** Attributes of a program on Microsoft Fabric; none elsewhere. Synchronous, never throws. */
export const fabricDetector: ResourceDetector = new PlatformDetector('fabric');

/** Attributes of a program on Databricks: a cluster, a job, an App, model serving; none elsewhere. Synchronous, never throws. */
export const databricksDetector: ResourceDetector = new PlatformDetector('databricks');

/** Attributes of a program on a Spark machine that is neither Fabric nor Databricks; none elsewhere. Synchronous, never throws. */
export const sparkDetector: ResourceDetector = new PlatformDetector('spark');

/**
 * All detectors, for `detectResources({ detectors })` and for the `resourceDetectors` of `NodeSDK`. Exactly one of them returns
 * attributes: the last stands for `local` and gives `laketrace.*` alone.
 */
export const lakeTraceDetectors: ResourceDetector[] = [
  fabricDetector,
  databricksDetector,
  sparkDetector,
  new PlatformDetector('local'),
];
