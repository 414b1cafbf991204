import { peakBound } from "../bodies/bounds/index.js";
import { bodyProblemOf } from "../bodies/build.js";
import { stackBound } from "../bounds/index.js";
import type { Model } from "../model/model.js";
import { contention, loadBound, type Problem, toArrays } from "../problem/index.js";

/**
 * What a bound on the peak rests on:
 * - `load`: bytes that are needed at one time;
 * - `stack`: buffers that live together, and gaps that alignments and fixed offsets leave between them;
 * - `clique`: buffers of which no two may share a byte, whenever they live;
 * - `buffer`: one buffer alone, by its size or its fixed offset;
 * - `search`: the exact search, which has tried what could be lower.
 */
export type BoundReason = "load" | "stack" | "clique" | "buffer" | "search";

export interface PeakBoundFacts {
  /** Proved: no plan peaks lower. Bytes. */
  readonly bytes: number;
  readonly restsOn: BoundReason;
}

/** The bound of a problem without constraints that needs no search. */
export function plainBound(problem: Problem): PeakBoundFacts {
  const arrays = toArrays(problem);
  const live = contention(arrays);
  const load = live.reduce((most, bytes) => Math.max(most, bytes), 0);
  const bound = loadBound(arrays, live);
  const stack = stackBound(arrays, bound);
  if (stack > bound) return { bytes: stack, restsOn: "stack" };
  return { bytes: bound, restsOn: bound > load ? "buffer" : "load" };
}

/** The same of one memory, by the bodies that can lie nowhere else. */
export function memoryBound(model: Model, memory: number): PeakBoundFacts {
  const { bodies } = model;
  const own = Int32Array.from(bodies.keys()).filter(
    (b) => bodies[b]!.choices.length === 1 && bodies[b]!.choices[0]!.memory === memory,
  );
  if (own.length === 0) return { bytes: 0, restsOn: "load" };
  const problem = bodyProblemOf(model, memory, own);
  const { bytes, by, bodies: rows } = peakBound(problem);
  if (by !== "clique") return { bytes, restsOn: by === "body" ? "buffer" : "load" };
  return {
    bytes,
    restsOn: liveTogether(
      model,
      Array.from(rows, (row) => problem.bodies[row]!),
    )
      ? "load"
      : "clique",
  };
}

/** Whether bodies all live at one time: then their clique is a load, or a stack. */
function liveTogether({ bodies }: Model, clique: readonly number[]): boolean {
  const lives = (b: number, time: number): boolean =>
    bodies[b]!.cells.some(({ lower, upper }) => lower <= time && time < upper);
  return clique.some((b) => bodies[b]!.cells.some(({ lower }) => clique.every((other) => lives(other, lower))));
}
