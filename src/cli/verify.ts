import { parse } from "../formats/index.js";
import { simulate } from "../sim/index.js";
import { ExitCode, worse } from "./exit-codes.js";
import { complain, toFault } from "./faults.js";
import { displayName, readText } from "./files.js";
import { missingInputs } from "./inputs.js";
import { jsonLines, type VerifyRow } from "./rows.js";

export interface VerifyCommand {
  /** Bytes, over what the file or its name says. */
  readonly capacity?: number;
  /** JSON lines in place of the table. */
  readonly json?: boolean;
}

/** Replays the plan in each file. Returns the most serious of the files' exit codes. */
export async function verify(files: readonly string[], command: VerifyCommand): Promise<ExitCode> {
  const reporter = command.json ? jsonLines<VerifyRow>() : (await import("./verify-table.js")).verifyTable();
  const missing = missingInputs(files);
  let code: ExitCode = ExitCode.ok;
  for (const file of files) {
    const absent = missing.get(file);
    if (absent !== undefined) {
      reporter.fail(absent);
      code = worse(code, absent.code);
      continue;
    }
    try {
      const row = await verifyFile(file, command.capacity);
      reporter.add(row);
      code = worse(code, row.verified ? ExitCode.ok : ExitCode.refuted);
    } catch (error) {
      const fault = toFault(error, file);
      complain(fault.message);
      reporter.fail(fault);
      code = worse(code, fault.code);
    }
  }
  reporter.end();
  return code;
}

/** Throws what `toFault` understands. */
async function verifyFile(file: string, capacity: number | undefined): Promise<VerifyRow> {
  const { problem, offsets } = parse(await readText(file), displayName(file), { capacity, placed: true });
  const report = simulate(problem, offsets!);
  return {
    file,
    buffers: problem.buffers.length,
    capacity: problem.capacity ?? null,
    verified: report.ok,
    peak: report.peak,
    maxLiveBytes: report.maxLiveBytes,
    utilization: report.utilization,
    fragmentation: report.fragmentation,
    violationCount: report.violationCount,
    counts: report.counts,
    violations: report.violations,
  };
}
