import { idOf } from "../../../problem/index.js";
import { Found, type PlanRule, quote } from "../../rules/rule.js";
import { type ConstrainedPlan, ofMemory } from "../constrained-plan.js";
import type { AliasViolation } from "../violations.js";

/** Aliases lie where they must. Those that lie nowhere are not judged. */
export const aliasRule: PlanRule<AliasViolation, ConstrainedPlan> = {
  kind: "alias",
  check(plan, limit) {
    const found = new Found<AliasViolation>(limit);
    const { problem, given, memoryOf, memories, relations } = plan;
    for (const { buffer: bufferIndex, of: otherIndex, at } of relations.aliases) {
      const [memory, otherMemory] = [memoryOf[bufferIndex]!, memoryOf[otherIndex]!];
      if (memory < 0 || otherMemory < 0) continue;
      const [offset, otherOffset] = [given.offset[bufferIndex]!, given.offset[otherIndex]!];
      if ((memory === otherMemory && offset === otherOffset + at) || !found.another()) continue;
      const [buffer, other] = [idOf(problem, bufferIndex), idOf(problem, otherIndex)];
      const [here, there] = [ofMemory(plan, memory), ofMemory(plan, otherMemory)];
      const message =
        `buffer ${quote(buffer)}: an alias of ${quote(other)} at ${at < 0 ? at : `+${at}`}, ` +
        `but placed at ${offset}${here} while that lies at ${otherOffset}${there}`;
      found.tell({
        kind: "alias",
        buffer,
        bufferIndex,
        offset,
        memory: memories[memory]!.id,
        other,
        otherIndex,
        otherOffset,
        otherMemory: memories[otherMemory]!.id,
        at,
        message,
      });
    }
    return found;
  },
};
