import { ProofChecker } from "../../check/index.js";
import type { RemoteProof } from "../../client/index.js";
import type { PlanResult, ProofNote } from "../../planner/index.js";
import { loadPolicyOrRules, loadProfile, withProfile } from "../../policy/index.js";
import type { Problem } from "../../problem/index.js";
import { checkedProblem, prove } from "../../proof/index.js";
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
  /** The profile that the result was found with. */
  readonly profile?: string;
  /** Ends the work on a proof. */
  readonly signal?: AbortSignal;
  /** The proof that came with the result from a server; it is checked here before it is written. */
  readonly made?: RemoteProof | undefined;
  readonly server?: string;
}

/** Writes a proof of a result, or says why there is none. Whether it was written. */
export async function writeProof(
  file: string,
  problem: Problem,
  result: PlanResult,
  command: ProveCommand,
): Promise<boolean> {
  const { note, text } = await (command.server === undefined ? madeHere : madeThere)(problem, result, command);
  if (!note.written) {
    complain(`${displayName(file)}: no proof is written: ${note.reason}`);
    return false;
  }
  await writeOutput(command.proof!, text);
  return true;
}

interface Made {
  readonly note: ProofNote;
  /** Lines with their line feeds. */
  readonly text: string;
}

async function madeHere(
  problem: Problem,
  result: PlanResult,
  { timeLimit, seed, policy, profile, signal }: ProveCommand,
): Promise<Made> {
  const given = loadPolicyOrRules(policy ?? "learned", complain);
  const options = {
    policy: profile === undefined ? given : withProfile(given, loadProfile(profile)),
    ...(seed !== undefined && { seed }),
    ...(signal !== undefined && { signal }),
    ...(Number.isFinite(timeLimit) && { timeLimitMs: timeLimit }),
  };
  const lines: string[] = [];
  const { proof } = await prove(problem, result, options, (line) => lines.push(`${line}\n`));
  return { note: proof!, text: lines.join("") };
}

/** The proof of a server. @throws Error where it proves something else than the result says */
async function madeThere(problem: Problem, { status, peak }: PlanResult, { made }: ProveCommand): Promise<Made> {
  if (made === undefined) return { note: { written: false, reason: "the run was cancelled" }, text: "" };
  if (!made.written) return { note: made, text: "" };
  const checker = new ProofChecker(checkedProblem(problem));
  const refused = "the checker here does not accept the proof that the server sent";
  try {
    for (const line of made.text.split("\n").slice(0, -1)) checker.take(line);
    const claim = checker.end();
    const { capacity = Infinity } = problem;
    const isOfResult = status === "infeasible" ? claim.least > capacity : status !== "optimal" || claim.least === peak;
    if (isOfResult) return { note: made, text: made.text };
  } catch (error) {
    throw new Error(`${refused}: ${(error as Error).message}`);
  }
  throw new Error(`${refused}: it is of something else`);
}
