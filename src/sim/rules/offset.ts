import { idOf } from "../../problem/index.js";
import { Found, type GivenAlone, type PlanRule, quote, type ViolationBase } from "./rule.js";

/**
 * The offset is no integer ≥ 0, or the buffer would end beyond byte 2^53 − 1. The buffer lies nowhere then: it is not
 * replayed, and none of the figures counts it.
 */
export interface OffsetViolation extends ViolationBase {
  readonly kind: "offset";
  /** As given; NaN where it is missing or no number. */
  readonly offset: number;
}

export const offsetRule: PlanRule<OffsetViolation, GivenAlone> = {
  kind: "offset",
  check({ problem, given }, limit) {
    const found = new Found<OffsetViolation>(limit);
    for (const { bufferIndex, value } of given.unusable) {
      if (!found.another()) continue;
      const buffer = idOf(problem, bufferIndex);
      const offset = typeof value === "number" ? value : Number.NaN;
      const what = !Number.isSafeInteger(value)
        ? `offset must be an integer within 2^53 − 1, got ${String(value)}`
        : offset < 0
          ? `offset must be ≥ 0 bytes, got ${offset}`
          : `ends beyond byte 2^53 − 1 at offset ${offset}`;
      found.tell({ kind: "offset", buffer, bufferIndex, offset, message: `buffer ${quote(buffer)}: ${what}` });
    }
    return found;
  },
};
