import { idOf } from "../../problem/index.js";
import { Found, type GivenAlone, type PlanRule, quote, type ViolationBase } from "./rule.js";

/** The offset is no multiple of the buffer's alignment. */
export interface AlignmentViolation extends ViolationBase {
  readonly kind: "alignment";
  readonly offset: number;
  readonly alignment: number;
}

export const alignmentRule: PlanRule<AlignmentViolation, GivenAlone> = {
  kind: "alignment",
  check({ problem, given }, limit) {
    const found = new Found<AlignmentViolation>(limit);
    const { offset: offsets } = given;
    for (let bufferIndex = 0; bufferIndex < problem.count; bufferIndex++) {
      const alignment = problem.alignment[bufferIndex]!;
      const offset = offsets[bufferIndex]!;
      if (alignment === 1 || offset < 0) continue;
      if (isMultiple(offset, alignment) || !found.another()) continue;
      const buffer = idOf(problem, bufferIndex);
      const message = `buffer ${quote(buffer)}: offset ${offset} is no multiple of the alignment ${alignment}`;
      found.tell({ kind: "alignment", buffer, bufferIndex, offset, alignment, message });
    }
    return found;
  },
};

const MAX_INT32 = 2 ** 31 - 1;

/** Both integers ≥ 0. The remainder of doubles costs fifteen times that of 32-bit integers, which most offsets are. */
function isMultiple(value: number, step: number): boolean {
  const isSmall = value <= MAX_INT32 && step <= MAX_INT32;
  return (isSmall ? (value | 0) % (step | 0) : value % step) === 0;
}
