import type { Document } from "../../../src/formats/index.js";
import { simulate } from "../../../src/sim/index.js";

/** What the simulator finds wrong with the plan that a file has of its own; the file was read as a plan. */
export function faultsOf({ problem, offsets, memories }: Document): string[] {
  if (offsets === null) throw new Error("the file was not read as a plan");
  return simulate(problem, offsets, memories === null ? {} : { memories }).violations.map(({ kind }) => kind);
}
