import { createHash } from "node:crypto";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { formatCount } from "../../draw/units.js";
import { serialize } from "../../formats/index.js";
import { halve, judge, runWorkload, type WorkProblem } from "../../imitation/index.js";
import { loadPolicy, withProfile } from "../../policy/index.js";
import { checkKeys } from "../../problem/index.js";
import { complain } from "../complain.js";
import { UsageError } from "../errors.js";
import { ExitCode } from "../exit-codes.js";
import { isHeldOut, readProblemLogs } from "../input/problem-logs.js";
import { readDocument } from "../input/read.js";
import { listenForInterrupt } from "../interrupt.js";
import { isStdout } from "../output/place.js";
import { StageLine } from "../output/stage-line.js";
import { checkOutput, writeOutput } from "../output/write-output.js";
import { toComplaint } from "./complaints.js";

export interface TuneCommand {
  readonly output: string;
  readonly policy: string;
  readonly candidates: number;
  readonly limit: number;
  readonly seeds: number;
  readonly seed: number;
  readonly json?: boolean;
}

/** Seeds of the search while settings are chosen: more problems say more than more seeds. */
const TUNING_SEEDS = 1;

/**
 * Chooses settings of the search for a workload, measures them on problems that had no part in it, and writes them.
 * Exit code 1 where chance could explain the difference.
 *
 * @throws UsageError where there are too few problems, InputError for a policy that cannot be used
 */
export async function tuneProfile(workload: string, command: TuneCommand): Promise<ExitCode> {
  const { output, candidates, limit, seeds, seed, json = false } = command;
  if (isStdout(output)) throw new UsageError("--output: must be a file");
  const policy = loadPolicy(command.policy);
  checkOutput(output);
  const problems = await problemsIn(workload);
  const heldOut = problems.filter(isHeldOut);
  const others = problems.filter((each) => !isHeldOut(each));
  if (others.length === 0 || heldOut.length === 0) {
    throw new UsageError(
      `${workload}: ${problems.length} problems are too few to tune on some and to measure on others`,
    );
  }
  complain(`${workload}: ${others.length} problems to tune on, ${heldOut.length} held out`);
  const interrupt = listenForInterrupt();
  const { signal } = interrupt;
  const line = new StageLine(process.stderr, false);
  try {
    let stage = "";
    const onProgress = (done: number, of: number): void => line.update(stage, done, of);
    const run = { stepLimit: limit, signal, onProgress };
    const { best, rounds } = await halve(others, policy, candidates, seed, {
      ...run,
      seeds: TUNING_SEEDS,
      onRound: (profiles, count) => {
        stage = `${profiles} settings on ${count} problems`;
      },
    });
    stage = "held-out problems";
    const runs = await runWorkload(heldOut, [withProfile(policy, best), policy], { ...run, seeds });
    const verdict = judge(output, ["the search as it is"], runs, 1);
    const [against] = verdict.against;
    const figures = { policy: command.policy, seed, candidates, limit, rounds, heldOut: heldOut.length };
    const measured = { ...figures, ratio: against!.ratio, low: against!.low, high: against!.high };
    const profile = { ...best, tuned: { ...measured, recommended: verdict.recommended } };
    line.clear();
    await writeOutput(output, `${JSON.stringify(profile, null, 2)}\n`);
    if (json) process.stdout.write(`${JSON.stringify({ output, profile, verdict })}\n`);
    else process.stdout.write(outcomeText(output, rounds, heldOut.length, against!, verdict));
    return verdict.recommended ? ExitCode.ok : ExitCode.refuted;
  } catch (error) {
    if (!signal.aborted) throw error;
    complain("interrupted: nothing was written");
    return ExitCode.undecided;
  } finally {
    line.clear();
    interrupt.release();
  }
}

function outcomeText(
  output: string,
  rounds: readonly { readonly profiles: number; readonly problems: number; readonly ratio: number }[],
  heldOut: number,
  { ratio, low, high }: { readonly ratio: number; readonly low: number; readonly high: number },
  { recommended, reasons }: { readonly recommended: boolean; readonly reasons: readonly string[] },
): string {
  const lines = rounds.map(({ profiles, problems, ratio: found }) => {
    const on = `${profiles} settings on ${formatCount(problems)} problems`;
    return `${on}: the best takes ${found.toFixed(3)} of the steps\n`;
  });
  const held = `${ratio.toFixed(3)} of the steps on ${formatCount(heldOut)} held-out problems`;
  const advice = recommended ? "recommended" : `not recommended: ${reasons.join("; ")}`;
  return `${lines.join("")}${held} (${low.toFixed(3)} to ${high.toFixed(3)} with 95 % confidence): ${advice}
wrote ${output}
`;
}

/** Of a folder of files or of a log. Files that cannot be used are named and left out. */
async function problemsIn(workload: string): Promise<WorkProblem[]> {
  if (!existsSync(workload)) throw new UsageError(`${workload}: no such file or folder`);
  const isFolder = statSync(workload).isDirectory();
  const names = isFolder ? readdirSync(workload).sort() : [workload];
  if (names.some((name) => name.endsWith(".jsonl"))) return readProblemLogs(workload, complain);
  const found = new Map<string, WorkProblem>();
  for (const name of names.filter((each) => /\.(csv|json)$/i.test(each))) {
    const file = isFolder ? join(workload, name) : name;
    try {
      const { problem } = await readDocument(file, {});
      // Settings are those of the search for plain problems.
      checkKeys(problem);
      const id = createHash("sha256").update(serialize(problem, "json")).digest("hex");
      found.set(id, { id, problem, minimize: problem.capacity === undefined });
    } catch (error) {
      complain(toComplaint(error, file).message);
    }
  }
  return [...found.values()];
}
