import { FormatError } from "../../formats/errors.js";
import { MissingPackage } from "../../oracle/packages.js";
import { InputError } from "../../problem/index.js";
import { Unavailable, UsageError } from "../errors.js";
import { ExitCode } from "../exit-codes.js";
import { displayName } from "../input/files.js";
import type { FailedFile } from "../output/reporter.js";
import { OutputError } from "../output/write-output.js";
import { describeSystemError } from "../system-errors.js";

/** An error as the command line tells it: what to print, what to report and how to end. */
export interface Complaint extends FailedFile {
  /** One line for standard error. */
  readonly message: string;
  readonly code: ExitCode;
}

const HINT = "this is a fault of telaplan, not of your file; set TELAPLAN_DEBUG=1 for the stack and please report it";

/**
 * Translates whatever was thrown while working on `file`. The one place that knows the errors of all layers: a fault
 * of the user's never shows a stack, a fault of ours never hides behind a file.
 */
export function toComplaint(error: unknown, file: string): Complaint {
  if (error instanceof Unavailable) return apartFrom(file, error.message);
  if (error instanceof OutputError) {
    if (describeSystemError(error.cause) !== undefined) return apartFrom(file, error.message);
    error = error.cause;
  }
  if (error instanceof FormatError) {
    const { detail, line, column, byte, refusedNames, file: at } = error;
    const text = detail + wayWithout(refusedNames);
    const { row, ...complaint } = byte === null ? about(file, text, line, column) : atByte(file, text, byte);
    // A second file may be at fault, that of pairs.
    if (at === displayName(file)) return { row, ...complaint };
    return { ...complaint, row: { file, error: error.message }, message: error.message };
  }
  if (error instanceof InputError) return about(file, error.message);
  if (error instanceof UsageError || error instanceof MissingPackage) {
    return { ...about(file, error.message), isUnread: false };
  }
  const system = describeSystemError(error);
  return system !== undefined ? about(file, system) : internal(file, error);
}

/** The file is at fault, at that place. */
function about(file: string, text: string, line?: number, column?: number): Complaint {
  const place = [displayName(file), line, column].filter((part) => part !== undefined).join(":");
  const row = { file, error: text, line, column };
  return { row, isUnread: true, message: `${place}: ${text}`, code: ExitCode.badInput };
}

/** The file, which is no text, is at fault at that byte. */
function atByte(file: string, text: string, byte: number): Complaint {
  const message = `${displayName(file)}: byte ${byte}: ${text}`;
  return { row: { file, error: text, byte }, isUnread: true, message, code: ExitCode.badInput };
}

/** The file is not at fault, and so the message does not begin with its name. */
function apartFrom(file: string, text: string): Complaint {
  return { row: { file, error: text }, isUnread: false, message: text, code: ExitCode.badInput };
}

/** Nobody expected this error. */
function internal(file: string, error: unknown): Complaint {
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
