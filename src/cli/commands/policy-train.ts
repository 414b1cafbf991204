import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { formatCount } from "../../draw/units.js";
import { serialize } from "../../formats/index.js";
import { curvesPicture, type Given, tensorFlow, train } from "../../imitation/index.js";
import { hardFamilies } from "../../instances/index.js";
import { cardText, MAX_POLICY_BYTES } from "../../policy/index.js";
import { checkKeys, isSolid } from "../../problem/index.js";
import { complain } from "../complain.js";
import { UsageError } from "../errors.js";
import { ExitCode } from "../exit-codes.js";
import { type ReadCommand, readDocument } from "../input/read.js";
import { listenForInterrupt } from "../interrupt.js";
import { isStdout } from "../output/place.js";
import { StageLine } from "../output/stage-line.js";
import { checkOutput, makeFolder, writeOutput } from "../output/write-output.js";
import { localPlanner } from "../planners/local.js";
import type { Planner } from "../planners/planner.js";
import { describeSystemError } from "../system-errors.js";
import { toComplaint } from "./complaints.js";

export interface TrainCommand extends ReadCommand {
  /** A folder. */
  readonly problems: string;
  readonly output: string;
  readonly work?: string;
  /** Milliseconds to find a plan for each file; Infinity is no limit. */
  readonly timeLimit: number;
  readonly rounds: number;
  readonly attempts: number;
  readonly budget: number;
  readonly compare: number;
  readonly threads: number;
  readonly seed: number;
  /** A JSON line in place of sentences. */
  readonly json?: boolean;
}

type GivenProblem = Given["problems"][number];

/** Larger problems would take the expert too long. */
const MOST_BUFFERS = 2_000;

/**
 * Trains a policy on a folder of problems. What is collected stays in the work folder, so that a run that was stopped
 * goes on.
 *
 * @throws UsageError where TensorFlow.js is not installed, or the folder has nothing to learn from.
 */
export async function trainPolicy(command: TrainCommand, version: string): Promise<ExitCode> {
  const { output, seed, threads, rounds, attempts, budget, compare, json } = command;
  if (isStdout(output)) throw new UsageError("--output: must be a file; its model card lies beside it");
  const folder = command.work ?? `${output}.work`;
  const files = filesIn(command.problems);
  await requireTensorFlow();
  for (const path of [folder, dirname(output)]) makeFolder(path);
  checkOutput(output);
  const interrupt = listenForInterrupt();
  const { signal } = interrupt;
  const line = new StageLine(process.stderr, false);
  try {
    const given = await witnesses(files, folder, command, line, signal);
    signal.throwIfAborted();
    if (given.length === 0) throw new UsageError(`--problems: no plan is known for any file in ${command.problems}`);
    const families = hardFamilies.map(({ name }) => name);
    const { file, curves, choices } = await train({
      folder,
      threads,
      dataSeed: seed,
      trainingSeed: seed,
      families,
      heldOut: [],
      given,
      rounds,
      problems: given.length,
      attempts,
      walks: 1,
      budget,
      validationHard: compare,
      versions: { telaplan: version, node: process.version },
      date: new Date().toISOString().slice(0, 10),
      signal,
      onProgress: (stage, done, of) => line.update(stage, done, of),
    });
    line.clear();
    const text = `${JSON.stringify(file)}\n`;
    if (Buffer.byteLength(text) > MAX_POLICY_BYTES) {
      throw new Error(`the policy has ${Buffer.byteLength(text)} bytes, at most ${MAX_POLICY_BYTES} are read`);
    }
    const stem = output.replace(/\.json$/i, "");
    const written = { output, card: `${stem}.card.md`, curves: `${stem}.curves.svg` };
    await writeOutput(written.output, text);
    await writeOutput(written.card, cardText(file));
    await writeOutput(written.curves, curvesPicture(curves));
    if (json) process.stdout.write(`${JSON.stringify({ ...written, problems: given.length, choices })}\n`);
    else process.stdout.write(outcomeText(written, given.length, choices));
    return ExitCode.ok;
  } catch (error) {
    if (!signal.aborted) throw error;
    line.clear();
    complain(`interrupted: what was collected is in ${folder}, and the same command goes on from there`);
    return ExitCode.undecided;
  } finally {
    line.clear();
    interrupt.release();
  }
}

