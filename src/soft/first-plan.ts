import { bodyProblemOf } from "../bodies/build.js";
import { placeBodiesSteps } from "../bodies/heuristics/place-bodies.js";
import type { Model } from "../model/model.js";

export interface FirstPlan {
  /** By body of the model; 0 for those of memories without a plan. */
  readonly offsets: Float64Array;
  readonly memories: Int32Array;
  /** By memory: whether its bodies were placed. */
  readonly isPlaced: readonly boolean[];
}

/** How often bodies that leave a memory may lead to another look at the others. */
const PASSES = 3;

/**
 * Heuristics for all memories, one after the other: every body in the cheapest of its own. Where a memory has no plan,
 * bodies leave it for their next one, what costs least a byte first, and as few as bisection finds.
 */
export function* firstPlanSteps(
  model: Model,
  { seed, rounds, shouldStop }: { readonly seed: number; readonly rounds: number; readonly shouldStop?: () => boolean },
): Generator<undefined, FirstPlan> {
  const { bodies } = model;
  const offsets = new Float64Array(bodies.length);
  const memories = Int32Array.from(bodies, ({ choices }) => {
    return choices.reduce((least, choice) => (choice.cost < least.cost ? choice : least)).memory;
  });
  const isPlaced = model.memories.map(() => false);
  const place = function* (memory: number, without: ReadonlySet<number>): Generator<undefined, boolean> {
    const chosen = Int32Array.from(memories.keys()).filter((b) => memories[b] === memory && !without.has(b));
    const problem = bodyProblemOf(model, memory, chosen);
    const plan = yield* placeBodiesSteps(problem, {
      target: problem.capacity,
      seed,
      rounds,
      ...(shouldStop && { shouldStop }),
    });
    if (plan === null) return false;
    chosen.forEach((b, row) => {
      offsets[b] = plan.offsets[row]!;
    });
    return true;
  };
  for (let pass = 0; pass < PASSES && isPlaced.includes(false); pass++) {
    for (const memory of model.memories.keys()) {
      if (isPlaced[memory]) continue;
      if (shouldStop?.() === true) return { offsets, memories, isPlaced };
      isPlaced[memory] = yield* place(memory, new Set());
      if (isPlaced[memory]) continue;
      const leavers = leaversOf(model, memories, memory);
      let [few, many] = [0, leavers.length];
      while (many - few > 1) {
        const middle = (few + many) >> 1;
        if (yield* place(memory, new Set(leavers.slice(0, middle).map(({ body }) => body)))) many = middle;
        else few = middle;
      }
      const gone = leavers.slice(0, many);
      isPlaced[memory] = yield* place(memory, new Set(gone.map(({ body }) => body)));
      for (const { body, to } of gone) {
        memories[body] = to;
        isPlaced[to] = false;
      }
    }
  }
  return { offsets, memories, isPlaced };
}

/** The bodies of a memory that may lie elsewhere, and where; what that costs a byte ascends. */
function leaversOf({ bodies }: Model, memories: Int32Array, memory: number) {
  return [...bodies.entries()]
    .flatMap(([body, { choices, size }]) => {
      const others = choices.filter((choice) => choice.memory !== memory);
      if (memories[body] !== memory || others.length === 0 || size === 0) return [];
      const to = others.reduce((least, choice) => (choice.cost < least.cost ? choice : least));
      const own = choices.find((choice) => choice.memory === memory)!;
      return [{ body, to: to.memory, price: (to.cost - own.cost) / size }];
    })
    .sort((a, b) => a.price - b.price || a.body - b.body);
}
