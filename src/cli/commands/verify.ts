import { type Document, isSolution, parseSolution } from "../../formats/index.js";
import type { Problem } from "../../problem/index.js";
import { simulate } from "../../sim/index.js";
import { complain } from "../complain.js";
import { UsageError } from "../errors.js";
import { ExitCode, worse } from "../exit-codes.js";
import { displayName, readBytes } from "../input/files.js";
import type { ReadCommand } from "../input/read.js";
import { jsonLines } from "../output/reporter.js";
import { type Difference, memoryRows, type ReadingRow, readingRow, timingRow, type VerifyRow } from "../output/rows.js";
import { toComplaint } from "./complaints.js";
import { complainOfMissing, onFile } from "./each-file.js";
import { matchPlan } from "./match-plan.js";
import { readShown } from "./read-shown.js";

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
      original = await readShown(problemFile, command, null);
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
  const content = await readBytes(file);
  if (isSolution(content)) return verifySolution(file, content, command, original);
  // What holds between pairs belongs to the problem.
  const { pairs: _, ...others } = command;
  const placed = await readShown(file, original === null ? command : others, null, { placed: true, content });
  const matched = original === null ? null : matchPlan(placed, original.problem);
  const plan = matched ?? { problem: placed.problem, offsets: placed.offsets!, memories: placed.memories };
  return rowOf(file, plan, original ?? placed, readingRow(placed), matched?.differences);
}

/** A plan as dsa-solver writes it, beside the problem that it is for. */
function verifySolution(
  file: string,
  content: Uint8Array,
  { ignore, strict }: VerifyCommand,
  original: Document | null,
): VerifyRow {
  if (original === null) {
    throw new UsageError("a solution alone, without its buffers: --problem names the problem that it is for");
  }
  const options = { ...(ignore !== undefined && { ignore }), ...(strict !== undefined && { strict }) };
  const { offsets, memories, differences, notes } = parseSolution(content, displayName(file), original, options);
  for (const note of notes) complain(`${displayName(file)}: ${note}`);
  const plan = { problem: original.problem, offsets, memories };
  const told = differences.map((message): Difference => ({ field: "constraints", message }));
  return rowOf(file, plan, original, readingRow(original), told);
}

interface Plan {
  readonly problem: Problem;
  readonly offsets: Float64Array;
  readonly memories: readonly string[] | null;
}

function rowOf(
  file: string,
  { problem, offsets, memories }: Plan,
  of: Document,
  reading: ReadingRow,
  differences: readonly Difference[] | undefined,
): VerifyRow {
  const report = simulate(problem, offsets, memories === null ? {} : { memories });
  const { capacity, capacitySource, base } = readingRow(of);
  const rows = memoryRows(problem, report);
  const timing = timingRow(report);
  return {
    file,
    ...reading,
    // The memory is the problem's, wherever the buffers come from.
    capacity,
    capacitySource,
    ...(base !== undefined && { base }),
    verified: report.ok && (differences === undefined || differences.length === 0),
    ...(differences !== undefined && { differences }),
    ...(report.terms !== null && { terms: report.terms }),
    ...(rows !== undefined && { memories: rows }),
    ...(timing !== undefined && { timing }),
    peak: report.peak,
    maxLiveBytes: report.maxLiveBytes,
    utilization: report.utilization,
    fragmentation: report.fragmentation,
    violationCount: report.violationCount,
    counts: report.counts,
    violations: report.violations,
  };
}
