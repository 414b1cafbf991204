import type { SearchPolicy } from "../../search/index.js";
import { bootstrapMean } from "./bootstrap.js";
import { byLot } from "./contenders.js";
import type { WorkloadRuns } from "./workload.js";

/** Problems that a recommendation takes at least; of fewer, an interval says little. */
export const FEWEST_PROBLEMS = 20;

/** Problems of them that take a search at all: on the others all policies are alike. */
const FEWEST_SEARCHED = 8;

export const CONFIDENCE = 0.95;

const BOOTSTRAP_SEED = 1;

/** What a candidate comes to beside something that it would take the place of. */
export interface Against {
  readonly other: string;
  /** Geometric mean of its steps over the other's, and the interval of it. */
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  /** Runs that ended within the limit. */
  readonly ended: number;
  readonly endedOfOther: number;
}

export interface Verdict {
  readonly candidate: string;
  readonly problems: number;
  /** Problems that took the rules or the candidate a search. */
  readonly searched: number;
  readonly confidence: number;
  readonly against: readonly Against[];
  readonly recommended: boolean;
  /** Why not; empty where it is recommended. */
  readonly reasons: readonly string[];
}

/**
 * What a candidate is measured against: the policy that is shipped, the rules, and the candidate's own form with models
 * that find everything alike. A policy that has learned nothing does not beat that one, however well chance does.
 */
export function yardsticksOf(
  candidate: SearchPolicy,
  shipped: SearchPolicy,
  rules: SearchPolicy,
): readonly { readonly name: string; readonly policy: SearchPolicy }[] {
  const lot = byLot({ name: candidate.name, policies: [candidate] });
  return [
    { name: "the shipped policy", policy: shipped },
    { name: "the rules", policy: rules },
    { name: "its own form without what it learned", policy: lot.policies[0]! },
  ];
}

/**
 * Whether a candidate is better on these problems. It is recommended only where the interval of its steps lies below
 * those of every yardstick, and it ends no fewer runs. Each yardstick has to be beaten, so that no correction for their
 * number is called for; several candidates are corrected for theirs (Bonferroni), as the best of many is mostly lucky.
 *
 * @param runs by problem: the candidate first, then the yardsticks
 */
export function judge(candidate: string, others: readonly string[], runs: WorkloadRuns, candidates: number): Verdict {
  const confidence = 1 - (1 - CONFIDENCE) / candidates;
  const against = others.map((other, i): Against => {
    const leads = runs.map((of) => of[0]!.logSteps - of[i + 1]!.logSteps);
    const { mean, low, high } = bootstrapMean(leads, confidence, BOOTSTRAP_SEED);
    const ended = (k: number): number => runs.reduce((sum, of) => sum + of[k]!.ended, 0);
    return {
      other,
      ratio: Math.exp(mean),
      low: Math.exp(low),
      high: Math.exp(high),
      ended: ended(0),
      endedOfOther: ended(i + 1),
    };
  });
  const searched = runs.filter((of) => of.some(({ logSteps }) => logSteps > 0)).length;
  const reasons: string[] = [];
  if (runs.length < FEWEST_PROBLEMS) {
    reasons.push(`${runs.length} problems are too few to tell, it takes ${FEWEST_PROBLEMS}`);
  } else if (searched < FEWEST_SEARCHED) {
    reasons.push(`only ${searched} of ${runs.length} problems take a search, it takes ${FEWEST_SEARCHED}`);
  }
  for (const { other, ratio, high, ended, endedOfOther } of against) {
    if (ratio >= 1) reasons.push(`it takes no fewer steps than ${other}`);
    else if (high >= 1) reasons.push(`it may be no better than ${other}: chance could explain the difference`);
    if (ended < endedOfOther) reasons.push(`it ends ${ended} runs within the limit, ${other} ${endedOfOther}`);
  }
  return {
    candidate,
    problems: runs.length,
    searched,
    confidence,
    against,
    recommended: reasons.length === 0,
    reasons,
  };
}
