// How long a timer of Node can wait.

/** The longest delay of `setTimeout`, in milliseconds (24.8 days): a longer one would fire at once. */
export const LONGEST_TIMEOUT: number = 2 ** 31 - 1;
