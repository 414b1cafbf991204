import { TERMS, type Term } from "../../../problem/index.js";
import { Found, type PlanRule } from "../../rules/rule.js";
import type { ConstrainedPlan } from "../constrained-plan.js";
import type { LimitViolation } from "../violations.js";

/** What a plan costs, beside it. */
export interface CostedPlan extends ConstrainedPlan {
  readonly terms: Readonly<Record<Term, number>>;
}

/** No term is above its limit. */
export const limitRule: PlanRule<LimitViolation, CostedPlan> = {
  kind: "limit",
  check({ raw, terms }, most) {
    const found = new Found<LimitViolation>(most);
    for (const term of TERMS) {
      const limit = raw.limits?.[term] ?? Number.POSITIVE_INFINITY;
      const value = terms[term];
      if (value <= limit || !found.another()) continue;
      const message = `the term ${term} comes to ${value}, above its limit of ${limit}`;
      found.tell({ kind: "limit", buffer: "", bufferIndex: -1, term, value, limit, message });
    }
    return found;
  },
};
