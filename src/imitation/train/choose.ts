import { OPEN_GATE, SLACK_GATE } from "../../policy/index.js";
import { RULE_POLICY, type SearchPolicy } from "../../search/index.js";
import { assemblePolicy, type GuidanceRole } from "../assemble.js";
import { MODEL_ROLES, type ModelRole } from "../collect/shard.js";
import { comparePoliciesInTurns } from "../evaluate/comparisons.js";
import { geometricMean } from "../evaluate/summary.js";
import { runWorkload, stepRatio, type WorkProblem } from "../evaluate/workload.js";
import type { ModelKind, Models } from "./models.js";
import { isForValidation } from "./tasks.js";
import type { TrainRun } from "./train-run.js";

/** A cheaper choice is taken where it costs at most this many times the best one's steps. */
const AS_GOOD = 1.03;

const VALIDATION_LIMIT = 20_000;

/** Problems of a caller's own that are kept for validation: of fewer, generated instances say more. */
const FEWEST_OWN = 10;

/** Seeds of the search on each of them. */
const OWN_SEEDS = 2;

/** Roles in the order in which they are tried beside the two that the search rests on most. */
const COMBINATIONS: readonly (readonly GuidanceRole[])[] = [
  ["children", "targets"],
  ["children"],
  ["targets"],
  ["children", "targets", "turns"],
  ["children", "targets", "preorder"],
];

/**
 * The kinds and roles that need the fewest steps on validation instances; of those as good, the first, which is the
 * cheapest to ask. Then whether it is better followed where there is little slack only.
 */
export async function choose(run: TrainRun, models: Models) {
  const { signal, onProgress } = run;
  const tried: { name: string; policy: SearchPolicy; kinds: Partial<Record<ModelRole, ModelKind>> }[] = [];
  const add = (roles: readonly GuidanceRole[], kinds: Partial<Record<ModelRole, ModelKind>>): void => {
    const picked = Object.fromEntries(MODEL_ROLES.map((role) => [role, models[role]?.[kinds[role] ?? "linear"]]));
    const shown = roles.map((role) => (role === "turns" ? role : `${role} (${kinds[role] ?? "linear"})`)).join(" + ");
    const shipped = Object.fromEntries(
      roles.filter((role) => role !== "turns").map((role) => [role, kinds[role as ModelRole] ?? "linear"]),
    );
    tried.push({ name: shown, policy: assemblePolicy("learned", picked, roles), kinds: shipped });
  };
  for (const roles of COMBINATIONS) add(roles, {});
  for (const children of ["network", "trees"] as const) add(["children", "targets"], { children });
  for (const targets of ["network", "trees"] as const) add(["children", "targets"], { targets });
  const own = ownProblems(run);
  /** Of the rules' steps, on validation instances, by policy. */
  const ratios = async (policies: readonly SearchPolicy[], what: string): Promise<number[]> => {
    if (own.length >= FEWEST_OWN) {
      const runs = await runWorkload(own, [...policies, RULE_POLICY], {
        stepLimit: VALIDATION_LIMIT,
        seeds: OWN_SEEDS,
        signal,
        onProgress: (done, of) => onProgress?.(`${what} on the problems kept for validation`, done, of),
      });
      return policies.map((_, i) => stepRatio(runs, i, policies.length));
    }
    const compared = await comparePoliciesInTurns(policies, {
      split: "validation",
      families: run.families,
      hardPerFamily: run.validationHard,
      mostPerFamily: 4 * run.validationHard,
      stepLimit: VALIDATION_LIMIT,
      seed: 77,
      signal,
      onProgress: (done, of) => onProgress?.(`${what} on validation instances`, done, of),
    });
    const hard = compared.filter((each) => each.hard);
    return policies.map((_, i) => {
      return geometricMean(hard.map((each) => Math.max(1, each.policies[i]!.steps) / each.rules.steps));
    });
  };
  const found = await ratios(
    tried.map(({ policy }) => policy),
    "kinds and roles",
  );
  const choices = tried.map(({ name }, i) => ({ name, steps: found[i]! }));
  const least = Math.min(...found);
  const best = found.findIndex((steps) => steps <= AS_GOOD * least);
  const { policy, kinds } = tried[best]!;
  const gated = { ...policy, gate: SLACK_GATE };
  const [withGate] = await ratios([gated], "the gate");
  choices.push({ name: `${choices[best]!.name}, where there is little slack`, steps: withGate! });
  return {
    policy: withGate! < found[best]! ? gated : { ...policy, gate: OPEN_GATE },
    shipped: kinds as Record<string, string>,
    choices,
  };
}

/** The given problems that are kept for validation, each with the question that it was learned from. */
function ownProblems({ given = [] }: TrainRun): WorkProblem[] {
  const kept = given.filter((_, i) => isForValidation(i, given.length));
  return kept.map(({ problem, capacity }, i) => ({
    id: String(i),
    problem: { ...problem, capacity },
    minimize: false,
  }));
}
