import { basename } from "node:path";
import type { GapRecorder } from "../../explain/gap-recorder.js";
import type { Document } from "../../formats/index.js";
import { isConstrained, type Problem, type Term } from "../../problem/index.js";
import { complain } from "../complain.js";
import { Unavailable, UsageError } from "../errors.js";
import { ExitCode, worse } from "../exit-codes.js";
import { displayName, STDIN } from "../input/files.js";
import { countFixed, warnOfFixed } from "../input/fixed.js";
import type { ReadCommand } from "../input/read.js";
import { type Interrupt, listenForInterrupt } from "../interrupt.js";
import type { ExplainedRow } from "../output/explain-report.js";
import { otherPlanRows } from "../output/other-plans.js";
import { isStdout, STDOUT } from "../output/place.js";
import { writeDocument } from "../output/placed-file.js";
import type { Rasterizer } from "../output/png.js";
import { ProgressLine } from "../output/progress.js";
import { jsonLines, type Reporter } from "../output/reporter.js";
import { infeasibilityRow, memoryRows, type PackRow, readingRow, timingRow } from "../output/rows.js";
import { writeOutput } from "../output/write-output.js";
import { checkWritten, keptAs, namedTarget } from "../output/written-as.js";
import { type Choice, checkChoice, choosePlanner, type SearchOptions } from "../planners/choose.js";
import type { Answer, Planner, PlanRun } from "../planners/planner.js";
import { toComplaint } from "./complaints.js";
import { complainOfMissing, onFile } from "./each-file.js";
import { pinnedProblem, readPrevious } from "./previous.js";
import { readShown } from "./read-shown.js";
import { resolveTargets, sameFile, type Targets } from "./targets.js";

export interface PackCommand extends Choice, SearchOptions, ReadCommand {
  readonly minimize?: boolean;
  /** Milliseconds; Infinity is no limit. */
  readonly timeLimit: number;
  readonly output?: string;
  /** What the output is written as: the name of a target; absent where its own name says it. */
  readonly to?: string;
  readonly svg?: string;
  /** Where a report goes, which is opened in a browser. */
  readonly html?: string;
  readonly png?: string;
  /** Where a proof of the result goes. */
  readonly proof?: string;
  /** Terms to minimise, in place of the file's. */
  readonly objective?: readonly Term[];
  /** The most that terms may be, beside and over the file's. */
  readonly limit?: Readonly<Partial<Record<Term, number>>>;
  /** Tell what presolve did. */
  readonly explainPresolve?: boolean;
  /** Tell why the result is what it is. */
  readonly why?: boolean;
  /** So many changes at most with which it would fit. */
  readonly suggest?: number;
  /** `output` gets the problem with the changes of the suggestion of this rank, and not the plan. */
  readonly take?: number;
  /** JSON lines in place of the table. */
  readonly json?: boolean;
}

/**
 * Plans each file in turn and reports it at once. Returns the most serious of the files' exit codes.
 *
 * @param given takes the rows in place of the table
 * @throws UsageError before any work is done, where the outputs would collide or cannot be made, or a planner is told
 *   what it does not understand.
 */
