import { idOf } from "../../../problem/index.js";
import { Found, type PlanRule, quote } from "../../rules/rule.js";
import type { ConstrainedPlan } from "../constrained-plan.js";
import type { MemoryViolation } from "../violations.js";

/** Every buffer lies in a memory that it may lie in. */
export const memoryRule: PlanRule<MemoryViolation, ConstrainedPlan> = {
  kind: "memory",
  check({ problem, memories, memberships }, limit) {
    const found = new Found<MemoryViolation>(limit);
    for (const { bufferIndex, memory, allowed } of memberships.astray) {
      if (!found.another()) continue;
      const buffer = idOf(problem, bufferIndex);
      const names = allowed.map(quote).join(" or ");
      const isKnown = memories.some(({ id }) => id === memory);
      const lies = isKnown ? `lies in memory ${quote(memory)}` : `lies in memory ${quote(memory)}, which there is not`;
      const what = memory === "" ? "lies in no memory" : lies;
      const may = names === '""' ? "the problem lists no memories" : `may lie in ${names} only`;
      const message = `buffer ${quote(buffer)}: ${what}, and ${may}`;
      found.tell({ kind: "memory", buffer, bufferIndex, memory, allowed, message });
    }
    return found;
  },
};
