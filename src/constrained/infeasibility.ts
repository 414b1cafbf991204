import { cliqueBound, lowestPlace } from "../bodies/bounds/index.js";
import { bodyProblemOf } from "../bodies/build.js";
import type { Model } from "../model/model.js";
import type { Infeasibility } from "../planner/index.js";
import type { PartRefutation } from "./part.js";

/** Ids that a message lists at most. */
const LISTED = 6;

/** Why bodies do not fit into a memory, by buffer of the problem. */
export function constrainedInfeasibility(
  model: Model,
  memory: number,
  { cause, bodies }: PartRefutation,
): Infeasibility {
  const { problem, memories } = model;
  const { id, capacity, base, reserved } = memories[memory]!;
  const buffers = bodies
    .flatMap((body) => model.bodies[body]!.members.map(({ buffer }) => buffer))
    .sort((a, b) => a - b);
  const named = buffers.slice(0, LISTED).map((b) => JSON.stringify(problem.buffers[b]!.id));
  const more = buffers.length > LISTED ? ` and ${buffers.length - LISTED} more` : "";
  const who = buffers.length === 1 ? `buffer ${named[0]}` : `buffers ${named.join(", ")}${more}`;
  const where = id === null ? "the memory" : `memory ${JSON.stringify(id)}`;
  const kept = reserved
    .map(({ from, to }) => `[${from}, ${to})`)
    .slice(0, LISTED)
    .join(", ");
  const end = base + capacity;
  const own = cause === "search" ? bindings(model, memory, buffers) : "";
  const room =
    `${where} is ${end === Number.POSITIVE_INFINITY ? `unbounded from ${base}` : `[${base}, ${end})`}` +
    `${kept === "" ? "" : `, of which ${kept} is reserved`}${own}`;
  const message =
    buffers.length === 0
      ? `the buffers do not fit together under their constraints: ${room}`
      : `${who} ${buffers.length === 1 ? ALONE[cause] : WHY[cause]}: ${room}`;
  return { cause, buffers, message };
}

/** What holds of the buffers themselves, where bytes are not all that is missing: banks and fixed offsets. */
function bindings({ problem, memories }: Model, memory: number, buffers: readonly number[]): string {
  const named = (some: readonly number[], tell: (b: number) => string): string => {
    const more = some.length > LISTED ? ` and ${some.length - LISTED} more` : "";
    return `${some.slice(0, LISTED).map(tell).join(", ")}${more}`;
  };
  const idOf = (b: number): string => JSON.stringify(problem.buffers[b]!.id);
  const inBank = buffers.filter((b) => problem.buffers[b]!.withinBank === true);
  const fixed = buffers.filter((b) => (problem.buffers[b]!.offset ?? -1) >= 0);
  const { bank } = memories[memory]!;
  const sized = named(inBank, (b) => `${idOf(b)} of ${problem.buffers[b]!.size}`);
  const at = named(fixed, (b) => `${idOf(b)} at ${problem.buffers[b]!.offset}`);
  return [
    ...(inBank.length === 0 || bank === 0 ? [] : [`; within one bank of ${bank} bytes must lie ${sized}`]),
    ...(fixed.length === 0 ? [] : [`; fixed are ${at}`]),
  ].join("");
}

const WHY: Readonly<Record<Infeasibility["cause"], string>> = {
  size: "have no place at all",
  fixed: "are fixed at bytes that are not there",
  collision: "are fixed at bytes that they must not share",
  load: "live together or are kept apart, and need more bytes than there are",
  stack: "live together or are kept apart, and do not fit on top of each other",
  search: "do not fit together under their constraints",
};

/** The same of one buffer. */
const ALONE: typeof WHY = {
  size: "has no place at all",
  fixed: "is fixed at bytes that are not there",
  collision: "is fixed at bytes that it must not occupy",
  load: "needs more bytes than there are",
  stack: "does not fit",
  search: "does not fit under its constraints",
};

/**
 * The plainest reason why bodies do not fit into a memory: one that has no place in it, else those that need too many
 * bytes, else what a search has found.
 */
export function plainestRefutation(model: Model, memory: number, found: PartRefutation): PartRefutation {
  const { bodies } = model;
  const inMemory = Int32Array.from(bodies.keys()).filter((b) => bodies[b]!.choices[0]!.memory === memory);
  const problem = bodyProblemOf(model, memory, inMemory);
  for (let row = 0; row < problem.count; row++) {
    if (lowestPlace(problem, row) + problem.size[row]! > problem.base + problem.capacity) {
      return { cause: problem.fixedOffset[row]! >= 0 ? "fixed" : "size", bodies: [problem.bodies[row]!] };
    }
  }
  const bound = cliqueBound(problem);
  if (bound.bytes <= problem.capacity) return found;
  return { cause: "load", bodies: Array.from(bound.bodies, (row) => problem.bodies[row]!) };
}

/** Where the choice of memories or costs within limits was searched. */
export function softInfeasibility({ limits }: Model): Infeasibility {
  const bounded = Object.entries(limits).map(([term, most]) => `${term} ≤ ${most}`);
  const within = bounded.length === 0 ? "" : ` within the limits ${bounded.join(", ")}`;
  return { cause: "search", buffers: [], message: `no choice of memories and places has a plan${within}` };
}
