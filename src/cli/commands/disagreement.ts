import { basename, extname, join } from "node:path";
import { serialize } from "../../formats/index.js";
import { type Contradiction, contradictions, shrink } from "../../oracle/index.js";
import type { Problem } from "../../problem/index.js";
import { complain } from "../complain.js";
import { displayName } from "../input/files.js";
import { makeFolder, writeOutput } from "../output/write-output.js";
import type { Planner, PlanRun } from "../planners/planner.js";

/** What a solver may take on a candidate while a disagreement is shrunk, and all of them together. */
const SHRINK_MS = 1_000;
const SHRINK_TOTAL_MS = 60_000;

/**
 * Says who contradicts whom, and writes the problem and the least one on which these solvers still do.
 *
 * @param run what the solvers were asked for
 * @param output the folder to write into
 */
export async function tellDisagreement(
  file: string,
  problem: Problem,
  found: readonly Contradiction[],
  planners: readonly Planner[],
  run: PlanRun,
  output: string,
): Promise<void> {
  for (const { planner, peak, prover, claim } of found) {
    complain(`${displayName(file)}: ${planner} has a plan of ${peak} bytes, ${prover} says that ${claim}`);
  }
  const involved = planners.filter(({ name }) =>
    found.some(({ planner, prover }) => name === planner || name === prover),
  );
  const shortRun = { ...run, timeLimitMs: Math.min(run.timeLimitMs, SHRINK_MS) };
  let spentMs = 0;
  const disagrees = async (candidate: Problem): Promise<boolean> => {
    if (spentMs > SHRINK_TOTAL_MS) return false;
    const opinions = [];
    for (const planner of involved) {
      const { result } = await planner.plan(candidate, shortRun);
      const { status, peak, lowerBound: bound, solveMs } = result;
      spentMs += solveMs;
      opinions.push({ solver: planner.name, status, peak, bound });
    }
    return contradictions(opinions).length > 0;
  };
  makeFolder(output);
  const stem = join(output, `disagreement-${basename(displayName(file), extname(file))}`);
  const [whole, minimal] = [`${stem}.json`, `${stem}.minimal.json`];
  await writeOutput(whole, serialize(problem, "json"));
  await writeOutput(minimal, serialize(await shrink(problem, disagrees), "json"));
  complain(`this is a fault of one of them; please report it with ${whole} and ${minimal}`);
}
