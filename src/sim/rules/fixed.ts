import { idOf } from "../../problem/index.js";
import { Found, type GivenAlone, type PlanRule, quote, type ViolationBase } from "./rule.js";

/** The buffer has a fixed offset and lies elsewhere. */
export interface FixedViolation extends ViolationBase {
  readonly kind: "fixed";
  readonly offset: number;
  readonly fixedOffset: number;
}

export const fixedRule: PlanRule<FixedViolation, GivenAlone> = {
  kind: "fixed",
  check({ problem, given }, limit) {
    const found = new Found<FixedViolation>(limit);
    const { offset: offsets, fixed, fixedCount } = given;
    for (let i = 0; i < fixedCount; i++) {
      const bufferIndex = fixed[i]!;
      const offset = offsets[bufferIndex]!;
      const fixedOffset = problem.fixedOffset[bufferIndex]!;
      if (offset === fixedOffset || !found.another()) continue;
      const buffer = idOf(problem, bufferIndex);
      const message = `buffer ${quote(buffer)}: fixed at offset ${fixedOffset}, but placed at ${offset}`;
      found.tell({ kind: "fixed", buffer, bufferIndex, offset, fixedOffset, message });
    }
    return found;
  },
};
