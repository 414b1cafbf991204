import { formatCount } from "../../draw/units.js";
import { bufferCount, columnsBehind, type Problem } from "../../problem/index.js";
import { complain } from "../complain.js";
import { displayName } from "./files.js";

/** Buffers whose offset is given. */
export function countFixed(problem: Problem): number {
  const columns = columnsBehind(problem);
  if (columns === null) return problem.buffers.filter(({ offset }) => offset !== undefined).length;
  let fixed = 0;
  for (const offset of columns.fixedOffset) if (offset >= 0) fixed++;
  return fixed;
}

/**
 * Says so where every buffer is fixed: such a file, as `pack -o` writes it, has at most one plan, its own, which is the
 * best one by default.
 */
export function warnOfFixed(file: string, problem: Problem): void {
  const count = bufferCount(problem);
  if (count === 0 || countFixed(problem) < count) return;
  const all =
    count === 1 ? "its only buffer has a fixed offset" : `all ${formatCount(count)} buffers have fixed offsets`;
  complain(`${displayName(file)}: ${all}, so nothing is left to plan; --ignore-offsets plans anew`);
}
