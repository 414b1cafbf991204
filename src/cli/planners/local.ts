import { loadPolicyOrRules } from "../../policy/index.js";
import { isConstrained, isHinted } from "../../problem/index.js";
import { complain } from "../complain.js";
import type { Planner } from "./planner.js";

/**
 * The search, in this process, guided by the policy of that name or file. A file that cannot be used is one line on
 * standard error, and the rules decide.
 */
export async function localPlanner(nameOrPath = "learned"): Promise<Planner> {
  const policy = loadPolicyOrRules(nameOrPath, complain);
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