export async function pack(
  files: readonly string[],
  command: PackCommand,
  given?: Reporter<ExplainedRow>,
): Promise<ExitCode> {
  checkChoice(command);
  const { output, svg, png, html, to } = command;
  if (to !== undefined && output === undefined) throw new UsageError("--to: says what -o writes, and there is no -o");
  if (command.proof !== undefined) checkProof(command, files);
  const changed = command.take === undefined ? undefined : ".json";
  const extension = to === undefined ? changed : namedTarget(to).extensions[0];
  const targets = resolveTargets(files, { output, svg, png, html }, extension);
  if (command.proof !== undefined) refuseSharedProof(command.proof, files[0]!, targets[0]!);
  // A missing package is told before anything is planned.
  const rasterize = png === undefined ? null : await (await import("../output/png.js")).loadRasterizer();
  const reporter = given ?? (await reporterFor(command, targets));
  const missing = complainOfMissing(files);
  const previous = command.previous === undefined ? undefined : await readPrevious(command.previous, command);
  const planner = await choosePlanner(command);
  const interrupt = listenForInterrupt();
  const run: PackRun = { command, planner, previous, warn: onceEach(), interrupt, rasterize };
  let code: ExitCode = ExitCode.ok;
  let tried = 0;
  /** Why there is no server; told once, and not asked for again. */
  let down: Unavailable | undefined;
  for (const file of files) {
    if (interrupt.signal.aborted) break;
    const fileTargets = targets[tried]!;
    const title = `${files.length === 1 ? "" : `[${tried + 1}/${files.length}] `}${basename(displayName(file))}`;
    const progress = new ProgressLine(process.stderr, title);
    const known = missing.get(file) ?? (down === undefined ? undefined : toComplaint(down, file));
    const work = async (): Promise<ExitCode> => {
      try {
        const packed = await packFile(file, fileTargets, run, progress);
        reporter.add(packed.row);
        return packed.code;
      } catch (error) {
        if (error instanceof Unavailable) down = error;
        throw error;
      }
    };
    code = worse(code, await onFile(file, known, reporter, work, () => progress.clear()));
    tried++;
  }
  planner.close();
  interrupt.release();
  reporter.end();
  if (tried < files.length) {
    complain(`interrupted: ${files.length - tried} of ${files.length} files not tried`);
    code = worse(code, ExitCode.undecided);
  }
  return code;
}

/** @throws UsageError where no proof can be made */
function checkProof({ solver, previous }: PackCommand, files: readonly string[]): void {
  if (files.length > 1) throw new UsageError("--proof: is for one file, and there are several");
  if (solver !== "search") throw new UsageError(`--proof: is for the search, not for --solver ${solver}`);
  if (previous !== undefined) throw new UsageError("--proof: does not cover plans near a --previous one");
}

/** @throws UsageError where a proof has no place of its own */
function refuseSharedProof(proof: string, file: string, { placed, picture, pixels, report }: Targets): void {
  if (file !== STDIN && sameFile(proof, [file]) !== undefined)
    throw new UsageError(`--proof: would overwrite the input ${file}`);
  const other = sameFile(proof, [placed, picture, pixels, report]);
  if (other !== undefined) throw new UsageError(`--proof: ${proof} and ${other} are one place; name another`);
}

/** On standard output, unless a plan goes there. */
async function reporterFor(
  { json, why, suggest, explainPresolve: explain = false, proof }: PackCommand,
  targets: readonly Targets[],
): Promise<Reporter<ExplainedRow>> {
  const isTaken =
    targets.some(({ placed, picture, pixels, report }) => [placed, picture, pixels, report].some(isWanted)) ||
    isWanted(proof);
  const stream = isTaken ? process.stderr : process.stdout;
  if (json) return jsonLines(stream);
  const isTold = why === true || suggest !== undefined;
  const { packTable } = await import("../output/pack-table.js");
  return packTable(stream, { explain, ...(isTold && (await import("../output/why-text.js"))) });
}

function isWanted(target: string | undefined): boolean {
  return target !== undefined && isStdout(target);
}

/** Tells each warning of the planner once, however many files it is true of. */
function onceEach(): (message: string) => void {
  const told = new Set<string>();
  return (message) => {
    if (told.has(message)) return;
    told.add(message);
    complain(message.replace(/^option threads/, "--threads"));
  };
}

/** What is the same for all files. */
interface PackRun {
  readonly command: PackCommand;
  readonly planner: Planner;
  /** The plan that all files are to stay near. */
  readonly previous: PlanRun["previous"];
  readonly warn: (message: string) => void;
  readonly interrupt: Interrupt;
  /** Present where pixels are asked for. */
  readonly rasterize: Rasterizer | null;
}

interface Packed {
  readonly row: ExplainedRow;
  readonly code: ExitCode;
}

