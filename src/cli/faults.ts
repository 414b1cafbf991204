import { FormatError } from "../formats/errors.js";
import { MissingPackage } from "../oracle/packages.js";
import { InputError } from "../problem/index.js";
import { ExitCode } from "./exit-codes.js";
import { displayName } from "./input/files.js";
import { Unavailable, UsageError } from "./input/options.js";
import { OutputError } from "./output/output.js";
import type { Failure } from "./output/rows.js";
import { describeSystemError } from "./system-errors.js";

/** An error as the command line tells it: what to print, what to report and how to end. */
export interface Fault extends Failure {
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
    const row = { file, error: text, line, column };
    return { row, isUnread: true, message: `${place}: ${text}`, code: ExitCode.badInput };
  };
  /** What is not the file's fault, and so does not begin with its name. */
  const apart = (text: string): Fault => {
    return { row: { file, error: text }, isUnread: false, message: text, code: ExitCode.badInput };
  };
  if (error instanceof Unavailable) return apart(error.message);
  if (error instanceof OutputError) {
    if (describeSystemError(error.cause) !== undefined) return apart(error.message);
    error = error.cause;
  }
  if (error instanceof FormatError) {
    const { detail, line, column, refusedNames } = error;
    return told(detail + wayWithout(refusedNames), line, column);
  }
  if (error instanceof InputError) return told(error.message);
  if (error instanceof UsageError || error instanceof MissingPackage)
    return { ...told(error.message), isUnread: false };
  const system = describeSystemError(error);
  if (system !== undefined) return told(system);
  const text = error instanceof Error ? error.message : String(error);
  const stack = process.env.TELAPLAN_DEBUG && error instanceof Error ? `\n${error.stack}` : "";
  return {
    row: { file, error: `internal error: ${text}` },
    isUnread: false,
    message: `${file}: internal error: ${text} (${HINT})${stack}`,
    code: ExitCode.internal,
  };
}

/** How to read a file in which names are refused, in brackets; nothing where none are. */
function wayWithout(names: readonly string[]): string {
  if (names.length === 0) return "";
  const options = names.map((name) => `--ignore ${shellWord(name)}`).join(" ");
  return ` (${options} ${names.length === 1 ? "reads the file without it" : "read the file without them"})`;
}

/** A name as it can be typed. */
function shellWord(name: string): string {
  return /^[\w.-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`;
}

/** Prints one line on standard error. */
export function complain(message: string): void {
  process.stderr.write(`${message}\n`);
}
