import type { ConstrainedOptions } from "../constrained/index.js";
import { Clock, type PlanResult } from "../planner/index.js";
import { finish, type Problem } from "../problem/index.js";
import { RULE_POLICY } from "../search/index.js";
import { nextTurn } from "../threads/index.js";
import { type ProofOptions, proofSteps } from "./prove.js";

/** A refutation takes so many steps at least, and so many times those of the run, before it is given up. */
const LEAST_STEPS = 1_000_000;
const TIMES_STEPS = 20;

export interface ProveOptions extends ConstrainedOptions {
  /** Bytes that the proof may take; absent: any number. One that would take more is not written, and that is told. */
  readonly mostProofBytes?: number;
}

/**
 * Hands the lines of a proof of a result to `sink`, if one can be written, and tells what became of it. The limit of
 * time and the signal hold for it anew.
 */
export async function prove(
  problem: Problem,
  result: PlanResult,
  options: ProveOptions,
  sink: (line: string) => void,
): Promise<PlanResult> {
  const refusal = refusalOf(options);
  if (refusal !== null) return { ...result, proof: { written: false, reason: refusal } };
  const { timeLimitMs = Infinity, signal } = options;
  const clock = new Clock();
  const steps = proofSteps(problem, result, optionsFor(result, options));
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return told(result, value, sink);
    if (signal?.aborted === true) return { ...result, proof: { written: false, reason: "the run was cancelled" } };
    if (clock.elapsedMs >= timeLimitMs) return { ...result, proof: outOfTime(timeLimitMs) };
    await nextTurn();
  }
}

/** The same without a promise. */
export function proveSync(
  problem: Problem,
  result: PlanResult,
  options: Omit<ConstrainedOptions, "signal" | "threads">,
  sink: (line: string) => void,
): PlanResult {
  const refusal = refusalOf(options);
  if (refusal !== null) return { ...result, proof: { written: false, reason: refusal } };
  const { timeLimitMs = Infinity } = options;
  if (timeLimitMs === Infinity)
    return told(result, finish(proofSteps(problem, result, optionsFor(result, options))), sink);
  const clock = new Clock();
  const steps = proofSteps(problem, result, optionsFor(result, options));
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return told(result, value, sink);
    if (clock.elapsedMs >= timeLimitMs) return { ...result, proof: outOfTime(timeLimitMs) };
  }
}

type Proved = ReturnType<typeof proofSteps> extends Generator<unknown, infer Value> ? Value : never;

function told(result: PlanResult, { note, lines }: Proved, sink: (line: string) => void): PlanResult {
  for (const line of lines) sink(line);
  return { ...result, proof: note };
}

function outOfTime(timeLimitMs: number): NonNullable<PlanResult["proof"]> {
  return { written: false, reason: `the refutation takes longer than the time limit of ${timeLimitMs} ms` };
}

/** What of the options makes the result another than the problem's own. */
function refusalOf({ previous }: ConstrainedOptions): string | null {
  return previous === undefined ? null : "a plan near a previous one is not covered by proofs";
}

function optionsFor(
  { steps }: PlanResult,
  { policy = RULE_POLICY, seed = 0, mostProofBytes = Infinity }: ProveOptions,
): ProofOptions {
  const stepLimit = Math.max(LEAST_STEPS, TIMES_STEPS * steps);
  return { prover: policy.provers[0]!, seed, stepLimit, mostBytes: mostProofBytes };
}
