import { basename } from "node:path";
import type { Document } from "../../formats/index.js";
import { contradictions, MissingPackage } from "../../oracle/index.js";
import { InputError, isConstrained } from "../../problem/index.js";
import { complain } from "../complain.js";
import { UsageError } from "../errors.js";
import { ExitCode, worse } from "../exit-codes.js";
import { displayName } from "../input/files.js";
import { warnOfFixed } from "../input/fixed.js";
import type { ReadCommand } from "../input/read.js";
import { SOLVERS } from "../input/solvers.js";
import { listenForInterrupt } from "../interrupt.js";
import { isStdout } from "../output/place.js";
import { jsonLines } from "../output/reporter.js";
import { type CompareRow, infeasibilityRow, readingRow } from "../output/rows.js";
import { StageLine } from "../output/stage-line.js";
import { choosePlanner } from "../planners/choose.js";
import type { Answer, Planner } from "../planners/planner.js";
import { tellDisagreement } from "./disagreement.js";
import { complainOfMissing, onFile } from "./each-file.js";
import { readShown } from "./read-shown.js";

export interface CompareCommand extends ReadCommand {
  /** Milliseconds for each solver and file; Infinity is no limit. */
  readonly timeLimit: number;
  /** Folder for instances that solvers contradict each other on. */
  readonly output: string;
  /** JSON lines in place of the table. */
  readonly json?: boolean;
}

/**
 * Asks every solver that is installed for the least peak of each file, and reports them side by side. Where two
 * contradict each other the problem is written out, whole and shrunk. Returns the most serious of the files' exit
 * codes.
 *
 * @param planners others, for tests.
 */
export async function compare(
  files: readonly string[],
  command: CompareCommand,
  planners?: readonly Planner[],
): Promise<ExitCode> {
  if (isStdout(command.output)) throw new UsageError("--output: must be a folder; the report is on standard output");
  const reporter = command.json ? jsonLines<CompareRow>() : (await import("../output/compare-table.js")).compareTable();
  const missing = complainOfMissing(files);
  const all = planners ?? (await Promise.all(SOLVERS.map((solver) => choosePlanner({ solver }))));
  const uninstalled = new Set<Planner>();
  const interrupt = listenForInterrupt();
  const { signal } = interrupt;
  const line = new StageLine(process.stderr, true);
  const codes: ExitCode[] = [];

  const compareFile = async (file: string): Promise<ExitCode> => {
    const document = await readShown(file, command, interrupt);
    const { problem } = document;
    warnOfFixed(file, problem);
    const rows: CompareRow[] = [];
    // Where the problem says what is to be least, all solvers minimise that.
    const run = {
      minimize: problem.minimize === undefined,
      timeLimitMs: command.timeLimit,
      signal,
      onWarning: complain,
    };
    for (const [i, planner] of all.entries()) {
      if (uninstalled.has(planner)) continue;
      line.update(`${basename(displayName(file))}, ${planner.name}`, i, all.length);
      try {
        rows.push(toRow(file, planner, document, await planner.plan(problem, run)));
      } catch (error) {
        const isRefusal = error instanceof InputError && planner.name !== "search" && isConstrained(problem);
        if (!(error instanceof MissingPackage) && !isRefusal) throw error;
        if (!isRefusal) uninstalled.add(planner);
        line.clear();
        complain(`${planner.name}: ${(error as Error).message}`);
      }
    }
    line.clear();
    for (const row of rows) reporter.add(row);
    const found = contradictions(rows.map(({ lowerBound: bound, ...row }) => ({ ...row, bound })));
    if (found.length === 0) return codeOf(rows);
    codes.push(ExitCode.internal);
    await tellDisagreement(file, problem, found, all, run, command.output);
    return ExitCode.internal;
  };

  for (const file of files) {
    if (signal.aborted) {
      complain(`interrupted: ${displayName(file)} not tried`);
      codes.push(ExitCode.undecided);
      continue;
    }
    const work = (): Promise<ExitCode> => compareFile(file);
    codes.push(await onFile(file, missing.get(file), reporter, work, () => line.clear()));
  }
  interrupt.release();
  reporter.end();
  return codes.reduce(worse, ExitCode.ok);
}

function toRow(file: string, { name }: Planner, document: Document, { result, note }: Answer): CompareRow {
  const { status, peak, lowerBound, terms, infeasibility, solveMs, stoppedBy } = result;
  return {
    file,
    solver: name,
    ...readingRow(document),
    status,
    peak,
    lowerBound,
    ...(isConstrained(document.problem) && { terms }),
    infeasibility: infeasibilityRow(document.problem, infeasibility),
    solveMs: Math.round(solveMs * 1000) / 1000,
    stoppedBy,
    note,
  };
}

/** A plan from any solver will do, and a proof from any. */
function codeOf(rows: readonly CompareRow[]): ExitCode {
  if (rows.some(({ peak }) => peak !== null)) return ExitCode.ok;
  return rows.some(({ status }) => status === "infeasible") ? ExitCode.refuted : ExitCode.undecided;
}
