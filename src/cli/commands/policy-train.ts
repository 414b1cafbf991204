import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { formatCount } from "../../draw/units.js";
import { serialize } from "../../formats/index.js";
import { curvesPicture, type Given, tensorFlow, train } from "../../imitation/index.js";
import { hardFamilies } from "../../instances/index.js";
import { cardText, MAX_POLICY_BYTES } from "../../policy/index.js";
import { checkKeys, isSolid, type Problem } from "../../problem/index.js";
import { complain } from "../complain.js";
import { UsageError } from "../errors.js";
import { ExitCode } from "../exit-codes.js";
import { isHeldOut, readProblemLogs } from "../input/problem-logs.js";
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
  /** A folder of files; absent where `from` is there. */
  readonly problems?: string;
  /** A folder with a server's problem log, or one file of it. */
  readonly from?: string;
  /** Labels are dealt out by lot, as a control. */
  readonly shuffled?: boolean;
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

/** Characters of a logged problem's id that name it: of ten thousand problems, two are alike once in a million logs. */
const SHORT_ID = 16;

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
  const sources = sourcesOf(command);
  await requireTensorFlow();
  for (const path of [folder, dirname(output)]) makeFolder(path);
  checkOutput(output);
  const interrupt = listenForInterrupt();
  const { signal } = interrupt;
  const line = new StageLine(process.stderr, false);
  try {
    const learned = await witnesses(sources, folder, command, line, signal);
    const given = learned.map(({ problem, plan, capacity }) => ({ problem, plan, capacity }));
    signal.throwIfAborted();
    if (given.length === 0) throw new UsageError(`${optionOf(command)}: no plan is known for any problem there`);
    const givenIds = learned.flatMap(({ id }) => (id === undefined ? [] : [id.slice(0, SHORT_ID)]));
    const families = hardFamilies.map(({ name }) => name);
    const { file, curves, choices } = await train({
      folder,
      threads,
      dataSeed: seed,
      trainingSeed: seed,
      families,
      heldOut: [],
      given,
      ...(command.from !== undefined && { givenIds }),
      ...(command.shuffled === true && { shuffledLabels: true }),
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

/** What a problem is learned from: a file, or one that is known by the id that it has in a log. */
interface Source {
  /** For messages. */
  readonly name: string;
  readonly id?: string;
  read(tell: (message: string) => void): Promise<Problem> | Problem;
}

function optionOf({ from }: TrainCommand): string {
  return from === undefined ? "--problems" : "--from";
}

/** @throws UsageError for both options, for none, and where they name nothing that can be read */
function sourcesOf(command: TrainCommand): Source[] {
  const { problems, from } = command;
  if ((problems === undefined) === (from === undefined)) {
    throw new UsageError("train: takes --problems with a folder of files, or --from with a server's problem log");
  }
  if (problems !== undefined) {
    return filesIn(problems).map((name) => ({
      name,
      read: async (tell) => (await readDocument(name, command, { tell })).problem,
    }));
  }
  const logged = readProblemLogs(from!, complain);
  const kept = logged.filter((each) => !isHeldOut(each));
  const count = logged.length - kept.length;
  complain(`${formatCount(logged.length)} problems in ${from}, of which ${formatCount(count)} are held out for eval`);
  return kept.map(({ id, problem }) => ({ name: `problem ${id.slice(0, SHORT_ID)}`, id, read: () => problem }));
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

/** The problems with a plan each. Those that cannot be used are named and left out. */
async function witnesses(
  sources: readonly Source[],
  folder: string,
  command: TrainCommand,
  line: StageLine,
  signal: AbortSignal,
): Promise<(GivenProblem & Pick<Source, "id">)[]> {
  const planner = await localPlanner();
  const given: (GivenProblem & Pick<Source, "id">)[] = [];
  for (const [i, source] of sources.entries()) {
    if (signal.aborted) break;
    line.update("finding plans to learn from", i, sources.length);
    try {
      const problem = await source.read((message) => tell(line, message));
      const found = await witness(problem, folder, command, planner, signal);
      if (typeof found !== "string") given.push({ ...found, ...(source.id !== undefined && { id: source.id }) });
      else if (!signal.aborted) tell(line, `${source.name}: left out: ${found}`);
    } catch (error) {
      tell(line, toComplaint(error, source.name).message);
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
  problem: Problem,
  folder: string,
  { timeLimit, threads }: TrainCommand,
  planner: Planner,
  signal: AbortSignal,
): Promise<GivenProblem | string> {
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
