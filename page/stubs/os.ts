/** A run in the page has the one thread that it runs in. */
export const availableParallelism = (): number => 1;
