// How long things are waited for.

/** The longest delay of `setTimeout`, in milliseconds (24.8 days): a longer one would fire at once. */
export const LONGEST_TIMEOUT: number = 2 ** 31 - 1;

/** Something did not come about in its time. */
export class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
}

/**
 * Waits for work no longer than it is given; the work itself goes on.
 * @param milliseconds `Infinity`: as long as it takes
 * @param late says what did not come about, with how long it was waited for
 * @throws TimeoutError
 */
export async function within<T>(work: Promise<T>, milliseconds: number, late: string): Promise<T> {
  if (milliseconds > LONGEST_TIMEOUT) return work;
  let timer: NodeJS.Timeout | undefined;
  const end = new Promise<never>((_, reject) => {
    const delay = Math.max(0, Math.round(milliseconds));
    timer = setTimeout(() => reject(new TimeoutError(`${late} within ${delay} ms`)), delay);
  });
  try {
    return await Promise.race([work, end]);
  } finally {
    clearTimeout(timer);
  }
}
