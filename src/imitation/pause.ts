/** A turn of the event loop: signals and timers are served between two pieces of work. */
export function pause(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
