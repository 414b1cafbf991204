import type { SearchPolicy } from "../../search/index.js";
import { assemblePolicy, type GuidanceRole } from "../assemble.js";
import { MODEL_ROLES, type ModelRole } from "../collect/shard.js";
import { comparePoliciesInTurns } from "../evaluate/comparisons.js";
import { geometricMean } from "../evaluate/summary.js";
import type { ModelKind, Models } from "./models.js";
import type { TrainRun } from "./train-run.js";

/** A cheaper choice is taken where it costs at most this many times the best one's steps. */
const AS_GOOD = 1.03;

const VALIDATION_LIMIT = 20_000;

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
 * cheapest to ask.
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
  const compared = await comparePoliciesInTurns(
    tried.map(({ policy }) => policy),
    {
      split: "validation",
      families: run.families,
      hardPerFamily: run.validationHard,
      mostPerFamily: 4 * run.validationHard,
      stepLimit: VALIDATION_LIMIT,
      seed: 77,
      signal,
      onProgress: (done, of) => onProgress?.("kinds and roles on validation instances", done, of),
    },
  );
  const comparisons = compared.filter(({ hard }) => hard);
  const choices = tried.map(({ name }, i) => ({
    name,
    steps: geometricMean(comparisons.map(({ policies, rules }) => Math.max(1, policies[i]!.steps) / rules.steps)),
  }));
  const least = Math.min(...choices.map(({ steps }) => steps));
  const best = choices.findIndex(({ steps }) => steps <= AS_GOOD * least);
  return { policy: tried[best]!.policy, shipped: tried[best]!.kinds as Record<string, string>, choices };
}
