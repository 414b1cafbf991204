import { UsageError } from "../errors.js";
import type { ExitCode } from "../exit-codes.js";
import { isStdout } from "../output/place.js";
import { jsonLines } from "../output/reporter.js";
import { type PackCommand, pack } from "./pack.js";

export interface ExplainCommand extends Omit<PackCommand, "why" | "to" | "solver"> {
  /** Tell all buffers and holes. */
  readonly all?: boolean;
}

/**
 * Plans each file as `pack` does, and tells why the result is what it is. Exit codes, progress and Ctrl-C are those of
 * `pack`.
 */
export async function explain(files: readonly string[], command: ExplainCommand): Promise<ExitCode> {
  const { output, svg, png, html, suggest, take } = command;
  if (take !== undefined && output === undefined)
    throw new UsageError("--take: says what -o writes, and there is no -o");
  if (output !== undefined && suggest === undefined) {
    throw new UsageError("-o: writes the problem as a suggestion changes it, and needs --suggest");
  }
  if (take !== undefined && take > suggest!) throw new UsageError(`--take ${take}: is beyond --suggest ${suggest}`);
  const isTaken = [output, svg, png, html].some((path) => path !== undefined && isStdout(path));
  const stream = isTaken ? process.stderr : process.stdout;
  const reporter = command.json
    ? jsonLines(stream)
    : (await import("../output/explain-report.js")).explainReport(stream, { isAll: command.all === true });
  return pack(
    files,
    { ...command, solver: "search", why: true, ...(output !== undefined && { take: take ?? 1 }) },
    reporter,
  );
}
