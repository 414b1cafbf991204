/** Prints one line on standard error. */
export function complain(message: string): void {
  process.stderr.write(`${message}\n`);
}
