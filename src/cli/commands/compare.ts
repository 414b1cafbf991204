import { basename, extname, join } from "node:path";
import { type Document, serialize } from "../../formats/index.js";
import { type Contradiction, contradictions, MissingPackage, shrink } from "../../oracle/index.js";
import { plan } from "../../planner/index.js";
import type { Problem } from "../../problem/index.js";
import type { SearchPolicy } from "../../search/index.js";
import { ExitCode, worse } from "../exit-codes.js";
import { complain, toFault } from "../faults.js";
import { displayName } from "../input/files.js";
import { warnOfFixed } from "../input/fixed.js";
import { missingInputs } from "../input/inputs.js";
import { UsageError } from "../input/options.js";
import { policyFor } from "../input/policies.js";
import { type ReadCommand, readDocument } from "../input/read.js";
import { type AskOptions, askOracle, type SecondOpinion, SOLVERS, type SolverName } from "../input/solvers.js";
import { listenForInterrupt } from "../interrupt.js";
import { isStdout, makeFolder, writeOutput } from "../output/output.js";
import { type CompareRow, infeasibilityRow, jsonLines, readingRow } from "../output/rows.js";
import { StageLine } from "../output/stage-line.js";

export interface CompareCommand extends ReadCommand {
  /** Milliseconds for each solver and file; Infinity is no limit. */
  readonly timeLimit: number;
  /** Folder for instances that solvers contradict each other on. */
  readonly output: string;
  /** JSON lines in place of the table. */
  readonly json?: boolean;
}

/** Asks one solver for the least peak. */
export type Ask = (name: SolverName, problem: Problem, options: AskOptions) => Promise<SecondOpinion>;

/** What a solver may take on a candidate while a disagreement is shrunk, and all of them together. */
const SHRINK_MS = 1_000;
const SHRINK_TOTAL_MS = 60_000;

/**
 * Asks every solver that is installed for the least peak of each file, and reports them side by side. Where two contradict each other
 * the problem is written out, whole and shrunk. Returns the most serious of the files' exit codes.
 *
 * @param ask for tests.
 */
export async function compare(
  files: readonly string[],
  command: CompareCommand,
  ask: Ask = askSolver,
): Promise<ExitCode> {
  if (isStdout(command.output)) throw new UsageError("--output: must be a folder; the report is on standard output");
  const reporter = command.json ? jsonLines<CompareRow>() : (await import("../output/compare-table.js")).compareTable();
  const missing = missingInputs(files);
  const interrupt = listenForInterrupt();
  const { signal } = interrupt;
  const uninstalled = new Set<SolverName>();
  const line = new StageLine(process.stderr, true);
  let code: ExitCode = ExitCode.ok;
  for (const file of files) {
    if (signal.aborted) {
      complain(`interrupted: ${displayName(file)} not tried`);
      code = worse(code, ExitCode.undecided);
      continue;
    }
    const absent = missing.get(file);
    if (absent !== undefined) {
      reporter.fail(absent);
      code = worse(code, absent.code);
      continue;
    }
    try {
      const document = await readDocument(file, command);
      const { problem } = document;
      warnOfFixed(file, problem);
      const rows: CompareRow[] = [];
      for (const [i, solver] of SOLVERS.entries()) {
        if (uninstalled.has(solver)) continue;
        line.update(`${basename(displayName(file))}, ${solver}`, i, SOLVERS.length);
        try {
          const opinion = await ask(solver, problem, { timeLimit: command.timeLimit, signal });
          rows.push(toRow(file, solver, document, opinion));
        } catch (error) {
          if (!(error instanceof MissingPackage)) throw error;
          uninstalled.add(solver);
          line.clear();
          complain(`${solver}: ${error.message}`);
        }
      }
      line.clear();
      for (const row of rows) reporter.add(row);
      code = worse(code, codeOf(rows));
      const found = contradictions(rows.map(({ lowerBound: bound, ...row }) => ({ ...row, bound })));
      if (found.length > 0) {
        code = worse(code, ExitCode.internal);
        await tellDisagreement(file, problem, found, command, (name, candidate) =>
          ask(name, candidate, { timeLimit: Math.min(command.timeLimit, SHRINK_MS), signal }),
        );
      }
    } catch (error) {
      line.clear();
      const fault = toFault(error, file);
      complain(fault.message);
      reporter.fail(fault);
      code = worse(code, fault.code);
    }
  }
  interrupt.release();
  reporter.end();
  return code;
}

const askSolver: Ask = async (name, problem, options) => {
  if (name !== "search") return askOracle(name, problem, options);
  const { timeLimit, signal } = options;
  const limit = Number.isFinite(timeLimit) ? { timeLimitMs: timeLimit } : {};
  policy ??= await policyFor();
  return { result: await plan(problem, { minimize: true, signal, policy, onWarning: complain, ...limit }), note: null };
};

/** What guides the search, read once. */
let policy: SearchPolicy | null = null;

function toRow(file: string, solver: SolverName, document: Document, opinion: SecondOpinion): CompareRow {
  const { status, peak, lowerBound, infeasibility, solveMs, stoppedBy } = opinion.result;
  return {
    file,
    solver,
    ...readingRow(document),
    status,
    peak,
    lowerBound,
    infeasibility: infeasibilityRow(document.problem, infeasibility),
    solveMs: Math.round(solveMs * 1000) / 1000,
    stoppedBy,
    note: opinion.note,
  };
}

/** A plan from any solver will do, and a proof from any. */
function codeOf(rows: readonly CompareRow[]): ExitCode {
  if (rows.some(({ peak }) => peak !== null)) return ExitCode.ok;
  return rows.some(({ status }) => status === "infeasible") ? ExitCode.refuted : ExitCode.undecided;
}

/** Says who contradicts whom, and writes the problem and the least one on which these solvers still do. */
async function tellDisagreement(
  file: string,
  problem: Problem,
  found: readonly Contradiction[],
  { output }: CompareCommand,
  ask: (name: SolverName, candidate: Problem) => Promise<SecondOpinion>,
): Promise<void> {
  for (const { planner, peak, prover, claim } of found) {
    complain(`${displayName(file)}: ${planner} has a plan of ${peak} bytes, ${prover} says that ${claim}`);
  }
  const involved = SOLVERS.filter((name) => found.some(({ planner, prover }) => name === planner || name === prover));
  let spentMs = 0;
  const disagrees = async (candidate: Problem): Promise<boolean> => {
    const opinions = [];
    if (spentMs > SHRINK_TOTAL_MS) return false;
    for (const solver of involved) {
      const { status, peak, lowerBound: bound, solveMs } = (await ask(solver, candidate)).result;
      spentMs += solveMs;
      opinions.push({ solver, status, peak, bound });
    }
    return contradictions(opinions).length > 0;
  };
  makeFolder(output);
  const name = basename(displayName(file), extname(file));
  const [whole, minimal] = [
    join(output, `disagreement-${name}.json`),
    join(output, `disagreement-${name}.minimal.json`),
  ];
  await writeOutput(whole, serialize(problem, "json"));
  await writeOutput(minimal, serialize(await shrink(problem, disagrees), "json"));
  complain(`this is a fault of one of them; please report it with ${whole} and ${minimal}`);
}
