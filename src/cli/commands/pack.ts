import { basename, extname } from "node:path";
import { type Document, type Form, format, serialize, statedIn } from "../../formats/index.js";
import type { PlanOptions, PlanResult } from "../../planner/types.js";
import type { SearchPolicy } from "../../search/index.js";
import { ExitCode, worse } from "../exit-codes.js";
import { complain, toFault } from "../faults.js";
import { displayName } from "../input/files.js";
import { countFixed, warnOfFixed } from "../input/fixed.js";
import { missingInputs } from "../input/inputs.js";
import { Unavailable, UsageError } from "../input/options.js";
import { policyFor } from "../input/policies.js";
import { type ReadCommand, readDocument } from "../input/read.js";
import { askOracle, type SolverName } from "../input/solvers.js";
import { listenForInterrupt } from "../interrupt.js";
import { isStdout, STDOUT, writeOutput } from "../output/output.js";
import { ProgressLine } from "../output/progress.js";
import { infeasibilityRow, jsonLines, type PackRow, type Reporter, readingRow } from "../output/rows.js";
import { unsaid } from "../output/unsaid.js";
import type { RemoteCommand, RemotePlanner } from "./remote.js";
import { resolveTargets, type Targets } from "./targets.js";

export interface PackCommand extends RemoteCommand, ReadCommand {
  readonly minimize?: boolean;
  /** Milliseconds; Infinity is no limit. */
  readonly timeLimit: number;
  readonly stepLimit?: number;
  readonly threads: number;
  readonly seed: number;
  readonly solver: SolverName;
  /** `learned` (the default), `rules` or a path; with a server, one of its names. */
  readonly policy?: string;
  readonly output?: string;
  readonly svg?: string;
  /** JSON lines in place of the table. */
  readonly json?: boolean;
}

/**
 * Plans each file in turn and reports it at once. Returns the most serious of the files' exit codes.
 *
 * @throws UsageError before any work is done, where the outputs would collide or cannot be made, or a solver is told what only the
 * search understands.
 */
export async function pack(files: readonly string[], command: PackCommand): Promise<ExitCode> {
  refuseSearchOptions(command);
  const targets = resolveTargets(files, command.output, command.svg);
  const reporter = await reporterFor(command, targets);
  const missing = missingInputs(files);
  const remote = await connect(command);
  const policy = remote === null && command.solver === "search" ? await policyFor(command.policy) : undefined;
  const warn = teller();
  const interrupt = listenForInterrupt();
  let code: ExitCode = ExitCode.ok;
  let tried = 0;
  /** Why there is no server; told once, and not asked for again. */
  let down: Unavailable | undefined;
  for (const file of files) {
    if (interrupt.signal.aborted) break;
    const title = `${files.length === 1 ? "" : `[${tried + 1}/${files.length}] `}${basename(displayName(file))}`;
    const progress = new ProgressLine(process.stderr, title);
    const known = missing.get(file) ?? (down === undefined ? undefined : toFault(down, file));
    try {
      if (known !== undefined) {
        reporter.fail(known);
        code = worse(code, known.code);
      } else {
        const outcome = await packFile(
          file,
          targets[tried]!,
          command,
          { remote, policy, warn },
          progress,
          interrupt.signal,
        );
        reporter.add(outcome.row);
        code = worse(code, outcome.code);
      }
    } catch (error) {
      progress.clear();
      const fault = toFault(error, file);
      complain(fault.message);
      reporter.fail(fault);
      code = worse(code, fault.code);
      if (error instanceof Unavailable) down = error;
    }
    tried++;
  }
  remote?.close();
  interrupt.release();
  reporter.end();
  if (tried < files.length) {
    complain(`interrupted: ${files.length - tried} of ${files.length} files not tried`);
    code = worse(code, ExitCode.undecided);
  }
  return code;
}

/** On standard output, unless a plan goes there. */
async function reporterFor({ json }: PackCommand, targets: readonly Targets[]): Promise<Reporter<PackRow>> {
  const isTaken = targets.some(({ placed, picture }) => isWanted(placed) || isWanted(picture));
  const stream = isTaken ? process.stderr : process.stdout;
  return json ? jsonLines(stream) : (await import("../output/pack-table.js")).packTable(stream);
}

function isWanted(target: string | undefined): boolean {
  return target !== undefined && isStdout(target);
}

function refuseSearchOptions({ solver, stepLimit, threads, seed, server, policy }: PackCommand): void {
  if (solver === "search") return;
  const given = Object.entries({
    "--step-limit": stepLimit !== undefined,
    "--threads": threads > 1,
    "--seed": seed > 0,
    "--server": server !== undefined,
    "--policy": policy !== undefined,
  });
  const option = given.find(([, isGiven]) => isGiven)?.[0];
  if (option !== undefined) throw new UsageError(`${option}: is for the search, not for --solver ${solver}`);
}

/** The server's planner where one is asked for. It is loaded only then: a local run knows nothing of networks. */
async function connect(command: PackCommand): Promise<RemotePlanner | null> {
  const { server, threads, tls, tlsCa, tlsCert, tlsKey, token } = command;
  if (server === undefined) {
    const given = Object.entries({ tls, "tls-ca": tlsCa, "tls-cert": tlsCert, "tls-key": tlsKey, token });
    for (const [name, value] of given) if (value !== undefined) throw new UsageError(`--${name}: needs --server`);
    return null;
  }
  if (threads !== 1) throw new UsageError("--threads: a server plans each problem in one thread; leave it away");
  const { RemotePlanner } = await import("./remote.js");
  return new RemotePlanner({ ...command, server });
}

