import type { Document } from "../formats/index.js";
import type { Problem } from "../problem/index.js";
import { simulate } from "../sim/index.js";
import { matchPlan } from "./differences.js";
import { ExitCode, worse } from "./exit-codes.js";
import { complain, toFault } from "./faults.js";
import { STDIN } from "./files.js";
import { UsageError } from "./options.js";
import { type ReadCommand, readDocument } from "./read.js";
import { jsonLines, readingRow, type VerifyRow } from "./rows.js";

export interface VerifyCommand extends ReadCommand {
  /** A file with the problem that the plans are for. */
  readonly problem?: string;
  readonly format: "table" | "json";
}

/** Replays the plan in each file. Returns the most serious of the files' exit codes. */
export async function verify(files: readonly string[], command: VerifyCommand): Promise<ExitCode> {
  const { problem: problemFile } = command;
  if (problemFile === STDIN && files.includes(STDIN)) {
    throw new UsageError("--problem: standard input is the plan already; give one of the two as a file");
  }
  let original: Document | null = null;
  if (problemFile !== undefined) {
    try {
      original = await readDocument(problemFile, command);
    } catch (error) {
      const fault = toFault(error, problemFile);
      complain(`--problem: ${fault.message}`);
      return fault.code;
    }
  }
  const reporter =
    command.format === "json" ? jsonLines<VerifyRow>() : (await import("./verify-table.js")).verifyTable();
  let code: ExitCode = ExitCode.ok;
  for (const file of files) {
    try {
      const row = await verifyFile(file, command, original);
      reporter.add(row);
      code = worse(code, row.verified ? ExitCode.ok : ExitCode.refuted);
    } catch (error) {
      const fault = toFault(error, file);
      complain(fault.message);
      reporter.add(fault.row);
      code = worse(code, fault.code);
    }
  }
  reporter.end();
  return code;
}

/** Throws what `toFault` understands. */
async function verifyFile(file: string, command: VerifyCommand, original: Document | null): Promise<VerifyRow> {
  const placed = await readDocument(file, command, { placed: true });
  const matched = original === null ? null : matchPlan(placed, original.problem);
  const problem: Problem = matched?.problem ?? placed.problem;
  const report = simulate(problem, matched?.offsets ?? placed.offsets!);
  const { differences } = matched ?? {};
  const { capacity, capacitySource, base } = readingRow(original ?? placed);
  return {
    file,
    ...readingRow(placed),
    // The memory is the problem's, wherever the buffers come from.
    capacity,
    capacitySource,
    ...(base !== undefined && { base }),
    verified: report.ok && (differences === undefined || differences.length === 0),
    ...(differences !== undefined && { differences }),
    peak: report.peak,
    maxLiveBytes: report.maxLiveBytes,
    utilization: report.utilization,
    fragmentation: report.fragmentation,
    violationCount: report.violationCount,
    counts: report.counts,
    violations: report.violations,
  };
}