/** Reads, plans and writes one file. Throws what `toComplaint` understands. */
async function packFile(file: string, targets: Targets, run: PackRun, progress: ProgressLine): Promise<Packed> {
  const document = asAsked(await readShown(file, run.command, run.interrupt), run.command);
  const { placed, picture, pixels, report, isDerived } = targets;
  const { take } = run.command;
  const written =
    placed === undefined || take !== undefined
      ? null
      : keptAs(document, { path: placed, to: run.command.to, isDerived });
  if (written !== null) checkWritten(document, written, placed!, displayName(file));
  warnOfFixed(file, document.problem);
  const recorder = await recorderFor(run.command, picture ?? pixels ?? report);
  const answer = await ask(document, run, progress, recorder);
  const { offsets, status, verification } = answer.result;
  const row = toRow(file, document, answer, run);
  if (offsets !== null && !row.verified) {
    throw new Error(`the simulator refuses the plan: ${verification?.violations[0]?.message}`);
  }
  const posed = await posedProblem(document.problem, answer.result, run);
  if (posed === null && (run.command.why === true || run.command.suggest !== undefined)) {
    complain(`${displayName(file)}: no more is told of why: an old offset is none that its buffer may have now`);
  }
  const told = posed === null ? {} : await toldBy(posed, answer, run, progress, recorder);
  const where: { output?: string; svg?: string; png?: string; html?: string; proof?: string } = {};
  try {
    if (run.command.proof !== undefined) {
      const { writeProof } = await import("./prove.js");
      const options = { ...run.command, signal: run.interrupt.signal, made: answer.proof };
      if (await writeProof(file, document.problem, answer.result, options)) where.proof = run.command.proof;
    }
    if (placed !== undefined && written !== null && offsets !== null) {
      await writeDocument(document, { offsets, memories: answer.result.memories }, placed, written, run.command);
      where.output = isStdout(placed) ? STDOUT : placed;
    }
    if (placed !== undefined && take !== undefined) {
      const { writeChanged } = await import("./suggest.js");
      const given = { suggestions: told.suggestions ?? [], isFit: offsets !== null };
      const isWritten = await writeChanged(document, given, take, placed, run.command);
      if (isWritten) where.output = isStdout(placed) ? STDOUT : placed;
    }
    if (picture !== undefined || pixels !== undefined) {
      const { pictureOf } = await import("./picture.js");
      const problem = posed ?? document.problem;
      const reasons = told.explained?.reasons ?? null;
      const drawn = await pictureOf({ file, problem, result: answer.result, reasons, best: recorder?.best ?? null });
      if (picture !== undefined) {
        await writeOutput(picture, drawn);
        where.svg = isStdout(picture) ? STDOUT : picture;
      }
      if (pixels !== undefined) {
        await writeOutput(pixels, run.rasterize!(drawn));
        where.png = isStdout(pixels) ? STDOUT : pixels;
      }
    }
    if (report !== undefined) {
      const { reportFor } = await import("./report.js");
      const reasons = told.explained?.reasons ?? null;
      const problem = posed ?? document.problem;
      const subject = { file, problem, result: answer.result, reasons, best: recorder?.best ?? null };
      await writeOutput(report, await reportFor(subject, document.notes));
      where.html = isStdout(report) ? STDOUT : report;
    }
  } catch (error) {
    const { message, code } = toComplaint(error, file);
    complain(message);
    return { row: withoutSource({ ...row, ...told, ...where, error: message }, run.command), code };
  }
  const code = offsets !== null ? ExitCode.ok : status === "infeasible" ? ExitCode.refuted : ExitCode.undecided;
  return { row: withoutSource({ ...row, ...told, ...where }, run.command), code };
}

/** The problem that has no plan: with the pins, where there are some. Null where no such problem is well formed. */
async function posedProblem(problem: Problem, { offsets }: Answer["result"], run: PackRun): Promise<Problem | null> {
  const { command, previous } = run;
  if (offsets !== null || previous === undefined || command.pinUnchanged !== true) return problem;
  return pinnedProblem(problem, previous);
}

/** Why the answer is what it is, and what would help, as far as somebody asks. */
async function toldBy(
  problem: Problem,
  answer: Answer,
  { command, interrupt: { signal } }: PackRun,
  progress: ProgressLine,
  recorder: GapRecorder | null,
): Promise<Pick<ExplainedRow, "why" | "explained" | "suggestions" | "suggestionsComplete">> {
  const { why, suggest } = command;
  if (why !== true && suggest === undefined) return {};
  const { timeLimit: timeLimitMs, stepLimit, seed, policy } = command;
  const { reasonsRow, rowsOfServer, suggestionsRow } = await import("./why.js");
  if (command.server !== undefined) return rowsOfServer(problem, answer, suggest !== undefined);
  const { result } = answer;
  const run = { timeLimitMs, stepLimit, seed, policy, signal, progress };
  return {
    ...(recorder !== null && why === true && (await reasonsRow(problem, result, recorder, run))),
    ...(suggest !== undefined && (await suggestionsRow(problem, result, suggest, run))),
  };
}