function outcomeText(
  { output, card, curves }: { readonly output: string; readonly card: string; readonly curves: string },
  problems: number,
  choices: readonly { readonly name: string; readonly steps: number }[],
): string {
  const measured = choices.map(({ name, steps }) => `${steps.toFixed(3)} of the rules' steps: ${name}\n`);
  return `${measured.join("")}wrote ${output}: learned from ${formatCount(problems)} problems
wrote ${card}: how it came about
wrote ${curves}: the learning curves
`;
}

function filesIn(folder: string): string[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    throw new UsageError(`--problems: cannot read ${folder}: ${describeSystemError(error)}`);
  }
  const files = names.filter((name) => /\.(csv|json)$/i.test(name)).sort();
  if (files.length === 0) throw new UsageError(`--problems: there are no .csv or .json files in ${folder}`);
  return files.map((name) => join(folder, name));
}

/** Before anything is collected, which may take long. */
async function requireTensorFlow(): Promise<void> {
  try {
    await tensorFlow();
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** The problems with a plan each. Files that cannot be used are named and left out. */
async function witnesses(
  files: readonly string[],
  folder: string,
  command: TrainCommand,
  line: StageLine,
  signal: AbortSignal,
): Promise<GivenProblem[]> {
  const planner = await localPlanner();
  const given: GivenProblem[] = [];
  for (const [i, file] of files.entries()) {
    if (signal.aborted) break;
    line.update("finding plans to learn from", i, files.length);
    try {
      const found = await witness(file, folder, command, planner, line, signal);
      if (typeof found !== "string") given.push(found);
      else if (!signal.aborted) tell(line, `${file}: left out: ${found}`);
    } catch (error) {
      tell(line, toComplaint(error, file).message);
    }
  }
  return given;
}

function tell(line: StageLine, message: string): void {
  line.clear();
  complain(message);
}

/** A problem with its best plan, from the work folder where it was found before; or why there is none. */
async function witness(
  file: string,
  folder: string,
  command: TrainCommand,
  planner: Planner,
  line: StageLine,
  signal: AbortSignal,
): Promise<GivenProblem | string> {
  const { timeLimit, threads } = command;
  const { problem } = await readDocument(file, command, { tell: (message) => tell(line, message) });
  // Models are asked by the search for plain problems alone.
  checkKeys(problem);
  const count = problem.buffers.filter(isSolid).length;
  if (count < 2 || count > MOST_BUFFERS) {
    const range = `2 to ${formatCount(MOST_BUFFERS)}`;
    return `it has ${formatCount(count)} buffers that live and have bytes, ${range} are learned from`;
  }
  // Of the problem and not of the file: the options say how that is read.
  const hash = createHash("sha256").update(serialize(problem, "json")).digest("hex").slice(0, 16);
  const kept = join(folder, `plan-${hash}.json`);
  if (existsSync(kept)) {
    const { capacity, offsets } = JSON.parse(readFileSync(kept, "utf8")) as { capacity: number; offsets: number[] };
    return { problem, capacity, plan: Float64Array.from(offsets) };
  }
  const { result } = await planner.plan(problem, { minimize: true, timeLimitMs: timeLimit, threads, signal });
  const { offsets, peak, status, stoppedBy } = result;
  if (offsets === null || peak === null) return status === "infeasible" ? "it does not fit" : "no plan was found";
  // What a stop cut short may be far from the best plan: the next run finds a better one.
  if (stoppedBy === "cancel") return "stopped";
  await writeOutput(kept, JSON.stringify({ capacity: peak, offsets: [...offsets] }));
  return { problem, capacity: peak, plan: offsets };
}
