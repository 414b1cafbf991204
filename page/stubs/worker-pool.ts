/** The page plans with one thread: none is kept for later, and none is started. */
export const GRACE_MS = 10;

export function warmWorker(): void {}

export function runInWorker(): never {
  throw new Error("a page plans with one thread");
}
