import type { Document } from "../../formats/index.js";
import type { Problem } from "../../problem/index.js";
import { simulate } from "../../sim/index.js";
import { complain } from "../complain.js";
import { ExitCode, worse } from "../exit-codes.js";
import { type ReadCommand, readDocument } from "../input/read.js";
import { jsonLines } from "../output/reporter.js";
import { readingRow, type VerifyRow } from "../output/rows.js";
import { toComplaint } from "./complaints.js";
import { complainOfMissing, onFile } from "./each-file.js";
import { matchPlan } from "./match-plan.js";

export interface VerifyCommand extends ReadCommand {
  /** A file with the problem that the plans are for. */
  readonly problem?: string;
  /** JSON lines in place of the table. */
  readonly json?: boolean;
}

/** Replays the plan in each file. Returns the most serious of the files' exit codes. */
export async function verify(files: readonly string[], command: VerifyCommand): Promise<ExitCode> {
  const reporter = command.json ? jsonLines<VerifyRow>() : (await import("../output/verify-table.js")).verifyTable();
  const { problem: problemFile } = command;
  const missing = complainOfMissing(problemFile === undefined ? files : [problemFile, ...files]);
  let original: Document | null = null;
  if (problemFile !== undefined) {
    const absent = missing.get(problemFile);
    if (absent !== undefined) return absent.code;
    try {
      original = await readDocument(problemFile, command);
    } catch (error) {
      const complaint = toComplaint(error, problemFile);
      complain(`--problem: ${complaint.message}`);
      return complaint.code;
    }
  }
  let code: ExitCode = ExitCode.ok;
  for (const file of files) {
    const work = async (): Promise<ExitCode> => {
      const row = await verifyFile(file, command, original);
      reporter.add(row);
      return row.verified ? ExitCode.ok : ExitCode.refuted;
    };
    code = worse(code, await onFile(file, missing.get(file), reporter, work));
  }
  reporter.end();
  return code;
}

/** Throws what `toComplaint` understands. */
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
