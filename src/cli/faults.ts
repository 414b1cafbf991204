import { FormatError } from "../formats/errors.js";
import { MissingPackage } from "../oracle/packages.js";
import { InputError } from "../problem/index.js";
import { ExitCode } from "./exit-codes.js";
import { describeSystemError, displayName } from "./files.js";
import { UsageError } from "./options.js";
import type { FailureRow } from "./rows.js";

/** An error as the command line tells it: what to print, what to report and how to end. */
export interface Fault {
  readonly row: FailureRow;
  /** One line for standard error. */
  readonly message: string;
  readonly code: ExitCode;
}

const HINT = "this is a fault of telaplan, not of your file; set TELAPLAN_DEBUG=1 for the stack and please report it";

/**
 * Translates whatever was thrown while working on `file`. The one place that knows the errors of all layers: a fault of the
 * user's never shows a stack, a fault of ours never hides behind a file.
 */
export function toFault(error: unknown, file: string): Fault {
  const told = (text: string, line?: number, column?: number): Fault => {
    const place = [displayName(file), line, column].filter((part) => part !== undefined).join(":");
    return { row: { file, error: text, line, column }, message: `${place}: ${text}`, code: ExitCode.badInput };
  };
  if (error instanceof FormatError) {
    const { detail, line, column, refusedName } = error;
    const way = refusedName === undefined ? "" : ` (--ignore ${shellWord(refusedName)} reads the file without it)`;
    return told(detail + way, line, column);
  }
  if (error instanceof InputError || error instanceof UsageError || error instanceof MissingPackage)
    return told(error.message);
  const system = describeSystemError(error);
  if (system !== undefined) return told(system);
  const text = error instanceof Error ? error.message : String(error);
  const stack = process.env.TELAPLAN_DEBUG && error instanceof Error ? `\n${error.stack}` : "";
  return {
    row: { file, error: `internal error: ${text}` },
    message: `${file}: internal error: ${text} (${HINT})${stack}`,
    code: ExitCode.internal,
  };
}

/** A name as it can be typed. */
function shellWord(name: string): string {
  return /^[\w.-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`;
}

/** Prints one line on standard error. */
export function complain(message: string): void {
  process.stderr.write(`${message}\n`);
}
