import { accessSync, constants, statSync } from "node:fs";
import { UsageError } from "../errors.js";
import { systemError } from "../system-errors.js";
import { STDIN } from "./files.js";

/**
 * Looks at all inputs before work begins on the first.
 *
 * @returns the system's errors for those that are not there or cannot be read, in the order of the inputs.
 * @throws UsageError where standard input is named twice: it can be read once.
 */
export function lookAtInputs(files: readonly string[]): ReadonlyMap<string, unknown> {
  const stdins = files.filter((file) => file === STDIN).length;
  if (stdins > 1) throw new UsageError(`${STDIN}: standard input can be read once, but is named ${stdins} times`);
  const errors = new Map<string, unknown>();
  for (const file of new Set(files)) {
    try {
      if (file !== STDIN) look(file);
    } catch (error) {
      errors.set(file, error);
    }
  }
  return errors;
}

/** Throws the system's error where there is nothing to read. */
function look(file: string): void {
  if (statSync(file).isDirectory()) throw systemError("EISDIR", "read", file);
  accessSync(file, constants.R_OK);
}
