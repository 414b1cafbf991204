import { formatCount } from "../../draw/units.js";
import type { Problem } from "../../problem/index.js";
import { complain } from "../complain.js";
import { displayName } from "./files.js";

/** Buffers whose offset is given. */
export function countFixed({ buffers }: Problem): number {
  return buffers.filter(({ offset }) => offset !== undefined).length;
}

/**
 * Says so where every buffer is fixed: such a file, as `pack -o` writes it, has at most one plan, its own, which is the
 * best one by default.
 */
export function warnOfFixed(file: string, problem: Problem): void {
  const count = problem.buffers.length;
  if (count === 0 || countFixed(problem) < count) return;
  const all =
    count === 1 ? "its only buffer has a fixed offset" : `all ${formatCount(count)} buffers have fixed offsets`;
  complain(`${displayName(file)}: ${all}, so nothing is left to plan; --ignore-offsets plans anew`);
}
