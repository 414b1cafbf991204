import { accessSync, constants, statSync } from "node:fs";
import { complain, type Fault, toFault } from "../faults.js";
import { systemError } from "../system-errors.js";
import { STDIN } from "./files.js";
import { UsageError } from "./options.js";

/**
 * Looks at all inputs before work begins on the first, and complains of those that are not there or cannot be read.
 *
 * @returns their faults, told already.
 * @throws UsageError where standard input is named twice: it can be read once.
 */
export function missingInputs(files: readonly string[]): ReadonlyMap<string, Fault> {
  const stdins = files.filter((file) => file === STDIN).length;
  if (stdins > 1) throw new UsageError(`${STDIN}: standard input can be read once, but is named ${stdins} times`);
  const faults = new Map<string, Fault>();
  for (const file of new Set(files)) {
    try {
      if (file !== STDIN) look(file);
    } catch (error) {
      const fault = toFault(error, file);
      complain(fault.message);
      faults.set(file, fault);
    }
  }
  return faults;
}

/** Throws the system's error where there is nothing to read. */
function look(file: string): void {
  if (statSync(file).isDirectory()) throw systemError("EISDIR", "read", file);
  accessSync(file, constants.R_OK);
}
