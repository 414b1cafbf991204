import type { Problem } from "../../src/problem/index.js";
import type { Placing } from "./model-brute-force.js";

/** A plan as judges take it: memories by their position in the problem's list, 0 where there is none. */
export function placingOf(
  { buffers, memories = [] }: Problem,
  plan: { readonly offsets: ArrayLike<number>; readonly memories: readonly string[] | null },
): Placing {
  const ids = memories.map(({ id }) => id);
  return {
    offsets: Array.from(plan.offsets),
    memories: plan.memories?.map((id) => ids.indexOf(id)) ?? buffers.map(() => 0),
  };
}