/** Tells each warning of the planner once, however many files it is true of. */
function teller(): (message: string) => void {
  const told = new Set<string>();
  return (message) => {
    if (told.has(message)) return;
    told.add(message);
    complain(message.replace(/^option threads/, "--threads"));
  };
}

/** Who plans: a server, or the search here, which the policy guides. */
interface Planner {
  readonly remote: RemotePlanner | null;
  readonly policy: SearchPolicy | undefined;
  readonly warn: (message: string) => void;
}

interface Outcome {
  readonly row: PackRow;
  readonly code: ExitCode;
}

/** Reads, plans and writes one file. Throws what `toFault` understands. */
async function packFile(
  file: string,
  targets: Targets,
  command: PackCommand,
  planner: Planner,
  progress: ProgressLine,
  signal: AbortSignal,
): Promise<Outcome> {
  const document = await readDocument(file, command);
  warnOfFixed(file, document.problem);
  const result = await run(document, command, planner, progress, signal);
  const guided = "policy" in result ? (result.policy as string) : planner.policy?.name;
  const row: PackRow = {
    ...toRow(file, document, result, command),
    ...(guided !== undefined && { policy: guided }),
    ...(command.solver !== "search" && { solver: command.solver }),
  };
  const { offsets, status } = result;
  if (offsets === null) return { row, code: status === "infeasible" ? ExitCode.refuted : ExitCode.undecided };
  if (!row.verified) throw new Error(`the simulator refuses the plan: ${result.verification?.violations[0]?.message}`);
  const { placed, picture } = targets;
  const written: { output?: string; svg?: string } = {};
  try {
    if (placed !== undefined) {
      await writeOutput(placed, placedText(document, offsets, placed));
      written.output = isStdout(placed) ? STDOUT : placed;
      tellUnsaid(document, placed, command);
    }
    if (picture !== undefined) {
      const { drawPlan } = await import("../../draw/index.js");
      const options = { title: basename(displayName(file)), lowerBound: result.lowerBound };
      await writeOutput(picture, drawPlan(document.problem, offsets, options));
      written.svg = isStdout(picture) ? STDOUT : picture;
    }
  } catch (error) {
    const fault = toFault(error, file);
    complain(fault.message);
    return { row: { ...row, ...written, error: fault.message }, code: fault.code };
  }
  return { row: { ...row, ...written }, code: ExitCode.ok };
}

async function run(
  { problem }: Document,
  { solver, minimize = false, timeLimit, stepLimit, threads, seed, policy: policyName }: PackCommand,
  { remote, policy, warn }: Planner,
  progress: ProgressLine,
  signal: AbortSignal,
): Promise<PlanResult> {
  if (solver !== "search") {
    const { result, note } = await askOracle(solver, problem, { timeLimit, signal });
    if (note !== null) complain(`${solver}: ${note}`);
    return result;
  }
  const onProgress = progress.visible
    ? (state: Parameters<ProgressLine["update"]>[0]) => progress.update(state)
    : undefined;
  if (remote !== null) {
    try {
      return await remote.plan(problem, {
        minimize,
        timeLimitMs: timeLimit,
        stepLimit,
        seed,
        policy: policyName,
        signal,
        onProgress,
      });
    } finally {
      progress.clear();
    }
  }
  const { plan } = await import("../../planner/index.js");
  const options: PlanOptions = {
    minimize,
    seed,
    threads,
    signal,
    onWarning: (message) => {
      progress.clear();
      warn(message);
    },
    ...(Number.isFinite(timeLimit) && { timeLimitMs: timeLimit }),
    ...(stepLimit !== undefined && { stepLimit }),
    ...(policy !== undefined && { policy }),
    ...(onProgress !== undefined && { onProgress }),
  };
  try {
    return await plan(problem, options);
  } finally {
    progress.clear();
  }
}

function toRow(file: string, document: Document, result: PlanResult, { minimize, solver }: PackCommand): PackRow {
  const { problem } = document;
  return {
    file,
    ...readingRow(document),
    fixed: countFixed(problem),
    minimized: minimize === true || problem.capacity === undefined || solver !== "search",
    status: result.status,
    peak: result.peak,
    lowerBound: result.lowerBound,
    infeasibility: infeasibilityRow(problem, result.infeasibility),
    steps: result.steps,
    backtracks: result.backtracks,
    restarts: result.restarts,
    solveMs: Math.round(result.solveMs * 1000) / 1000,
    stoppedBy: result.stoppedBy,
    seed: result.seed,
    threads: result.threads,
    verified: result.verification?.ok ?? false,
  };
}

/** The form that a file's name asks for; `other` where it asks for none. */
function formOf(target: string, other: Form): Form {
  const extension = extname(target).toLowerCase();
  return extension === ".json" ? "json" : extension === ".csv" ? "csv" : other;
}

/** The file as it was read with offsets put in; written anew where the output's extension asks for the other form. */
function placedText(document: Document, offsets: ArrayLike<number>, target: string): string {
  const form = formOf(target, document.source.form);
  return form === document.source.form ? format(document, offsets) : serialize(document.problem, form, offsets);
}

/** Says where the file that was written says less than the options, or the name of the one that was read. */
function tellUnsaid(document: Document, target: string, { ends }: PackCommand): void {
  const { problem, source } = document;
  const form = formOf(target, source.form);
  const isAnew = form !== source.form;
  const stated = isAnew ? statedIn(problem, form) : document.stated;
  const note = unsaid({ target, form, problem, stated, ends: isAnew ? undefined : ends });
  if (note !== null) complain(note);
}
