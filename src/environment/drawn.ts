import { hardFamilies } from "../instances/index.js";
import { InputError, type Problem } from "../problem/index.js";

/** Families that problems may be drawn from: those whose instances bring a plan. */
export const DRAWN_FAMILIES: readonly string[] = hardFamilies.map(({ name }) => name);

/** A problem of a family with the least capacity that it fits. @throws InputError for a family that there is not */
export function drawnProblem(family: string, buffers: number, seed: number): Problem {
  const found = hardFamilies.find(({ name }) => name === family);
  if (found === undefined) {
    throw new InputError(`family must be one of ${DRAWN_FAMILIES.join(", ")}, got ${JSON.stringify(family)}`);
  }
  const { problem, optimum } = found.generate({ buffers, seed });
  return { ...problem, capacity: optimum! };
}
