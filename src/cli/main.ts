#!/usr/bin/env node
// First: a signal may come at any moment.
import "./stop-signals.js";
import { readFileSync } from "node:fs";
import { CommanderError } from "commander";
import { toComplaint } from "./commands/complaints.js";
import { programFor } from "./commands/program.js";
import { complain } from "./complain.js";
import { Unavailable, UsageError } from "./errors.js";
import { ExitCode } from "./exit-codes.js";
import { describeSystemError } from "./system-errors.js";

/** What a shell gives a process that wrote to a pipe nobody reads: 128 + SIGPIPE. */
const BROKEN_PIPE = 141;

process.stdout.on("error", leave);
process.stderr.on("error", leave);
process.exitCode = await main(process.argv.slice(2));

/** Nobody takes what we say. Where `head` has seen enough there is no message, where a disk is full there is one. */
function leave(error: NodeJS.ErrnoException): void {
  if (error.code === "EPIPE") process.exit(BROKEN_PIPE);
  process.stdout.removeAllListeners("error").on("error", () => {});
  process.stderr.removeAllListeners("error").on("error", () => {});
  const reason = describeSystemError(error);
  if (reason === undefined) throw error;
  complain(`cannot write the results: ${reason}`);
  process.exit(ExitCode.badInput);
}

/** Runs a command, and says what went wrong. */
async function main(args: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = ExitCode.ok;
  try {
    const program = await programFor(args, packageVersion(), (ended) => {
      code = ended;
    });
    await program.parseAsync(args, { from: "user" });
    return code;
  } catch (error) {
    // Commander has printed its message already; asking for help or the version is no fault.
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.ok : ExitCode.badInput;
    if (error instanceof Unavailable) {
      complain(`error: ${error.message}`);
      return ExitCode.badInput;
    }
    if (error instanceof UsageError) {
      complain(`error: ${error.message}\n(add --help for what is possible)`);
      return ExitCode.badInput;
    }
    const complaint = toComplaint(error, (error as NodeJS.ErrnoException).path ?? "telaplan");
    complain(complaint.message);
    return complaint.code;
  }
}

function packageVersion(): string {
  return JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")).version;
}
