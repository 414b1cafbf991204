import { loadPolicyOrRules } from "../../policy/index.js";
import { complain } from "../complain.js";
import type { Planner } from "./planner.js";

/**
 * The search, in this process, guided by the policy of that name or file. A file that cannot be used is one line on
 * standard error, and the rules decide.
 */
export async function localPlanner(nameOrPath = "learned"): Promise<Planner> {
  const { plan } = await import("../../constrained/index.js");
  const policy = loadPolicyOrRules(nameOrPath, complain);
  return {
    name: "search",
    async plan(problem, { timeLimitMs, stepLimit, presolve, onProgress, ...others }) {
      const result = await plan(problem, {
        ...others,
        policy,
        ...(Number.isFinite(timeLimitMs) && { timeLimitMs }),
        ...(stepLimit !== undefined && { stepLimit }),
        ...(presolve !== undefined && { presolve }),
        ...(onProgress !== undefined && { onProgress }),
      });
      return { result, policy: policy.name, note: null };
    },
    close: () => {},
  };
}
