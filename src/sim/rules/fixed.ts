import { Found, type PlanRule, quote, type ViolationBase } from "./rule.js";

/** The buffer has a fixed offset and lies elsewhere. */
export interface FixedViolation extends ViolationBase {
  readonly kind: "fixed";
  readonly offset: number;
  readonly fixedOffset: number;
}

export const fixedRule: PlanRule<FixedViolation> = {
  kind: "fixed",
  check({ buffers, given }, limit) {
    const found = new Found<FixedViolation>(limit);
    const { offset: offsets, fixed, fixedCount } = given;
    for (let i = 0; i < fixedCount; i++) {
      const bufferIndex = fixed[i]!;
      const offset = offsets[bufferIndex]!;
      const fixedOffset = buffers[bufferIndex]!.offset!;
      if (offset === fixedOffset || !found.another()) continue;
      const buffer = buffers[bufferIndex]!.id;
      const message = `buffer ${quote(buffer)}: fixed at offset ${fixedOffset}, but placed at ${offset}`;
      found.tell({ kind: "fixed", buffer, bufferIndex, offset, fixedOffset, message });
    }
    return found;
  },
};
