import { idOf } from "../../../problem/index.js";
import { Found, type PlanRule, quote, range } from "../../rules/rule.js";
import { type ConstrainedPlan, ofMemory } from "../constrained-plan.js";
import type { Range } from "../memories.js";
import type { ReservedViolation } from "../violations.js";

/** No buffer lies on reserved bytes of its memory. */
export const reservedRule: PlanRule<ReservedViolation, ConstrainedPlan> = {
  kind: "reserved",
  check(plan, limit) {
    const found = new Found<ReservedViolation>(limit);
    const { problem, given, memoryOf, memories } = plan;
    if (memories.every(({ reserved }) => reserved.length === 0)) return found;
    for (let bufferIndex = 0; bufferIndex < problem.count; bufferIndex++) {
      const size = problem.size[bufferIndex]!;
      if (memoryOf[bufferIndex]! < 0 || size === 0) continue;
      const { id: memory, reserved } = memories[memoryOf[bufferIndex]!]!;
      const offset = given.offset[bufferIndex]!;
      const end = offset + size;
      const hit = firstAbove(reserved, offset);
      if (hit === undefined || hit.from >= end || !found.another()) continue;
      const buffer = idOf(problem, bufferIndex);
      const { from, to } = hit;
      const message =
        `buffer ${quote(buffer)}: placed at ${range(offset, end)}${ofMemory(plan, memoryOf[bufferIndex]!)}, ` +
        `on the reserved bytes ${range(from, to)}`;
      found.tell({ kind: "reserved", buffer, bufferIndex, memory, offset, end, from, to, message });
    }
    return found;
  },
};

/** The first range that ends above an offset. */
function firstAbove(ranges: readonly Range[], offset: number): Range | undefined {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ranges[middle]!.to > offset) high = middle;
    else low = middle + 1;
  }
  return ranges[low];
}
