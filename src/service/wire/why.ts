import {
  type CoreConstraint,
  headline,
  type MemoryExplanation,
  type Reasons,
  SUGGESTION_KINDS,
  type SuggestedChange,
  type Suggestion,
  type ToldPlan,
} from "../../explain/index.js";
import { type Problem, TERMS } from "../../problem/index.js";
import { encode, enumNumbers } from "../../proto/index.js";

// Reasons as messages of the .proto. Buffers are positions, as everywhere; suggestions, which may make new ones, have
// names.

const BOUND = enumNumbers("BoundReason", ["load", "stack", "clique", "buffer", "search"]);
const WASTE = enumNumbers("WasteCause", ["alignment", "fixed", "reserved", "fragmentation"]);
const CAUSE = enumNumbers("CoreCause", ["load", "alone", "collision", "constraints", "fragmentation"]);
const CONSTRAINT = enumNumbers("CoreConstraintKind", [
  "capacity",
  "reserved",
  "alignment",
  "offset",
  "withinBank",
  "exclusive",
  "apart",
  "alias",
  "limit",
]);
const MORE_TIME = enumNumbers("MoreTime", ["likely", "unlikely", "unclear"]);
const SUGGESTION = enumNumbers("SuggestionKind", [...SUGGESTION_KINDS, "mixed"]);
const TERM = enumNumbers("Term", TERMS);

/** The fields of a PlanResponse that hold reasons and suggestions. */
export function reasonsBytes(
  problem: Problem,
  reasons: Reasons | null,
  suggestions: readonly Suggestion[],
  omitOffsets: boolean,
): Uint8Array {
  return encode("PlanResponse", {
    ...(reasons !== null && { why: whyMessage(problem, reasons, omitOffsets) }),
    suggestions: suggestions.map((each) => suggestionMessage(each, omitOffsets)),
  });
}

function whyMessage(problem: Problem, reasons: Reasons, omitOffsets: boolean): object {
  const { peak, core, least, unknown } = reasons;
  const ids = problem.memories?.map(({ id }) => id) ?? [];
  return {
    message: headline(reasons),
    memories: peak.memories.map(memoryMessage),
    bound: boundMessage(peak.bound),
    core: core === null ? null : coreMessage(core, ids),
    least: least === null ? null : leastMessage(least, ids, omitOffsets),
    undecided: unknown === null ? null : undecidedMessage(unknown, ids, omitOffsets),
  };
}

function memoryMessage(told: MemoryExplanation, index: number): object {
  const { capacity, base, peak, time, liveBytes, live, loadBytes, load, waste, bound, message } = told;
  return {
    memory_index: index,
    capacity: finite(capacity),
    base,
    peak,
    time,
    live_bytes: liveBytes,
    live: live.map(({ buffer, offset, bytes, share }) => ({ buffer_index: buffer, offset, bytes, share })),
    load_bytes: loadBytes,
    load_time: load.times,
    load_live: load.liveBytes,
    load_top: load.tops,
    waste: waste && {
      bytes: waste.bytes,
      holes: waste.holes.map(({ from, to, cause, above }) => ({ from, to, cause: WASTE[cause], above_index: above })),
    },
    bound: boundMessage(bound),
    message,
  };
}

function boundMessage({ bytes, restsOn }: MemoryExplanation["bound"]): object {
  return { bytes, rests_on: BOUND[restsOn] };
}

function coreMessage(core: NonNullable<Reasons["core"]>, ids: readonly string[]): object {
  const { buffers, constraints, cause, time, neededBytes, capacity, message, remedies, questions, steps } = core;
  return {
    buffer_index: buffers,
    constraints: constraints.map((each) => constraintMessage(each, ids)),
    cause: CAUSE[cause],
    time,
    needed_bytes: neededBytes,
    capacity,
    message,
    remedies,
    is_irreducible: core.isIrreducible,
    questions,
    steps,
  };
}

