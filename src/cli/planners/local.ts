import { loadPolicyOrRules, loadProfile, withProfile } from "../../policy/index.js";
import { isConstrained, isHinted } from "../../problem/index.js";
import { complain } from "../complain.js";
import type { Planner } from "./planner.js";

/**
 * The search, in this process, guided by the policy of that name or file. A file that cannot be used is one line on
 * standard error, and the rules decide. A profile that cannot be used is an InputError.
 */
export async function localPlanner(nameOrPath = "learned", profile?: string): Promise<Planner> {
  const given = loadPolicyOrRules(nameOrPath, complain);
  const policy = profile === undefined ? given : withProfile(given, loadProfile(profile));
  return {
    name: "search",
    async plan(problem, { timeLimitMs, stepLimit, presolve, previous, pinUnchanged, onProgress, ...others }) {
      const options = {
        ...others,
        policy,
        ...(Number.isFinite(timeLimitMs) && { timeLimitMs }),
        ...(stepLimit !== undefined && { stepLimit }),
        ...(onProgress !== undefined && { onProgress }),
      };
      // A plain problem needs nothing of what plans the others, which takes a while to load.
      const result =
        isConstrained(problem) || isHinted(problem) || previous !== undefined
          ? await (await import("../../constrained/index.js")).plan(problem, {
              ...options,
              ...(presolve && { presolve }),
              ...(previous && { previous, pinUnchanged: pinUnchanged === true }),
            })
          : await (await import("../../planner/index.js")).plan(problem, options);
      return { result, policy: policy.name, note: null };
    },
    close: () => {},
  };
}
