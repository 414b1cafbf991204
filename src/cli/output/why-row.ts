import type { CoreConstraint, MemoryExplanation, Reasons, ToldPlan } from "../../explain/index.js";
import { closestOf, headline } from "../../explain/reasons.js";
import type { Problem } from "../../problem/index.js";

/** The field `why` of JSON lines: buffers by their ids, and null for Infinity. */
export function whyRow(problem: Problem, reasons: Reasons) {
  const { peak, core, least, unknown } = reasons;
  const closest = closestOf(reasons);
  return {
    message: headline(reasons),
    bound: peak.bound,
    memories: peak.memories.map((memory) => memoryWhy(problem, memory)),
    core: core === null ? null : coreWhy(problem, core),
    leastCapacity: least === null ? null : leastWhy(least),
    closest: closest === null ? null : closestWhy(closest),
    unknown: unknown === null ? null : unknownWhy(unknown),
  };
}

export type WhyRow = ReturnType<typeof whyRow>;

function memoryWhy({ buffers }: Problem, told: MemoryExplanation) {
  const { memory, capacity, base, peak, time, liveBytes, live, loadBytes, load, waste, bound, message } = told;
  return {
    ...(memory !== "" && { memory }),
    capacity: finite(capacity),
    base,
    peak,
    time,
    liveBytes,
    live: live.map(({ buffer, id, offset, bytes, share }) => {
      const { lower, upper } = buffers[buffer]!;
      return { id, bytes, share, offset, lower, upper };
    }),
    loadBytes,
    load: {
      times: [...load.times],
      liveBytes: [...load.liveBytes],
      tops: load.tops === null ? null : [...load.tops],
    },
    waste:
      waste === null
        ? null
        : {
            bytes: waste.bytes,
            byCause: waste.byCause,
            holes: waste.holes.map(({ from, to, cause, above }) => {
              return { from, to, cause, above: above === null ? null : buffers[above]!.id };
            }),
          },
    bound,
    message,
  };
}

function coreWhy(problem: Problem, core: NonNullable<Reasons["core"]>) {
  const { cause, time, neededBytes, capacity, message, remedies, isIrreducible, questions, steps } = core;
  return {
    cause,
    message,
    remedies,
    buffers: core.buffers.map((b) => problem.buffers[b]!.id),
    constraints: core.constraints.map((each) => constraintWhy(problem, each)),
    time,
    neededBytes,
    capacity,
    isIrreducible,
    questions,
    steps,
  };
}

/** A constraint with all that it says, and buffers by their ids. */
function constraintWhy({ buffers, apart, aliases, memories }: Problem, constraint: CoreConstraint) {
  switch (constraint.kind) {
    case "alignment":
    case "offset":
    case "withinBank":
    case "exclusive":
      return { ...constraint, buffer: buffers[constraint.buffer]!.id };
    case "apart":
      return { ...constraint, ...apart![constraint.index] };
    case "alias":
      return { ...constraint, ...aliases![constraint.index] };
    case "reserved":
      return { ...constraint, ...memories!.find(({ id }) => id === constraint.memory)!.reserved![constraint.index] };
    case "capacity": {
      const { kind, memory, bytes } = constraint;
      return { kind, ...(memory !== "" && { memory }), bytes };
    }
    default:
      return constraint;
  }
}

function leastWhy({ memories, needs, message }: NonNullable<Reasons["least"]>) {
  return {
    needs,
    message,
    memories: memories.map(({ memory, capacity, bytes, bound, isProved }) => {
      return { ...(memory !== "" && { memory }), capacity: finite(capacity), bytes, bound: finite(bound), isProved };
    }),
  };
}

function closestWhy({ peak, overflow, offsets, memories }: ToldPlan) {
  return { peak, overflow, offsets: [...offsets], ...(memories !== null && { memories }) };
}

function unknownWhy({ message, bound, gap, moreTime, curve }: NonNullable<Reasons["unknown"]>) {
  return { message, bound, gap, moreTime, curve };
}

function finite(bytes: number): number | null {
  return Number.isFinite(bytes) ? bytes : null;
}
