import { idOf } from "../../../problem/index.js";
import { Found, type PlanRule, quote, range } from "../../rules/rule.js";
import { type ConstrainedPlan, canMeet, type Gathered, gather, ofMemory } from "../constrained-plan.js";
import { areTogether } from "../lifetimes.js";
import { sweepAcross } from "../pair-sweep.js";
import { isFirstMeeting, pieces } from "../rectangles.js";
import type { BankViolation } from "../violations.js";

/** Buffers lie within one bank, or in no common one while both live, as is asked. */
export const bankRule: PlanRule<BankViolation, ConstrainedPlan> = {
  kind: "bank",
  check(plan, limit) {
    const found = new Found<BankViolation>(limit);
    checkWithin(plan, found);
    for (const { members, groupOf, groups, banks } of plan.relations.apart) {
      if (!banks) continue;
      if (members.length === 2) {
        if (groupOf[0] !== groupOf[1]) checkCouple(plan, members[0]!, members[1]!, found);
        continue;
      }
      for (const gathered of gather(plan, members, groupOf)) checkMany(plan, gathered, groups, found);
    }
    return found;
  },
};

function checkWithin(plan: ConstrainedPlan, found: Found<BankViolation>): void {
  const { problem, raw, given, memoryOf, memories } = plan;
  for (let bufferIndex = 0; bufferIndex < problem.count; bufferIndex++) {
    const size = problem.size[bufferIndex]!;
    if (raw.buffers[bufferIndex]!.withinBank !== true || size === 0 || memoryOf[bufferIndex]! < 0) continue;
    const { id: memory, bank } = memories[memoryOf[bufferIndex]!]!;
    const offset = given.offset[bufferIndex]!;
    const isWithin = bank === 0 || firstBank(plan, bufferIndex) === lastBank(plan, bufferIndex);
    if (isWithin || !found.another()) continue;
    const buffer = idOf(problem, bufferIndex);
    const message =
      `buffer ${quote(buffer)}: must lie within one bank, but placed at ${range(offset, offset + size)}` +
      `${ofMemory(plan, memoryOf[bufferIndex]!)}, across banks of ${bank} bytes`;
    found.tell({ kind: "bank", buffer, bufferIndex, memory, offset, bank, other: null, otherIndex: null, message });
  }
}

function checkCouple(plan: ConstrainedPlan, a: number, b: number, found: Found<BankViolation>): void {
  const memory = plan.memoryOf[a]!;
  if (memory !== plan.memoryOf[b] || !canMeet(plan, a) || !canMeet(plan, b) || plan.memories[memory]!.bank === 0)
    return;
  const areApart = lastBank(plan, a) < firstBank(plan, b) || lastBank(plan, b) < firstBank(plan, a);
  if (areApart || !areTogether(plan.lifetimes, a, b)) return;
  if (found.another()) found.tell(violationOf(plan, a, b));
}

function checkMany(plan: ConstrainedPlan, gathered: Gathered, groups: number, found: Found<BankViolation>): void {
  if (plan.memories[gathered.memory]!.bank === 0) return;
  const { placements, groupOf } = pieces(plan, gathered, (b) => [firstBank(plan, b), lastBank(plan, b) + 1]);
  sweepAcross(placements, groupOf, groups, (later, earlier) => {
    if (!isFirstMeeting(plan, placements, later, earlier)) return true;
    const [a, b] = [placements.bufferIndex[earlier]!, placements.bufferIndex[later]!];
    if (found.another()) found.tell(violationOf(plan, Math.min(a, b), Math.max(a, b)));
    return true;
  });
}

/** Where a buffer lies, counted in banks. */
function firstBank({ given, memories, memoryOf }: ConstrainedPlan, b: number): number {
  return Math.floor(given.offset[b]! / memories[memoryOf[b]!]!.bank);
}

function lastBank({ given, memories, memoryOf, problem }: ConstrainedPlan, b: number): number {
  return Math.floor((given.offset[b]! + problem.size[b]! - 1) / memories[memoryOf[b]!]!.bank);
}

function violationOf(plan: ConstrainedPlan, bufferIndex: number, otherIndex: number): BankViolation {
  const { problem, given, memoryOf, memories } = plan;
  const { id: memory, bank } = memories[memoryOf[bufferIndex]!]!;
  const [buffer, other] = [idOf(problem, bufferIndex), idOf(problem, otherIndex)];
  const shared = Math.max(firstBank(plan, bufferIndex), firstBank(plan, otherIndex));
  const message =
    `buffers ${quote(buffer)} and ${quote(other)} live together and both lie in the bank ` +
    `${range(shared * bank, (shared + 1) * bank)}${ofMemory(plan, memoryOf[bufferIndex]!)}`;
  const offset = given.offset[bufferIndex]!;
  return { kind: "bank", buffer, bufferIndex, memory, offset, bank, other, otherIndex, message };
}
