import { idOf } from "../../problem/index.js";
import { Found, type PlanRule, quote, range, type ViolationBase } from "./rule.js";

/** The buffer ends beyond the memory, or begins below it. It is replayed all the same. */
export interface CapacityViolation extends ViolationBase {
  readonly kind: "capacity";
  readonly offset: number;
  /** offset + size, greater than base + capacity unless the offset is below the base. */
  readonly end: number;
  readonly capacity: number;
  /** Id of the memory, where the problem lists several. */
  readonly memory?: string;
}

export const capacityRule: PlanRule<CapacityViolation> = {
  kind: "capacity",
  check({ problem, given, base, capacity }, limit) {
    const found = new Found<CapacityViolation>(limit);
    const { offset: offsets, lowest, highest } = given;
    if (lowest >= base && highest - base <= capacity) return found;
    for (let bufferIndex = 0; bufferIndex < problem.count; bufferIndex++) {
      const buffer = idOf(problem, bufferIndex);
      const size = problem.size[bufferIndex]!;
      const offset = offsets[bufferIndex]!;
      const end = offset + size;
      if (offset < 0 || (offset >= base && end - base <= capacity) || !found.another()) continue;
      const memory = base === 0 ? "" : `, in a memory that begins at ${base}`;
      const what = offset < base ? "below the memory" : `beyond the capacity of ${capacity} bytes`;
      const message = `buffer ${quote(buffer)}: placed at ${range(offset, end)}, ${what}${memory}`;
      found.tell({ kind: "capacity", buffer, bufferIndex, offset, end, capacity, message });
    }
    return found;
  },
};
