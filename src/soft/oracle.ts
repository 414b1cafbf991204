import type { BodyProblem } from "../bodies/body-problem.js";
import { bodyProblemOf } from "../bodies/build.js";
import type { Model, Pair } from "../model/model.js";

/** Whether bodies fit into one memory, some soft items kept: what the exact search of one memory is asked. */
export interface HardQuestion {
  /** Position in `model.memories`. */
  readonly memory: number;
  /** The bodies of the model that lie there, ascending. */
  readonly bodies: Int32Array;
  /** Reuse pairs that share no byte. */
  readonly avoided: ReadonlySet<Pair>;
  /** Buffers that lie at their hint. */
  readonly pinned: readonly number[];
  /** Bytes that the peak may be, from the base. */
  readonly most: number;
  /** Decisions at most. */
  readonly steps: number;
  readonly shouldStop?: () => boolean;
}

/** What of a question cannot hold together, whatever the rest does. What is not listed may be given up. */
export interface HardCore {
  /** Bodies of the model that cannot all lie in the memory, as the rest of the core is kept. */
  readonly bodies: readonly number[];
  readonly avoided: readonly Pair[];
  readonly pinned: readonly number[];
}

export type HardAnswer =
  /** Offsets by the question's bodies, absolute. */
  | { readonly status: "fits"; readonly offsets: Float64Array }
  | { readonly status: "refuted"; readonly core: HardCore }
  | { readonly status: "open" };

/** Who answers: heuristics, the search over bodies, a search in small. Pauses now and then. */
export interface HardOracle {
  fits(model: Model, question: HardQuestion): Generator<undefined, HardAnswer>;
}

/** The core that says nothing new: everything that was asked. */
export function wholeCore({ bodies, avoided, pinned }: HardQuestion): HardCore {
  return { bodies: Array.from(bodies), avoided: [...avoided], pinned };
}

/** The body problem that a question asks about; null where two pins contradict each other, or a fixed offset. */
export function problemOf(model: Model, { memory, bodies, avoided, pinned, most }: HardQuestion): BodyProblem | null {
  const problem = bodyProblemOf(model, memory, bodies, avoided);
  const fixedOffset = problem.fixedOffset.slice();
  for (const buffer of pinned) {
    const row = bodies.indexOf(model.bodyOf[buffer]!);
    const offset = model.problem.buffers[buffer]!.hint! - model.atOf[buffer]!;
    if (row < 0) continue;
    if (offset < 0 || (fixedOffset[row]! >= 0 && fixedOffset[row] !== offset)) return null;
    fixedOffset[row] = offset;
  }
  return { ...problem, fixedOffset, capacity: Math.min(problem.capacity, most) };
}
