// Where the code of the bzip2 thread is.

/**
 * In the sources: a file. In the built package: the code itself, which the build puts here (tsdown.config.ts), for a
 * file next to the bundle would be lost when users bundle their application, and has another name in each module
 * format.
 */
export const bzip2WorkerCode: string | URL = new URL('./bzip2-worker.ts', import.meta.url);
