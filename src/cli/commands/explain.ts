import type { ExitCode } from "../exit-codes.js";
import { isStdout } from "../output/place.js";
import { jsonLines } from "../output/reporter.js";
import { type PackCommand, pack } from "./pack.js";

export interface ExplainCommand extends Omit<PackCommand, "why" | "output" | "to" | "solver"> {
  /** Tell all buffers and holes. */
  readonly all?: boolean;
}

/**
 * Plans each file as `pack` does, and tells why the result is what it is. Exit codes, progress and Ctrl-C are those of
 * `pack`.
 */
export async function explain(files: readonly string[], command: ExplainCommand): Promise<ExitCode> {
  const stream = command.svg !== undefined && isStdout(command.svg) ? process.stderr : process.stdout;
  const reporter = command.json
    ? jsonLines(stream)
    : (await import("../output/explain-report.js")).explainReport(stream, { isAll: command.all === true });
  return pack(files, { ...command, solver: "search", why: true }, reporter);
}
