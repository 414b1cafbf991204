import type { PlanResult } from "../../planner/index.js";
import { loadPolicyOrRules } from "../../policy/index.js";
import type { Problem } from "../../problem/index.js";
import { prove } from "../../proof/index.js";
import { complain } from "../complain.js";
import { displayName } from "../input/files.js";
import { writeOutput } from "../output/write-output.js";

export interface ProveCommand {
  /** Where the proof goes. */
  readonly proof?: string;
  /** Milliseconds; Infinity is no limit. */
  readonly timeLimit: number;
  readonly seed?: number;
  readonly policy?: string;
  /** Ends the work on a proof. */
  readonly signal?: AbortSignal;
}

/** Writes a proof of a result, or says why there is none. Whether it was written. */
export async function writeProof(
  file: string,
  problem: Problem,
  result: PlanResult,
  { proof: path, timeLimit, seed, policy, signal }: ProveCommand,
): Promise<boolean> {
  const options = {
    policy: loadPolicyOrRules(policy ?? "learned", complain),
    ...(seed !== undefined && { seed }),
    ...(signal !== undefined && { signal }),
    ...(Number.isFinite(timeLimit) && { timeLimitMs: timeLimit }),
  };
  const lines: string[] = [];
  const { proof } = await prove(problem, result, options, (line) => lines.push(`${line}\n`));
  if (proof?.written !== true) {
    complain(`${displayName(file)}: no proof is written: ${proof?.reason}`);
    return false;
  }
  await writeOutput(path!, lines.join(""));
  return true;
}
