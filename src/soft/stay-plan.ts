import { finish } from "../problem/index.js";
import { firstPlanSteps } from "./first-plan.js";
import type { Scene } from "./scene.js";
import { type SoftPlan, valuesOf } from "./values.js";

/**
 * A plan in which bodies lie at their hints, as far as they are in nobody's way there, the largest first, and the
 * others around them; null where hints do not count, or that is no plan.
 */
export function stayPlan(scene: Scene): SoftPlan | null {
  const { model, hints, shared, memories } = scene;
  const { bodies, terms, limits } = model;
  if (!terms.includes("moved") && limits.moved === undefined) return null;
  const wished = hints
    .flatMap((own, b) => own.slice(0, 1).map(({ offset }) => ({ b, offset })))
    .filter(({ b }) => bodies[b]!.choices.length === 1 && bodies[b]!.fixedOffset < 0)
    .sort((x, y) => bodies[y.b]!.size - bodies[x.b]!.size || x.b - y.b);
  const at = Float64Array.from(bodies, ({ fixedOffset }) => fixedOffset);
  for (const { b, offset } of wished) {
    const memory = bodies[b]!.choices[0]!.memory;
    const { rowOf, places, conflicts } = memories[memory]!;
    const row = rowOf[b]!;
    if (offset < 0 || places.next(row, offset) !== offset) continue;
    let isFree = true;
    for (let i = conflicts.start[row]!; i < conflicts.start[row + 1]! && isFree; i++) {
      const other = conflicts.other[i]!;
      const difference = offset - at[other]!;
      const isThere = at[other]! >= 0 && bodies[other]!.choices[0]!.memory === memory;
      isFree = !(isThere && conflicts.low[i]! < difference && difference < conflicts.high[i]!);
    }
    if (isFree) at[b] = offset;
  }
  const held = bodies.map((body, b) => (at[b] === body.fixedOffset ? body : { ...body, fixedOffset: at[b]! }));
  const first = finish(firstPlanSteps({ ...model, bodies: held }, { seed: 0, rounds: 0 }));
  if (first.isPlaced.includes(false)) return null;
  const values = valuesOf(model, shared, hints, first.offsets, first.memories);
  return { offsets: first.offsets, memories: first.memories, values, foundBy: "old plan" };
}