function constraintMessage(constraint: CoreConstraint, ids: readonly string[]): object {
  const kind = CONSTRAINT[constraint.kind];
  switch (constraint.kind) {
    case "capacity":
      return { kind, memory_index: indexOf(ids, constraint.memory), bytes: constraint.bytes };
    case "reserved":
      return { kind, memory_index: indexOf(ids, constraint.memory), entry: constraint.index };
    case "alignment":
      return { kind, buffer_index: constraint.buffer, bytes: constraint.bytes };
    case "offset":
      return { kind, buffer_index: constraint.buffer, bytes: constraint.offset };
    case "withinBank":
    case "exclusive":
      return { kind, buffer_index: constraint.buffer };
    case "limit":
      return { kind, term: TERM[constraint.term], bytes: constraint.most };
    default:
      return { kind, entry: constraint.index };
  }
}

/** Null where the problem lists no memories. */
function indexOf(ids: readonly string[], id: string): number | null {
  const index = ids.indexOf(id);
  return index < 0 ? null : index;
}

type Least = NonNullable<Reasons["least"]>;

function leastMessage({ memories, needs, closest, message }: Least, ids: readonly string[], omit: boolean): object {
  return {
    memories: memories.map(({ memory, capacity, bytes, bound, isProved }) => ({
      memory_index: indexOf(ids, memory) ?? 0,
      capacity: finite(capacity),
      bytes,
      bound: finite(bound),
      is_proved: isProved,
    })),
    is_any: needs === "any",
    closest: closest && closestMessage(closest, ids, omit),
    message,
  };
}

function undecidedMessage(
  { closest, bound, gap, curve, moreTime, message }: NonNullable<Reasons["unknown"]>,
  ids: readonly string[],
  omit: boolean,
): object {
  const more_time = MORE_TIME[moreTime];
  return { closest: closest && closestMessage(closest, ids, omit), bound, gap, curve, more_time, message };
}

function closestMessage({ offsets, memories, peak, overflow }: ToldPlan, ids: readonly string[], omit: boolean) {
  const memory_index = memories?.map((id) => ids.indexOf(id));
  return { peak, overflow, ...(!omit && { offsets, memory_index }) };
}

function suggestionMessage(suggestion: Suggestion, omit: boolean): object {
  const { kind, changes, bytes, isProved, message, offsets, memories, peak } = suggestion;
  return {
    kind: SUGGESTION[kind],
    changes: changes.map(changeMessage),
    bytes,
    is_proved: isProved,
    message,
    peak,
    ...(!omit && { offsets, memory_id: memories }),
  };
}

function changeMessage(change: SuggestedChange): object {
  const kind = SUGGESTION[change.kind];
  switch (change.kind) {
    case "split":
      return { kind, buffer_id: change.buffer, from: change.lower, to: change.upper, again_id: change.again };
    case "shift":
      return { kind, buffer_id: change.buffer, by: change.by };
    case "move":
      return { kind, buffer_id: change.buffer, memory_id: change.to, from_memory_id: change.from };
    case "exclusive":
    case "withinBank":
      return { kind, buffer_id: change.buffer };
    case "apart":
      return { kind, entry: change.index, pair_id: change.pair };
    case "reserved":
      return { kind, memory_id: change.memory, entry: change.index };
    case "limit":
      return { kind, term: TERM[change.term], from: change.from, to: finite(change.to) };
    case "inplace":
    case "view":
      return { kind, buffer_id: change.buffer, of_id: change.of };
    case "copy":
      return { kind, entry: change.index, buffer_id: change.buffer, of_id: change.of };
    case "capacity":
      return { kind, memory_id: change.memory, from: change.from, to: change.to };
    default:
      return { kind, buffer_id: change.buffer, from: change.from, to: change.to };
  }
}

function finite(bytes: number): number | null {
  return Number.isFinite(bytes) ? bytes : null;
}
