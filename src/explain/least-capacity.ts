import { compile } from "../model/compile.js";
import type { Model } from "../model/model.js";
import type { PlanResult } from "../planner/index.js";
import type { Problem } from "../problem/index.js";
import { type ClosestPlan, checked } from "./closest-plan.js";
import { keyOf } from "./constraint.js";
import { type LeastCapacity, leastMessage } from "./least-words.js";
import { type Asking, answer, answerSync, Budget, type ExplainOptions, type Question } from "./questions.js";
import { Relaxation } from "./relaxation.js";

export interface LeastCapacities {
  /** In the order of the problem; those without an end are left out where `needs` is `any`. */
  readonly memories: readonly LeastCapacity[];
  /**
   * `all`: buffers have no choice, and every memory needs so much; `any`: buffers may choose, and each figure is for
   * that memory alone, while the others stay as they are.
   */
  readonly needs: "all" | "any";
  /** Of the plans that were found on the way the one with the least overflow; null where there is none. */
  readonly closest: ClosestPlan | null;
  /** What would do, in a sentence. */
  readonly message: string;
}

/** How far memories that can be planned one by one have come. */
export interface MemoryPlan {
  /** Position of the memory. */
  readonly memory: number;
  /** Positions of its buffers, ascending. */
  readonly buffers: readonly number[];
  /** The plan of least peak that was found, without any capacity. */
  readonly result: PlanResult;
}

/**
 * The least capacity that would do, memory by memory, with a proof where one is found within the limits.
 *
 * @throws InputError for a malformed problem or option
 */
export async function leastCapacity(problem: Problem, options: ExplainOptions = {}): Promise<LeastCapacities> {
  const budget = new Budget(options);
  return answer(leastSteps(problem, budget), budget, options);
}

/** The same without a promise, in the calling thread. */
export function leastCapacitySync(
  problem: Problem,
  options: Omit<ExplainOptions, "signal" | "onProgress"> = {},
): LeastCapacities {
  const budget = new Budget(options);
  return answerSync(leastSteps(problem, budget), budget, options);
}

/** What both ask. */
export function* leastSteps(problem: Problem, budget: Budget): Asking<LeastCapacities> {
  const model = compile(problem);
  if (!isSplit(model)) return yield* oneByOne(model, budget);
  const plans: readonly MemoryPlan[] = yield* leastPlans(model, budget);
  const memories = plans.map(({ memory, result: { status, peak, lowerBound } }): LeastCapacity => {
    const { id, capacity } = model.memories[memory]!;
    const none = status === "infeasible";
    const bound = none ? Number.POSITIVE_INFINITY : lowerBound;
    return { memory: id ?? "", capacity, bytes: peak, bound, isProved: none || (peak !== null && peak <= bound) };
  });
  return { memories, needs: "all", closest: assembled(model, plans), message: leastMessage(memories, "all") };
}

/** Whether memories can be planned one by one: no buffer has a choice, and no limit is on all of them together. */
export function isSplit({ bodies, memories, limits }: Model): boolean {
  if (memories.length === 1) return true;
  const terms = Object.keys(limits).filter((term) => term !== "peak");
  return terms.length === 0 && bodies.every(({ choices }) => choices.length === 1);
}

/** The plan of least peak of each memory, whatever its capacity. @param hear told how each run stands */
export function* leastPlans(
  { problem, bodies, bodyOf, memories }: Model,
  budget: Budget,
  hear?: Question["hear"],
): Asking<MemoryPlan[]> {
  const relaxation = new Relaxation(problem);
  const found: MemoryPlan[] = [];
  for (const [memory, { id }] of memories.entries()) {
    const buffers = [...problem.buffers.keys()].filter((b) =>
      bodies[bodyOf[b]!]!.choices.some((choice) => choice.memory === memory),
    );
    const dropped = new Set([keyOf({ kind: "capacity", memory: id ?? "", bytes: 0 }), "limit peak"]);
    const part = relaxation.part(buffers, dropped);
    // Memories share the steps that are left, so that a hard one leaves some for the others.
    const stepLimit = Math.ceil(budget.leftSteps / (memories.length - memory));
    found.push({ memory, buffers, result: yield { problem: part, stepLimit, minimize: true, hear } });
  }
  return found;
}

/** The plans of all memories as one of the problem; null where one is missing. */
export function assembled(model: Model, plans: readonly MemoryPlan[]): ClosestPlan | null {
  const { problem, memories } = model;
  if (plans.some(({ result }) => result.offsets === null)) return null;
  const offsets = new Float64Array(problem.buffers.length);
  const ids = new Array<string>(problem.buffers.length);
  for (const { memory, buffers, result } of plans) {
    buffers.forEach((b, row) => {
      offsets[b] = result.offsets![row]!;
      ids[b] = memories[memory]!.id ?? "";
    });
  }
  return checked(model, offsets, problem.memories === undefined ? null : ids);
}

/** Where buffers may choose: what each memory would need if the others stayed as they are, by halving. */
function* oneByOne(model: Model, budget: Budget): Asking<LeastCapacities> {
  const { problem, memories } = model;
  const relaxation = new Relaxation(problem);
  const all = [...problem.buffers.keys()];
  const found: LeastCapacity[] = [];
  let closest: ClosestPlan | null = null;
  const see = ({ offsets, memories: ids }: PlanResult): void => {
    const plan = offsets === null ? null : checked(model, offsets, ids);
    if (plan !== null && (closest === null || plan.overflow < closest.overflow)) closest = plan;
  };
  for (const [m, { id, capacity }] of memories.entries()) {
    if (capacity === Number.POSITIVE_INFINITY) continue;
    const endless = relaxation.part(all, new Set([keyOf({ kind: "capacity", memory: id!, bytes: 0 })]));
    const ask = function* (bytes: number): Asking<PlanResult> {
      const resized = endless.memories!.map((memory, at) => (at === m ? { ...memory, capacity: bytes } : memory));
      return yield { problem: { ...endless, memories: resized }, stepLimit: budget.leftSteps };
    };
    const first: PlanResult = yield { problem: endless, stepLimit: budget.leftSteps };
    see(first);
    const isRefuted = first.status === "infeasible";
    let high = peakOf(first, m);
    /** Proved to be too little, and found or taken to be. */
    let low = -1;
    let tried = -1;
    while (high !== null && high - tried > 1 && budget.isOpen) {
      const middle = Math.floor((Math.max(0, tried) + high) / 2);
      const result: PlanResult = yield* ask(middle);
      see(result);
      const peak = peakOf(result, m);
      if (peak !== null) high = peak;
      else {
        if (result.status === "infeasible") low = middle;
        tried = middle;
      }
    }
    const bound = isRefuted ? Number.POSITIVE_INFINITY : low + 1;
    const isProved = isRefuted || (high !== null && high <= bound);
    found.push({ memory: id ?? "", capacity, bytes: high, bound, isProved });
  }
  return { memories: found, needs: "any", closest, message: leastMessage(found, "any") };
}

function peakOf({ verification }: PlanResult, memory: number): number | null {
  return verification === null ? null : verification.memories[memory]!.peak;
}
