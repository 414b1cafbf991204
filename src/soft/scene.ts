import type { BodyProblem } from "../bodies/body-problem.js";
import { bodyProblemOf } from "../bodies/build.js";
import { type Conflicts, listConflicts } from "../bodies/heuristics/conflicts.js";
import { OtherBanks } from "../bodies/heuristics/other-banks.js";
import { Places } from "../bodies/heuristics/places.js";
import type { Model } from "../model/model.js";
import { type SharedCosts, sharedCosts } from "./shared-costs.js";

/** A memory as a walk over plans sees it: which bodies may lie there, and what they may not do to each other. */
export interface SceneMemory {
  /** All bodies that may lie there. */
  readonly problem: BodyProblem;
  readonly places: Places;
  readonly otherBanks: OtherBanks;
  /** The row of each body of the model; −1 where it may not lie there. */
  readonly rowOf: Int32Array;
  /** By row; `other` names bodies of the model. The largest others first: they are most often in the way. */
  readonly conflicts: Conflicts;
}

/** A buffer of a body with the offset of the body that keeps it where it was. */
export interface Hint {
  readonly buffer: number;
  readonly offset: number;
  readonly size: number;
}

/** A model as a walk over plans of all memories sees it. */
export interface Scene {
  readonly model: Model;
  readonly memories: readonly SceneMemory[];
  readonly shared: SharedCosts;
  /** By body. */
  readonly hints: readonly (readonly Hint[])[];
}

/** Up to this many conflicts of a memory are listed, both ways: some 80 MB. */
const MOST_ENTRIES = 4_000_000;

/** @param most conflicts listed for each memory at most, both ways; null where there are more */
export function sceneOf(model: Model, most = MOST_ENTRIES): Scene | null {
  const memories: SceneMemory[] = [];
  for (const memory of model.memories.keys()) {
    const made = memoryOf(model, memory, most);
    if (made === null) return null;
    memories.push(made);
  }
  return { model, memories, shared: sharedCosts(model), hints: hintsOf(model) };
}

function memoryOf(model: Model, memory: number, most: number): SceneMemory | null {
  const { bodies } = model;
  const chosen = Int32Array.from(bodies.keys()).filter((b) =>
    bodies[b]!.choices.some((choice) => choice.memory === memory),
  );
  const problem = bodyProblemOf(model, memory, chosen);
  const conflicts = listConflicts(problem, most);
  if (conflicts === null) return null;
  const rowOf = new Int32Array(bodies.length).fill(-1);
  chosen.forEach((body, row) => {
    rowOf[body] = row;
  });
  return {
    problem,
    places: new Places(problem),
    otherBanks: new OtherBanks(problem),
    rowOf,
    conflicts: largestFirst(problem, conflicts),
  };
}

function largestFirst({ size, bodies }: BodyProblem, { start, other, low, high }: Conflicts): Conflicts {
  const sorted = { start, other: new Int32Array(other.length), low: low.slice(), high: high.slice() };
  for (let b = 0; b + 1 < start.length; b++) {
    const first = start[b]!;
    const row = Int32Array.from({ length: start[b + 1]! - first }, (_, i) => first + i);
    row.sort((x, y) => size[other[y]!]! - size[other[x]!]!);
    row.forEach((from, i) => {
      sorted.other[first + i] = bodies[other[from]!]!;
      sorted.low[first + i] = low[from]!;
      sorted.high[first + i] = high[from]!;
    });
  }
  return sorted;
}

/** The hints of buffers, by their body. */
export function hintsOf({ problem, bodies }: Pick<Model, "problem" | "bodies">): Hint[][] {
  return bodies.map(({ members }) =>
    members.flatMap(({ buffer, at }) => {
      const { hint = -1, size } = problem.buffers[buffer]!;
      return hint < 0 || size === 0 ? [] : [{ buffer, offset: hint - at, size }];
    }),
  );
}