/** What hears of plans on the way, where somebody asks for them. */
async function recorderFor({ why }: PackCommand, picture: string | undefined): Promise<GapRecorder | null> {
  if (why !== true && picture === undefined) return null;
  const { GapRecorder } = await import("../../explain/gap-recorder.js");
  return new GapRecorder();
}

/** JSON has no place for what rows were made from. */
function withoutSource(row: ExplainedRow, { json }: PackCommand): ExplainedRow {
  if (json !== true) return row;
  const { explained: _, ...shown } = row;
  return shown;
}

/** The document with what the command line says of terms. */
function asAsked(document: Document, { objective, limit }: PackCommand): Document {
  if (objective === undefined && limit === undefined) return document;
  const limits = { ...document.problem.limits, ...limit };
  const problem = {
    ...document.problem,
    ...(objective !== undefined && { minimize: objective }),
    ...(limit !== undefined && { limits }),
  };
  return { ...document, problem };
}

async function ask(
  { problem }: Document,
  { command, planner, previous, warn, interrupt }: PackRun,
  progress: ProgressLine,
  recorder: GapRecorder | null,
): Promise<Answer> {
  const { minimize = false, timeLimit, stepLimit, threads, seed, explainPresolve } = command;
  const asked = planner.plan(problem, {
    minimize,
    timeLimitMs: timeLimit,
    stepLimit,
    threads,
    seed,
    signal: interrupt.signal,
    ...(command.server !== undefined && askedOfServer(command)),
    ...(explainPresolve === true && { presolve: {} }),
    ...(previous !== undefined && { previous, pinUnchanged: command.pinUnchanged === true }),
    onProgress: listenerOf(progress, recorder),
    onWarning: (message) => {
      progress.clear();
      warn(message);
    },
  });
  const answer = await asked.finally(() => progress.clear());
  if (answer.note !== null) complain(`${planner.name}: ${answer.note}`);
  return answer;
}

/** A server tells with its answer what else is asked for. */
function askedOfServer({ why, suggest, proof }: PackCommand): Pick<PlanRun, "why" | "suggestions" | "proof"> {
  return { why: why === true, suggestions: suggest ?? 0, proof: proof !== undefined };
}

/** Who hears how a run stands; undefined where nobody does. */
function listenerOf(progress: ProgressLine, recorder: GapRecorder | null): PlanRun["onProgress"] {
  if (recorder === null) return progress.visible ? (state) => progress.update(state) : undefined;
  return (state) => {
    const { offsets = null, memories = null } = state;
    recorder.hear({ ...state, incumbent: state.peak, offsets, memories });
    if (progress.visible) progress.update(state);
  };
}

function toRow(file: string, document: Document, { result, policy }: Answer, { command, planner }: PackRun): PackRow {
  const { problem } = document;
  const memories = memoryRows(problem, result.verification);
  const timing = timingRow(result.verification);
  const others = otherPlanRows(document);
  return {
    file,
    ...readingRow(document),
    fixed: countFixed(problem),
    minimized: isConstrained(problem)
      ? command.minimize === true || result.terms.some(({ term }) => term === "peak")
      : command.minimize === true || problem.capacity === undefined || planner.name !== "search",
    status: result.status,
    peak: result.peak,
    lowerBound: result.lowerBound,
    ...((isConstrained(problem) || result.terms.length > 0) && { terms: result.terms, presolve: result.presolve }),
    ...(result.changes !== undefined && { changes: result.changes }),
    ...(memories !== undefined && { memories }),
    ...(timing !== undefined && { timing }),
    infeasibility: infeasibilityRow(problem, result.infeasibility),
    steps: result.steps,
    backtracks: result.backtracks,
    restarts: result.restarts,
    solveMs: Math.round(result.solveMs * 1000) / 1000,
    stoppedBy: result.stoppedBy,
    seed: result.seed,
    threads: result.threads,
    verified: result.verification?.ok ?? false,
    ...(others.length > 0 && { otherPlans: others }),
    ...(policy !== null && { policy }),
    ...(planner.name !== "search" && { solver: planner.name }),
  };
}
