import { idOf } from "../../../problem/index.js";
import type { CapacityViolation } from "../../rules/capacity.js";
import { Found, type PlanRule, quote, range } from "../../rules/rule.js";
import { type ConstrainedPlan, ofMemory } from "../constrained-plan.js";

/** Every buffer lies within its memory. */
export const capacityRule: PlanRule<CapacityViolation, ConstrainedPlan> = {
  kind: "capacity",
  check(plan, limit) {
    const found = new Found<CapacityViolation>(limit);
    const { problem, given, memoryOf, memories } = plan;
    for (let bufferIndex = 0; bufferIndex < problem.count; bufferIndex++) {
      if (memoryOf[bufferIndex]! < 0) continue;
      const { id, base, capacity } = memories[memoryOf[bufferIndex]!]!;
      const offset = given.offset[bufferIndex]!;
      const end = offset + problem.size[bufferIndex]!;
      if ((offset >= base && end - base <= capacity) || !found.another()) continue;
      const buffer = idOf(problem, bufferIndex);
      const where = ofMemory(plan, memoryOf[bufferIndex]!);
      const begin = base === 0 ? "" : `, in a memory that begins at ${base}`;
      const what = offset < base ? "below the memory" : `beyond the capacity of ${capacity} bytes`;
      const message = `buffer ${quote(buffer)}: placed at ${range(offset, end)}${where}, ${what}${begin}`;
      const violation = { kind: "capacity", buffer, bufferIndex, offset, end, capacity, message } as const;
      found.tell(id === "" ? violation : { ...violation, memory: id });
    }
    return found;
  },
};
