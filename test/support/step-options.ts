// The options of an exporter that is killed at one of its steps, and of the one that starts after it.
import type { CompressionName, RotatingFileLogRecordExporterOptions } from '../../src/file/options/file-options.ts';

/** How a process compresses that is killed at one of its steps: by a codec's name, by a user's function, or not at all. */
export const compressionsOfSteps = ['gzip', 'zstd', 'bz2', 'zip', 'function', 'none'] as const;

/** One of {@link compressionsOfSteps}. */
export type CompressionOfSteps = (typeof compressionsOfSteps)[number];

/** What distinguishes one exporter from another. */
export interface StepOptionsParts {
  readonly directory: string;
  readonly compression: string;
  /** Whether it writes on the thread pool. */
  readonly isOffLoop: boolean;
  /** What `function` stands for. */
  compressByHand(path: string): Promise<string>;
}

/** Options under which a few records are enough for a rotation, a compression and a deletion. */
export function optionsOfSteps(parts: StepOptionsParts): RotatingFileLogRecordExporterOptions {
  const { directory, compression, isOffLoop, compressByHand } = parts;
  return {
    directory,
    name: 'app',
    enqueue: isOffLoop,
    rotation: '2 KB',
    retention: '7 days',
    compression: compression === 'function' ? compressByHand : (compression as CompressionName),
    onError: (error) => console.error(error),
  };
}
